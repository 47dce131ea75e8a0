"""What another wallet paid or received, and an asset that became another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import EQUAL_RECORDS, RecordSet
from binrecon.domain.records import RecordLeg
from binrecon.reconciliation.investigation.missing_fill import missing_fills
from binrecon.reconciliation.investigation.statement_lines import has_line, lacks_line
from binrecon.reconciliation.investigation.typed_amounts import is_told_by, is_typed

CONVERT, COLLATERAL, SWAP = "convert_elsewhere", "collateral_elsewhere", "swapped_asset"
OTHER_LEG = "the other asset is off by its other leg"
EARN_SHARE = "LD"
_GIVES_COLLATERAL = frozenset({"loan_borrow", "loan_ltv_adjustment"})
_OUT = 2


class UntradedAsset(NamedTuple):
    """An open asset of which the exchange, whose list of pairs was read, trades no pair."""

    asset: str


CONVERSIONS = RecordSet("conversions", RecordLeg)
"""Converts and the like whose assets are all off."""
UNTRADED_ASSETS = RecordSet("untraded_assets", UntradedAsset)
"""What was renamed or swapped."""


def other_wallet_convert(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for converts whose legs both stand exactly opposite in the variances: convert/tradeFlow does not say
    which wallet paid, and another wallet than SPOT did."""
    for moved in evidence.records_of(CONVERSIONS, asset_verdict.line.asset):
        source, record = moved.first.source, moved.first.record
        text = "both of its legs are missing from the balances: another wallet paid and received"
        telling = is_told_by(leg.amount for leg in evidence.legs_of(CONVERSIONS, moved))
        yield Finding(
            CONVERT,
            moved.amount.copy_negate(),
            text,
            _both_legs(source, record),
            OTHER_LEG,
            two_sided=True,
            telling=telling,
        )


def _both_legs(source: str, record: str) -> tuple[str, ...]:
    return f"{source} {record} in", f"{source} {record} out"


def other_wallet_collateral(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for collateral of a loan that is exactly what the asset has too much, and for the share of Simple Earn
    that lacks it: loan/flexible/borrow/history and ltv/adjustment/history do not say whether SPOT or Earn gave it, and
    it was booked as if SPOT did. If Earn gave it, the share (LD and the asset's name) went with it."""
    asset = asset_verdict.line.asset
    plain = asset.removeprefix(EARN_SHARE)
    if plain != asset:
        for leg in _collateral(evidence.off.get(plain), evidence):
            if leg.amount == asset_verdict.open_variance:
                yield Finding(COLLATERAL, leg.amount, "collateral of a loan, given by this share", *_both_sides(leg))
    for leg in _collateral(asset_verdict, evidence):
        text, amount = "collateral of a loan, and not missing from the balance: Earn gave it", leg.amount.copy_negate()
        if EARN_SHARE + asset in evidence.off:
            yield Finding(COLLATERAL, amount, text, *_both_sides(leg))
        else:
            second = lacks_line(leg.amount, asset_verdict, evidence)
            yield Finding(COLLATERAL, amount, text, (leg.name,), second, telling=bool(second))


def _collateral(asset_verdict: AssetVerdict | None, evidence: InvestigationInput) -> Iterator[RecordLeg]:
    """The legs that gave exactly what the asset has too much to a loan."""
    if asset_verdict is None:
        return
    for leg in evidence.of(EQUAL_RECORDS, asset_verdict.line.asset):
        if (
            leg.source in _GIVES_COLLATERAL
            and leg.leg == _OUT
            and leg.amount == asset_verdict.open_variance.copy_negate()
        ):
            yield leg


def _both_sides(leg: RecordLeg) -> tuple[tuple[str, ...], str, tuple[()], bool]:
    """Both amounts are one: typed, they fit what a redemption that no list tells would make of the two."""
    second = "" if is_typed(leg.amount) else f"{leg.asset} and its share of Earn are off by the opposite"
    return (leg.name,), second, (), True


def swapped_asset(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """A finding where the whole balance of one asset went and the same amount came on one other: renamed, or swapped
    one to one. A share of Simple Earn (LD and the asset's name) is no other asset but a product, and two assets that
    are traded for each other at about that price may as well have been traded. Equal amounts are no evidence where
    people type them; and what was renamed or swapped is traded no more, or a statement has the lines of it."""
    for other in evidence.off_by.get(asset_verdict.open_variance.copy_negate(), ()):
        if _is_share(asset_verdict, other) or _is_traded(asset_verdict, other, evidence):
            continue
        gone, come = (asset_verdict, other) if asset_verdict.open_variance < 0 else (other, asset_verdict)
        if gone.line.actual == 0 and gone.expected == come.open_variance:
            text = f"the whole balance of {gone.line.asset} went, and as much {come.line.asset} came"
            names = f"balance {gone.line.asset}", f"balance {come.line.asset}"
            said = has_line(asset_verdict.open_variance, asset_verdict, evidence)
            second = said or _no_longer_traded(gone, evidence)
            yield Finding(SWAP, asset_verdict.open_variance, text, names, second, two_sided=True, telling=bool(said))


def _no_longer_traded(gone: AssetVerdict, evidence: InvestigationInput) -> str:
    asset = gone.line.asset
    untraded = evidence.of(UNTRADED_ASSETS, asset)
    return f"no pair of {asset} is traded" if untraded and not is_typed(gone.open_variance) else ""


def _is_traded(one: AssetVerdict, other: AssetVerdict, evidence: InvestigationInput) -> bool:
    fills = missing_fills(one.line.asset, evidence)
    return any({one.line.asset, other.line.asset} == {fill.base, fill.quote} for fill in fills)


def _is_share(one: AssetVerdict, other: AssetVerdict) -> bool:
    return one.line.asset in (EARN_SHARE + other.line.asset, other.line.asset.removeprefix(EARN_SHARE))

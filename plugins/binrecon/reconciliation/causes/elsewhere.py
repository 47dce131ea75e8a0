"""What another wallet paid or received, and an asset that became another."""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues
from binrecon.reconciliation.missing_fill import missing_fills

CONVERT, COLLATERAL, SWAP = "convert_elsewhere", "collateral_elsewhere", "swapped_asset"
TWO_SIDED = frozenset({CONVERT, SWAP})
"""Kinds that hold for one asset only if they hold for the other: both findings name the same records."""
EARN_SHARE = "LD"
_GIVES_COLLATERAL = frozenset({"loan_borrow", "loan_ltv_adjustment"})
_OUT = 2


def convert_elsewhere(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for converts whose legs both stand exactly opposite in the variances: convert/tradeFlow does not say which
    wallet paid, and another wallet than SPOT did."""
    for moved in clues.conversions.get(judgement.cell.asset, ()):
        text = "both of its legs are missing from the balances: another wallet paid and received"
        yield Finding(CONVERT, moved.amount.copy_negate(), text, _both_legs(moved.first.source, moved.first.record))


def _both_legs(source: str, record: str) -> tuple[str, ...]:
    return f"{source} {record} in", f"{source} {record} out"


def collateral_elsewhere(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for collateral of a loan that is exactly what the asset has too much: loan/flexible/borrow/history and
    ltv/adjustment/history do not say whether SPOT or Earn gave it, and it was booked as if SPOT did."""
    for leg in clues.equal.get(judgement.cell.asset, ()):
        if leg.source in _GIVES_COLLATERAL and leg.leg == _OUT:
            text = "collateral of a loan, and not missing from the balance: Earn gave it"
            yield Finding(COLLATERAL, leg.amount.copy_negate(), text, (leg.name,))


def swapped_asset(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """A finding where the whole balance of one asset went and the same amount came on one other: renamed, or swapped one
    to one. A share of Simple Earn (LD and the asset's name) is no other asset but a product, and two assets that are traded
    for each other at about that price may as well have been traded."""
    for other in clues.off_by.get(judgement.variance.copy_negate(), ()):
        if _is_share(judgement, other) or _is_traded(judgement, other, clues):
            continue
        gone, come = (judgement, other) if judgement.variance < 0 else (other, judgement)
        if gone.cell.actual == 0 and gone.expected == come.variance:
            text = f"the whole balance of {gone.cell.asset} went, and as much {come.cell.asset} came"
            yield Finding(SWAP, judgement.variance, text, (f"balance {gone.cell.asset}", f"balance {come.cell.asset}"))


def _is_traded(one: Judgement, other: Judgement, clues: Clues) -> bool:
    fills = missing_fills(one.cell.asset, clues)
    return any({one.cell.asset, other.cell.asset} == {fill.base, fill.quote} for fill in fills)


def _is_share(one: Judgement, other: Judgement) -> bool:
    return one.cell.asset in (EARN_SHARE + other.cell.asset, other.cell.asset.removeprefix(EARN_SHARE))

"""A record that is listed as pending and has moved the balance all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import PENDING, InvestigationInput, Record, RecordLeg
from binrecon.reconciliation.causes.failed_withdrawal import running_variances
from binrecon.reconciliation.causes.other_wallet import OTHER_LEG
from binrecon.reconciliation.stated import has_line
from binrecon.reconciliation.typed_amounts import is_told_by

DEPOSIT, OTHER = "pending_deposit", "listed_without_effect"
_PATIENCE = {
    "account_transfer": 2,
    "wallet_transfer": 2,
    "custody_transfer": 2,
    "loan_borrow": 2,
    "loan_repay": 2,
    "flexible_subscription": 2,
    "flexible_redemption": 2,
    "liquidation_loan_repay": 2,
    "eth_redemption": 14,
    "sol_redemption": 14,
    "bfusd_redemption": 7,
    "rwusd_redemption": 7,
}
"""Days in which a pending record of a list comes true, within the exchange in two, from staking in fourteen (clues.LONGEST)."""
_USUAL = 7


def without_effect(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[Finding]:
    """Findings for deposits not yet confirmed and other records that may still come true, within the patience of their list.

    One of an earlier day may have moved the balance on this one only if the days between were not off by anything. That the
    amount fits is not enough: another leg of the record, the account at its other end, or a statement must bear it out.
    """
    asset = asset_verdict.line.asset
    for moved in clues.records.get(asset, ()):
        if moved.first.standing != PENDING or is_overdue(moved, asset, clues):
            continue
        if moved.day == clues.day or _not_come_before(moved, asset, clues):
            yield _finding(moved, asset_verdict, clues)


def is_overdue(moved: Record, asset: str, clues: InvestigationInput) -> bool:
    """Whether the lists of the last day on which it could have come true are read, and it is still pending."""
    return clues.knows(asset, moved.day + timedelta(days=patience(moved.first.source)))


def patience(source: str) -> int:
    """In how many days a pending record of the list comes true."""
    return _PATIENCE.get(source, _USUAL)


def _finding(moved: Record, asset_verdict: AssetVerdict, clues: InvestigationInput) -> Finding:
    leg = moved.first
    kind = DEPOSIT if leg.source == "deposit" else OTHER
    text = f"listed on {moved.day} with status {leg.status}, which does not count, and is in the balance"
    legs = clues.legs[leg.source, leg.record]
    if any(other.asset != leg.asset for other in legs):
        names, telling = tuple(one.name for one in legs), is_told_by(one.amount for one in legs)
        return Finding(kind, moved.amount, text, names, OTHER_LEG, two_sided=True, telling=telling)
    said = has_line(moved.amount, asset_verdict, clues)
    return Finding(kind, moved.amount, text, moved.names, said or _other_end(leg, clues), telling=bool(said))


def _other_end(leg: RecordLeg, clues: InvestigationInput) -> str:
    if leg.source == "account_transfer" and (leg.asset, leg.party.lower()) in clues.opposite_lower:
        return "the account at its other end is off by the opposite"
    return ""


def _not_come_before(moved: Record, asset: str, clues: InvestigationInput) -> bool:
    return moved.day < clues.day and all(
        total == 0 for total in running_variances(clues.variances, asset, moved.day, clues.day)
    )

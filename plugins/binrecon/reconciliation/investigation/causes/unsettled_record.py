"""A record that is listed as pending and has moved the balance all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from binrecon.domain import thresholds
from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import OPPOSITE_ACCOUNTS, TIMING_DIFFERENCES
from binrecon.domain.records import PENDING, Record, RecordLeg
from binrecon.reconciliation.investigation.causes.failed_withdrawal import running_variances
from binrecon.reconciliation.investigation.causes.other_wallet import OTHER_LEG
from binrecon.reconciliation.investigation.statement_lines import has_line
from binrecon.reconciliation.investigation.typed_amounts import is_told_by

DEPOSIT, OTHER = "pending_deposit", "listed_without_effect"


def unsettled_record(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for deposits not yet confirmed and other records that may still come true, within the days in which
    records of their list do.

    One of an earlier day may have moved the balance on this one only if the days between were not off by anything. That
    the amount fits is not enough: another leg of the record, the account at its other end, or a statement must bear it
    out.
    """
    asset = asset_verdict.line.asset
    for moved in evidence.records_of(TIMING_DIFFERENCES, asset):
        if moved.first.standing != PENDING or is_overdue(moved, asset, evidence):
            continue
        if moved.day == evidence.day or _not_come_before(moved, asset, evidence):
            yield _finding(moved, asset_verdict, evidence)


def is_overdue(moved: Record, asset: str, evidence: InvestigationInput) -> bool:
    """Whether the lists of the last day on which it could have come true are read, and it is still pending."""
    return evidence.knows(asset, moved.day + timedelta(days=thresholds.settlement_wait(moved.first.source)))


def _finding(moved: Record, asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Finding:
    leg = moved.first
    kind = DEPOSIT if leg.source == "deposit" else OTHER
    text = f"listed on {moved.day} with status {leg.status}, which does not count, and is in the balance"
    legs = evidence.legs_of(TIMING_DIFFERENCES, moved)
    if any(other.asset != leg.asset for other in legs):
        names, telling = tuple(one.name for one in legs), is_told_by(one.amount for one in legs)
        return Finding(kind, moved.amount, text, names, OTHER_LEG, two_sided=True, telling=telling)
    said = has_line(moved.amount, asset_verdict, evidence)
    return Finding(kind, moved.amount, text, moved.names, said or _other_end(leg, evidence), telling=bool(said))


def _other_end(leg: RecordLeg, evidence: InvestigationInput) -> str:
    """An account's e-mail may stand in a record in either case."""
    others = {other.email.lower() for other in evidence.of(OPPOSITE_ACCOUNTS, leg.asset)}
    if leg.source == "account_transfer" and leg.party.lower() in others:
        return "the account at its other end is off by the opposite"
    return ""


def _not_come_before(moved: Record, asset: str, evidence: InvestigationInput) -> bool:
    return moved.day < evidence.day and all(
        total == 0 for total in running_variances(evidence.variances, asset, moved.day, evidence.day)
    )

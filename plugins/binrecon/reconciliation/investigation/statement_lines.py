"""Ask the account statement of the day for a second fact about a finding: a line that the lists lack, or one that it
lacks."""

from __future__ import annotations

from decimal import Decimal

from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT
from binrecon.domain.record_sets import UNMATCHED_ENTRIES
from binrecon.domain.records import utc_day
from binrecon.reconciliation.witnesses import LISTS_LACK


def has_line(amount: Decimal, asset_verdict: AssetVerdict, evidence: InvestigationInput) -> str:
    """Words where the statement has a line of exactly this, signed, that no movement that counts tells; else empty."""
    lines, _ = _unmatched(asset_verdict, evidence)
    return "the account statement has a line of it" if amount in lines else ""


def lacks_line(amount: Decimal, asset_verdict: AssetVerdict, evidence: InvestigationInput) -> str:
    """Words where the statement has no line for a movement of exactly this, signed, or one that is less by it; else
    empty."""
    lines, movements = _unmatched(asset_verdict, evidence)
    if amount in movements:
        return "the account statement has no line of it"
    if any(CONTEXT.subtract(movement, line) == amount for line in lines for movement in movements):
        return "the account statement has its line without it"
    return ""


def _unmatched(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> tuple[list[Decimal], list[Decimal]]:
    """Lines and movements of the day that only one side has, where the statement agrees with the snapshots; else
    none."""
    told = asset_verdict.findings.witnesses
    if told is None or told.agree != LISTS_LACK:
        return [], []
    entries = [
        one for one in evidence.of(UNMATCHED_ENTRIES, asset_verdict.line.asset) if utc_day(one.at) == evidence.day
    ]
    return [one.amount for one in entries if one.is_line], [one.amount for one in entries if not one.is_line]

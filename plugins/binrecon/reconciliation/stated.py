"""Ask the account statement of the day for a second fact about a finding: a line that the lists lack, or one that it lacks."""

from __future__ import annotations

from decimal import Decimal

from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.investigation_input import InvestigationInput, utc_day
from binrecon.domain.money import CONTEXT
from binrecon.reconciliation.witnesses import LISTS_LACK


def has_line(amount: Decimal, asset_verdict: AssetVerdict, clues: InvestigationInput) -> str:
    """Words where the statement has a line of exactly this, signed, that no movement that counts tells; else empty."""
    lines, _ = _left_over(asset_verdict, clues)
    return "the account statement has a line of it" if amount in lines else ""


def lacks_line(amount: Decimal, asset_verdict: AssetVerdict, clues: InvestigationInput) -> str:
    """Words where the statement has no line for a movement of exactly this, signed, or one that is less by it; else empty."""
    lines, movements = _left_over(asset_verdict, clues)
    if amount in movements:
        return "the account statement has no line of it"
    if any(CONTEXT.subtract(movement, line) == amount for line in lines for movement in movements):
        return "the account statement has its line without it"
    return ""


def _left_over(asset_verdict: AssetVerdict, clues: InvestigationInput) -> tuple[list[Decimal], list[Decimal]]:
    """Lines and movements of the day that only one side has, where the statement agrees with the snapshots; else none."""
    told = asset_verdict.findings.witnesses
    if told is None or told.agree != LISTS_LACK:
        return [], []
    left = [one for one in clues.one_sided.get(asset_verdict.line.asset, ()) if utc_day(one.at) == clues.day]
    return [one.amount for one in left if one.is_line], [one.amount for one in left if not one.is_line]

"""Ask the account statement of the day for a second fact about a finding: a line that the lists lack, or one that it lacks."""

from __future__ import annotations

from decimal import Decimal

from binrecon.cells import Judgement
from binrecon.clues import Clues, utc_day
from binrecon.money import CONTEXT
from binrecon.reconciliation.witnesses import LISTS_LACK


def stated(amount: Decimal, judgement: Judgement, clues: Clues) -> str:
    """What the statement says for a part of the variance, signed; empty where it says nothing for it, or does not agree with
    the snapshots: a line of the amount, no line for a movement of the opposite, or one line that differs from its movement
    by it."""
    told = judgement.findings.witnesses
    if told is None or told.agree != LISTS_LACK:
        return ""
    left = [one for one in clues.one_sided.get(judgement.cell.asset, ()) if utc_day(one.at) == clues.day]
    lines, movements = [one.amount for one in left if one.is_line], [one.amount for one in left if not one.is_line]
    if amount in lines:
        return "the account statement has a line of it"
    if amount.copy_negate() in movements:
        return "the account statement has no line of it"
    if any(CONTEXT.subtract(line, movement) == amount for line in lines for movement in movements):
        return "the line of the account statement differs by it"
    return ""

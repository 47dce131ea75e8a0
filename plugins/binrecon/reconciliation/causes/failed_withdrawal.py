"""A withdrawal that failed: the money was away over midnight, and no list says when it came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues, Moved, Variances, day_after
from binrecon.money import CONTEXT, ZERO

KIND = "failed_withdrawal"
_GIVEN_BACK = frozenset({"1", "3", "5"})
"""Statuses cancelled, rejected and failed of capital/withdraw/history."""


def failed_withdrawal(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Amount and fee missing on the day a failed withdrawal was applied for, or back on a later one.

    It is back on this day only if the computed variances say that it was away at the end of every day until then.
    """
    asset = judgement.cell.asset
    for moved in clues.records.get(asset, ()):
        if moved.first.source != "withdraw" or moved.first.effective or moved.first.status not in _GIVEN_BACK:
            continue
        if moved.day == clues.day:
            yield Finding(KIND, moved.amount, "applied for on this day, failed, not back at its end", moved.names)
        elif moved.day < clues.day and _away(moved, asset, clues):
            text = f"applied for on {moved.day}, failed, given back on this day"
            yield Finding(KIND, moved.amount.copy_negate(), text, moved.names)


def _away(moved: Moved, asset: str, clues: Clues) -> bool:
    running = running_variances(clues.variances, asset, moved.day, clues.day)
    return all(total == moved.amount for total in running)


def running_variances(variances: Variances, asset: str, start: date, end: date) -> Iterator[Decimal | None]:
    """After each day of [start, end), what the asset was off by since `start`; None from a day on that is not known."""
    total: Decimal | None = ZERO
    day = start
    while day < end:
        known = variances.get((asset, day))
        total = None if total is None or known is None else CONTEXT.add(total, known)
        yield total
        day = day_after(day)

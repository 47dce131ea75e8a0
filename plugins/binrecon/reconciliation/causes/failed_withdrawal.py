"""A withdrawal that failed: the money was away over midnight, and no list says when it came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from binrecon.cells import Finding, Judgement
from binrecon.clues import PATIENCE, Clues, Moved, Variances, day_after
from binrecon.money import CONTEXT, ZERO

KIND = "failed_withdrawal"
_GIVEN_BACK = frozenset({"1", "3", "5"})
"""Statuses cancelled, rejected and failed of capital/withdraw/history."""


def failed_withdrawal(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Amount and fee missing on the day a failed withdrawal was applied for, or back on a later one.

    It is back on this day only if the computed variances say that it was away at the end of every day until then; and it was
    away at all only until the snapshots of PATIENCE days in a row say that nothing came back.
    """
    asset = judgement.cell.asset
    for moved in clues.records.get(asset, ()):
        if not is_given_back(moved):
            continue
        if moved.day == clues.day and not never_back(moved, asset, clues):
            yield Finding(KIND, moved.amount, "applied for on this day, failed, not back at its end", moved.names)
        elif moved.day < clues.day and _away(moved, asset, clues):
            text = f"applied for on {moved.day}, failed, given back on this day"
            yield Finding(KIND, moved.amount.copy_negate(), text, moved.names)


def is_given_back(moved: Moved) -> bool:
    """Whether the record is a withdrawal whose money the exchange has to give back."""
    return moved.first.source == "withdraw" and not moved.first.effective and moved.first.status in _GIVEN_BACK


def never_back(moved: Moved, asset: str, clues: Clues) -> bool:
    """Whether the snapshots of all the days after it are held and the asset is off on none of them."""
    after = (moved.day + timedelta(days=n) for n in range(1, PATIENCE + 1))
    return all(clues.variances.get((asset, day)) == ZERO for day in after)


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

"""A record booked on one side of midnight whose money moved on the other."""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues, Moved, day_after, day_before

KIND = "across_the_cut"
_NOON = 12


def across_the_cut(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for records whose two times lie on two days, one of them this one.

    A deposit has insertTime and completeTime, a withdrawal applyTime and completeTime (capital/deposit/hisrec,
    capital/withdraw/history), a transfer between own accounts the times of its two ends.
    """
    for moved in clues.records.get(judgement.cell.asset, ()):
        other = moved.other_day
        if not moved.first.effective or other is None or other == moved.day:
            continue
        if moved.day == clues.day:
            text = f"booked on this day, and its other time lies on {other}"
            yield Finding(KIND, moved.amount.copy_negate(), text, moved.names)
        elif other == clues.day:
            text = f"its other time lies on this day, and it is booked on {moved.day}"
            yield Finding(KIND, moved.amount, text, moved.names)


def in_transit(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for records within an hour of midnight, where the two days beside it lack and have too much exactly that:
    the balances themselves tell on which of them the money moved."""
    asset = judgement.cell.asset
    for moved in clues.passing.get(asset, ()):
        beside = day_after(moved.day) if moved.first.at.hour > _NOON else day_before(moved.day)
        if clues.day not in (moved.day, beside) or not _moved_on(beside, moved, asset, clues):
            continue
        amount = moved.amount if clues.day == beside else moved.amount.copy_negate()
        text = f"booked on {moved.day} within an hour of midnight, and the snapshots have it on {beside}"
        yield Finding(KIND, amount, text, moved.names)


def _moved_on(beside: object, moved: Moved, asset: str, clues: Clues) -> bool:
    booked = clues.variances.get((asset, moved.day))
    return booked == moved.amount.copy_negate() and clues.variances.get((asset, beside)) == moved.amount

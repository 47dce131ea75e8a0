"""A record booked on one side of midnight whose money moved on the other, as a second time of it tells."""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues

KIND = "across_the_cut"


def across_the_cut(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for records whose two times lie on two days, one of them this one.

    A deposit has insertTime and completeTime, a withdrawal applyTime and completeTime (capital/deposit/hisrec,
    capital/withdraw/history), a transfer between own accounts the times of its two ends.
    """
    for moved in clues.of(judgement.cell.asset):
        other = moved.other_day
        if not moved.first.effective or other is None or other == moved.day:
            continue
        if moved.day == clues.day:
            text = f"booked on this day, and its other time lies on {other}"
            yield Finding(KIND, moved.amount.copy_negate(), text, moved.names)
        elif other == clues.day:
            text = f"its other time lies on this day, and it is booked on {moved.day}"
            yield Finding(KIND, moved.amount, text, moved.names)

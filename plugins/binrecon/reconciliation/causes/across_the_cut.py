"""A record booked on one side of midnight whose money moved on the other, where the day beyond bears it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues, Moved, day_after, day_before
from binrecon.money import CONTEXT
from binrecon.reconciliation.subset_search import sets_adding_up

KIND = "across_the_cut"
_NOON = 12


def across_the_cut(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for records whose two times lie on two days, one of them this one. A set of them counts only where the days
    beyond bear it out (`agreed`).

    A deposit has insertTime and completeTime, a withdrawal applyTime and completeTime (capital/deposit/hisrec,
    capital/withdraw/history), a transfer between own accounts the times of its two ends; earnings of mining are listed under
    the mining day and paid on it or on the next (mining/payment/uid).
    """
    asset = judgement.cell.asset
    for moved in two_days(asset, clues):
        if clues.day in (moved.day, moved.other_day):
            yield _moved_on(clues.day, moved)


def two_days(asset: str, clues: Clues) -> Iterator[Moved]:
    """The records of the asset that count and have times on two days."""
    for moved in clues.records.get(asset, ()):
        if moved.first.effective and moved.other_day not in (None, moved.day):
            yield moved


def borne_out(moved: Moved, asset: str, clues: Clues) -> bool:
    """Whether the day beyond is off by what says that the record moved there and no other record of both days did."""
    return _agrees(_beyond(moved, clues), [moved], asset, clues)


def agreed(findings: Iterable[Finding], asset: str, clues: Clues) -> bool:
    """Whether every day beyond bears out that of the records which this day shares with it, exactly those of the findings
    moved on the day they are not booked on. Nobody knows of a day without its snapshots."""
    chosen = {finding.records for finding in findings if finding.kind == KIND}
    moved = [one for one in two_days(asset, clues) if one.names in chosen and clues.day in (one.day, one.other_day)]
    beyond = {_beyond(one, clues) for one in moved}
    return all(_agrees(day, [one for one in moved if _beyond(one, clues) == day], asset, clues) for day in beyond)


def _agrees(day: date, moved: Sequence[Moved], asset: str, clues: Clues) -> bool:
    """Whether the day is off by these records and by any of those that it does not share with this one; of those none that
    would have moved from or to a third day on which nothing is off."""
    off = clues.variances.get((asset, day))
    if off is None:
        return True
    for one in moved:
        off = CONTEXT.subtract(off, _moved_on(day, one).amount)
    rest = [_moved_on(day, other) for other in two_days(asset, clues) if _may_have_moved_on(day, other, asset, clues)]
    rest += [
        Finding("", other.amount, "", other.names) for other in clues.records.get(asset, ())
        if not other.first.effective and other.day == day
    ]
    return not off or bool(sets_adding_up(rest, off).sets)


def _may_have_moved_on(day: date, moved: Moved, asset: str, clues: Clues) -> bool:
    days = {moved.day, moved.other_day}
    return day in days and clues.day not in days and all(clues.variances.get((asset, other)) != 0 for other in days - {day})


def _beyond(moved: Moved, clues: Clues) -> date:
    return moved.day if clues.day == moved.other_day else moved.other_day or moved.day


def _moved_on(day: date, moved: Moved) -> Finding:
    """What the record means for one of its two days, where its money moved on the day it is not booked on."""
    if moved.day == day:
        text = f"booked on this day, and its other time lies on {moved.other_day}"
        return Finding(KIND, moved.amount.copy_negate(), text, moved.names)
    return Finding(KIND, moved.amount, f"its other time lies on this day, and it is booked on {moved.day}", moved.names)


def in_transit(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for records within an hour of midnight, where the two days beside it lack and have too much exactly that:
    the balances themselves tell on which of them the money moved."""
    asset = judgement.cell.asset
    for moved in clues.passing.get(asset, ()):
        beside = day_after(moved.day) if moved.first.at.hour > _NOON else day_before(moved.day)
        if clues.day not in (moved.day, beside) or not _both_say_so(beside, moved, asset, clues):
            continue
        amount = moved.amount if clues.day == beside else moved.amount.copy_negate()
        text = f"booked on {moved.day} within an hour of midnight, and the snapshots have it on {beside}"
        yield Finding(KIND, amount, text, moved.names)


def _both_say_so(beside: date, moved: Moved, asset: str, clues: Clues) -> bool:
    booked = clues.variances.get((asset, moved.day))
    return booked == moved.amount.copy_negate() and clues.variances.get((asset, beside)) == moved.amount

"""A record booked on one side of midnight whose money moved on the other, where the day beyond bears it out.

Rests on decisions 40 and 62.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT
from binrecon.domain.record_sets import AROUND_CUTOFF, TIMING_DIFFERENCES
from binrecon.domain.records import COUNTS, Record, as_records, day_after, day_before
from binrecon.domain.vocabulary import FILLS
from binrecon.reconciliation.investigation.subset_search import sets_adding_up
from binrecon.reconciliation.investigation.typed_amounts import are_typed, is_typed

KIND = "across_the_cut"
_NOON = 12
_SECOND = "{} is off by the opposite"


class OtherDays(NamedTuple):
    """What the other days of a set of findings say of it: one of them contradicts it, or some are not known yet."""

    contradicted: bool
    waits: frozenset[date]


def cutoff_two_times(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for records whose two times lie on two days, one of them this one. A set of them counts only where the
    days beyond are known and bear it out (`beyond`).

    A deposit has insertTime and completeTime, a withdrawal applyTime and completeTime (capital/deposit/hisrec,
    capital/withdraw/history), a transfer between own accounts the times of its two ends; earnings of mining are listed
    under the mining day and paid on it or on the next (mining/payment/uid).
    """
    asset = asset_verdict.line.asset
    for moved in two_days(asset, evidence):
        if evidence.day in (moved.day, moved.other_day):
            yield _moved_on(evidence.day, moved)


def two_days(asset: str, evidence: InvestigationInput) -> Iterator[Record]:
    """The records of the asset that count and have times on two days."""
    for moved in evidence.records_of(TIMING_DIFFERENCES, asset):
        if moved.first.standing == COUNTS and moved.other_day not in (None, moved.day):
            yield moved


def day_beyond(moved: Record, evidence: InvestigationInput) -> date:
    """The one of the record's two days that is not the day."""
    return moved.day if evidence.day == moved.other_day else moved.other_day or moved.day


def is_contradicted(moved: Record, asset: str, evidence: InvestigationInput) -> bool:
    """Whether the day beyond is known and not off by what says that the record moved there and no other record did."""
    return _says(day_beyond(moved, evidence), [moved], asset, evidence).contradicted


def beyond(findings: Iterable[Finding], asset: str, evidence: InvestigationInput) -> OtherDays:
    """Whether the days beyond bear out that of the records which this day shares with each of them, exactly those of
    the findings moved on the day they are not booked on. A day that is not known bears nothing out, and contradicts
    nothing."""
    chosen = {finding.records for finding in findings if finding.kind == KIND}
    moved = [
        one for one in two_days(asset, evidence) if one.names in chosen and evidence.day in (one.day, one.other_day)
    ]
    said = [
        _says(day, [one for one in moved if day_beyond(one, evidence) == day], asset, evidence)
        for day in sorted({day_beyond(one, evidence) for one in moved})
    ]
    return OtherDays(any(one.contradicted for one in said), frozenset[date]().union(*(one.waits for one in said)))


def _says(day: date, moved: Sequence[Record], asset: str, evidence: InvestigationInput) -> OtherDays:
    """What the day says: whether it is off by these records and by any of those that it does not share with the one
    judged, unless all are of typed amounts, which fit by chance; of those none that would have moved from or to a third
    day on which nothing is off. Where only a third day that is not known could say so, that one is waited for."""
    off = evidence.variances.get((asset, day))
    if off is None:
        return OtherDays(False, frozenset({day}))
    here = [_moved_on(day, one) for one in moved]
    for finding in here:
        off = CONTEXT.subtract(off, finding.amount)
    if not off:
        return OtherDays(False, frozenset())
    rest = [] if are_typed(here) else _others(day, asset, evidence)
    known = [finding for finding in rest if all(evidence.knows(asset, third) for third in finding.days)]
    if sets_adding_up(known, off).sets:
        return OtherDays(False, frozenset())
    waits = {third for finding in rest for third in finding.days if not evidence.knows(asset, third)}
    return OtherDays(not sets_adding_up(rest, off).sets, frozenset(waits))


def _others(day: date, asset: str, evidence: InvestigationInput) -> list[Finding]:
    """What else the day may be off by: records that it shares with a third day, and those on it that do not count."""
    shared = [
        _moved_on(day, other)
        for other in two_days(asset, evidence)
        if day in (other.day, other.other_day) and evidence.day not in (other.day, other.other_day)
    ]
    kept = [one for one in shared if all(evidence.variances.get((asset, third)) != 0 for third in one.days)]
    idle = [
        one for one in evidence.records_of(TIMING_DIFFERENCES, asset) if one.first.standing != COUNTS and one.day == day
    ]
    return kept + [Finding("", one.amount, "", one.names) for one in idle]


def _moved_on(day: date, moved: Record) -> Finding:
    """What the record means for one of its two days, where its money moved on the day it is not booked on."""
    other = moved.other_day if moved.day == day else moved.day
    assert other is not None  # of a record with two days
    amount, text = moved.amount, f"its other time lies on this day, and it is booked on {moved.day}"
    if moved.day == day:
        amount, text = moved.amount.copy_negate(), f"booked on this day, and its other time lies on {other}"
    return Finding(KIND, amount, text, moved.names, _SECOND.format(other), (other,))


def cutoff_in_transit(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for records within an hour of midnight, where the two days beside it lack and have too much exactly
    that: the balances themselves tell on which of them the money moved. Money goes and comes back anyhow: a typed
    amount says so only where no other record of that midnight could have had it."""
    asset = asset_verdict.line.asset
    passing = _passing(asset, evidence)
    for moved in passing:
        beside = _beside(moved)
        if evidence.day not in (moved.day, beside) or not _may_be_beside(beside, moved, asset, evidence):
            continue
        amount, other = (moved.amount, moved.day) if evidence.day == beside else (moved.amount.copy_negate(), beside)
        text = f"booked on {moved.day} within an hour of midnight, and the snapshots have it on {beside}"
        chosen = is_typed(amount) and sum({one.day, _beside(one)} == {moved.day, beside} for one in passing) > 1
        yield Finding(KIND, amount, text, moved.names, "" if chosen else _SECOND.format(other), (other,))


def _passing(asset: str, evidence: InvestigationInput) -> tuple[Record, ...]:
    """The records that may have been on their way at midnight: a fill is not."""
    return as_records(leg for leg in evidence.of(AROUND_CUTOFF, asset) if leg.source not in FILLS)


def _beside(moved: Record) -> date:
    """The day on the other side of the midnight that the record is near."""
    return day_after(moved.day) if moved.first.at.hour > _NOON else day_before(moved.day)


def _may_be_beside(beside: date, moved: Record, asset: str, evidence: InvestigationInput) -> bool:
    """Whether both days say so, or the one judged does and the other is not known."""
    wanted = {moved.day: moved.amount.copy_negate(), beside: moved.amount}
    return all(evidence.variances.get((asset, day), amount) == amount for day, amount in wanted.items())

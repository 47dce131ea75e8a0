"""The sets of stored records that an investigation reads: each is one query, one type of row and one name.

A set that several causes or hints read stands here; one that only one of them reads stands in its module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from binrecon.domain import thresholds
from binrecon.domain.records import PENDING, Record, RecordLeg, as_records, day_after, day_before, utc_day
from binrecon.domain.statements import UnmatchedEntry

Row = TypeVar("Row")


def no_days(row: Any, day: date) -> Iterable[date]:
    """The row speaks of the day alone."""
    return ()


@dataclass(frozen=True)
class RecordSet(Generic[Row]):
    """Rows about an account-day: what `include/sql/records/<name>.sql` selects, each as a `row`, its columns by their
    names.

    `days` gives the other days that a row speaks of; the variances of the open assets are read on them. Where
    `all_assets` moved, the variances of all of them are. A set that `needs_statement` is read only where a statement
    covers the day whole.
    """

    name: str
    row: type[Row]
    days: Callable[[Row, date], Iterable[date]] = no_days
    all_assets: bool = False
    needs_statement: bool = False

    @property
    def query(self) -> str:
        """The file below include/sql."""
        return f"records/{self.name}.sql"


class Rows(tuple[Row, ...]):
    """The rows of one set, in the order they were read."""

    @cached_property
    def by_asset(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of each asset, in that order."""
        found: dict[str, list[Row]] = {}
        for row in self:
            found.setdefault(row.asset, []).append(row)  # type: ignore[attr-defined]  # asked of rows that have one
        return {asset: tuple(rows) for asset, rows in found.items()}

    @cached_property
    def records(self: Rows[RecordLeg]) -> Mapping[str, tuple[Record, ...]]:
        """The records that the legs make, by asset."""
        by_asset = groupby(as_records(self), key=attrgetter("first.asset"))
        return {asset: tuple(records) for asset, records in by_asset}

    @cached_property
    def legs(self: Rows[RecordLeg]) -> Mapping[tuple[str, str], tuple[RecordLeg, ...]]:
        """The legs that move something by source and record, of all assets."""
        found: dict[tuple[str, str], tuple[RecordLeg, ...]] = {}
        for leg in sorted(self, key=attrgetter("leg", "asset")):
            if leg.amount:
                found[leg.source, leg.record] = (*found.get((leg.source, leg.record), ()), leg)
        return found


class ResolvedPart(NamedTuple):
    """What a person has resolved about a measure of an asset of the day, in force: `amount` signed, in the asset."""

    id: int
    asset: str
    measure: str
    kind: str
    amount: Decimal
    author: str


class UnansweredQuestion(NamedTuple):
    """A question asked because a residual was left, without a complete answer; `assets` None means it can touch every
    asset."""

    name: str
    assets: Sequence[str] | None = None


class OppositeAccount(NamedTuple):
    """Another account of ours that is off in the asset by exactly the opposite."""

    asset: str
    email: str


def span(day: date, first: int, last: int) -> Iterator[date]:
    """The days from so many after it to so many after it, both included."""
    return (day + timedelta(days=n) for n in range(first, last + 1))


def _days_it_may_have_moved_on(leg: RecordLeg, day: date) -> Iterable[date]:
    """Those that the record's two times lie on; those on which a pending one may have come true, or a withdrawal that
    failed may have come back, and the one by which each of them must have."""
    booked = utc_day(leg.at)
    if leg.other_at:
        other = utc_day(leg.other_at)
        return booked, other, day_before(other), day_after(other)
    pending = leg.standing == PENDING
    return span(booked, 0, thresholds.longest_settlement_wait() if pending else thresholds.REFUND_WAIT_DAYS)


def _day_its_other_end_is_due(leg: RecordLeg, day: date) -> Iterable[date]:
    return (day + timedelta(days=thresholds.OTHER_END_WAIT_DAYS),)


TIMING_DIFFERENCES = RecordSet("timing_differences", RecordLeg, days=_days_it_may_have_moved_on)
"""Transfers whose money may have moved on another day than they are booked on: with times on two days, pending (with
the legs of their records in other assets), and withdrawals that failed."""
AROUND_CUTOFF = RecordSet("around_cutoff", RecordLeg, all_assets=True)
"""What moved near either midnight of the day, all assets, in the order of time."""
EQUAL_RECORDS = RecordSet("equal_records", RecordLeg)
"""Legs that are the exact opposite of their asset's variance, alone or with all legs of their record in the asset."""
UNMATCHED_TRANSFERS = RecordSet("unmatched_transfers", RecordLeg, days=_day_its_other_end_is_due)
"""Own transfers that one end alone tells."""
UNMATCHED_ENTRIES = RecordSet("unmatched_entries", UnmatchedEntry, needs_statement=True)
"""Lines of statements and movements of the API that only one of the two has."""
OPPOSITE_ACCOUNTS = RecordSet("opposite_accounts", OppositeAccount)
"""Assets and other accounts that are off by the opposite."""
RESOLUTIONS = RecordSet("resolutions", ResolvedPart)
"""What people have resolved, in force."""
UNANSWERED_QUESTIONS = RecordSet("unanswered_questions", UnansweredQuestion)
"""Questions that could hold another cause and gave no answer."""

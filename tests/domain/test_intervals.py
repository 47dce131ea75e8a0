"""Days are half-open in UTC; milliseconds stay exact integers."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from binrecon.domain.intervals import Interval, day_interval, from_ms, to_ms

NEW_YEAR = day_interval(date(2026, 1, 1))


def test_a_day_holds_its_first_and_last_millisecond_and_not_the_next() -> None:
    assert (NEW_YEAR.first_ms, NEW_YEAR.last_ms) == (1767225600000, 1767311999999)
    assert from_ms(NEW_YEAR.last_ms + 1) == NEW_YEAR.end


@pytest.mark.parametrize("milliseconds", [0, 1, 1499865549590, 1767311999999, 253402300799999])
def test_milliseconds_survive_the_way_there_and_back(milliseconds: int) -> None:
    assert to_ms(from_ms(milliseconds)) == milliseconds


def test_an_interval_without_utc_is_refused() -> None:
    local = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    with pytest.raises(ValueError, match="UTC"):
        Interval(local, local + timedelta(days=1))
    with pytest.raises(ValueError, match="UTC"):
        Interval(datetime(2026, 1, 1), datetime(2026, 1, 2))


def test_an_empty_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Interval(NEW_YEAR.start, NEW_YEAR.start)


def test_pieces_of_a_split_touch_and_cover_the_whole() -> None:
    month = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 30, 5, tzinfo=UTC))
    pieces = list(month.split(timedelta(days=7)))
    assert pieces[0].start == month.start and pieces[-1].end == month.end
    assert all(a.end == b.start for a, b in itertools.pairwise(pieces))
    assert max(piece.span for piece in pieces) == timedelta(days=7)


def test_days_of_an_interval_do_not_count_its_excluded_end() -> None:
    assert NEW_YEAR.days() == [date(2026, 1, 1)]
    assert NEW_YEAR.reaching_back(timedelta(days=2)).days() == [
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2026, 1, 1),
    ]


def test_containment_is_about_both_ends() -> None:
    assert NEW_YEAR.contains(NEW_YEAR)
    assert not NEW_YEAR.contains(NEW_YEAR.reaching_back(timedelta(milliseconds=1)))

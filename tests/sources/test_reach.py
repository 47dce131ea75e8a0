"""The oldest day that a list which expires still tells whole: to the second, and another one for snapshots."""

from datetime import UTC, date, datetime, timedelta

import pytest
from binrecon.domain.intervals import day_interval
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.reach import SNAPSHOTS, oldest_told

TODAY = date(2026, 11, 5)
SECOND = timedelta(seconds=1)
MIDNIGHT = day_interval(TODAY).start


def days_back(endpoint: str, moment: datetime) -> int:
    """How many days before TODAY the oldest day lies that is told."""
    oldest = oldest_told(CATALOGUE[endpoint], moment)
    assert oldest == day_interval(oldest.date()).start
    return (TODAY - oldest.date()).days


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (MIDNIGHT - SECOND, 180),
        (MIDNIGHT, 180),
        (MIDNIGHT + SECOND, 179),
        (MIDNIGHT + timedelta(hours=2), 179),
        (MIDNIGHT + timedelta(days=1), 179),
        (MIDNIGHT + timedelta(days=1) + SECOND, 178),
    ],
)
def test_a_day_of_a_list_is_gone_when_its_first_moment_is(moment: datetime, days: int) -> None:
    assert days_back("wallet_transfer", moment) == days


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (MIDNIGHT - SECOND, 31),
        (MIDNIGHT, 30),
        (MIDNIGHT + timedelta(hours=2), 30),
        (MIDNIGHT + timedelta(days=1) - SECOND, 30),
        (MIDNIGHT + timedelta(days=1), 29),
    ],
)
def test_a_snapshot_stands_at_the_end_of_its_day_and_is_gone_when_that_is(moment: datetime, days: int) -> None:
    assert days_back("daily_snapshot", moment) == days


def test_the_witnesses_that_the_exchange_gives_are_snapshots_and_expire() -> None:
    assert {"daily_snapshot", "margin_snapshot", "futures_snapshot"} == SNAPSHOTS
    assert all(CATALOGUE[name].retention == timedelta(days=30) for name in SNAPSHOTS)


def test_what_never_expires_has_no_oldest_day() -> None:
    with pytest.raises(ValueError):
        oldest_told(CATALOGUE["deposit_history"], datetime(2026, 11, 5, tzinfo=UTC))

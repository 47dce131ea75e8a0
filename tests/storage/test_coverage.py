"""Which days are held: one complete reading contains the whole day, and no unreadable record of it is left over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from binrecon.domain.intervals import Interval
from binrecon.storage.coverage import Unfinished, held_days, unfinished
from binrecon.storage.evidence import Evidence
from sqlalchemy import Engine, text

EMAIL = "main@example.com"
DAY = timedelta(days=1)
START = datetime(2026, 11, 3, tzinfo=UTC)
FIVE = Interval(START, START + 5 * DAY)
ASKED = START + 10 * DAY


def read(engine: Engine, first: float, last: float, *, complete: bool = True, key: str = "K") -> int:
    """A reading of [START + first days, START + last days)."""
    evidence = Evidence(engine)
    window = Interval(START + first * DAY, START + last * DAY)
    coverage_id = evidence.begin(EMAIL, "trades", key, window, ASKED)
    if complete:
        evidence.complete(coverage_id)
    return coverage_id


def spoil(engine: Engine, coverage_id: int, first: float, last: float, at: float | None = None) -> None:
    """A record of that reading that could not be read; `at` is its own time in days after START, when known."""
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO binance_quarantine (email, endpoint, key, coverage_id, raw_table, fid, ordinal, reason, record,
                                            exchange_time, window_start, window_end)
            VALUES (:email, 'trades', 'K', :coverage_id, 'binance_raw_trades', :coverage_id, 1, 'odd', '{}', :at,
                    :start, :end)"""),
            {
                "email": EMAIL,
                "coverage_id": coverage_id,
                "at": None if at is None else START + at * DAY,
                "start": START + first * DAY,
                "end": START + last * DAY,
            },
        )


def held(engine: Engine, asked_from: datetime | None = None) -> list[int]:
    """Numbers of the held days, 0 = the day of START."""
    days = held_days(engine, EMAIL, "trades", "K", FIVE, asked_from)
    return [(day - date(2026, 11, 3)).days for day in days]


@pytest.mark.parametrize(
    ("readings", "days"),
    [
        ([], []),
        ([(0, 1)], [0]),
        ([(0, 5)], [0, 1, 2, 3, 4]),
        ([(-2, 9)], [0, 1, 2, 3, 4]),
        ([(1, 2.99)], [1]),
        ([(1.01, 3)], [2]),
        ([(0, 0.5), (0.5, 1)], []),
        ([(0, 1), (3, 4)], [0, 3]),
    ],
)
def test_a_day_is_held_when_one_reading_contains_it(
    engine: Engine, readings: list[tuple[float, float]], days: list[int]
) -> None:
    for first, last in readings:
        read(engine, first, last)
    assert held(engine) == days


def test_a_reading_without_proof_or_of_another_key_holds_nothing(engine: Engine) -> None:
    read(engine, 0, 5, complete=False)
    read(engine, 0, 5, key="OTHER")
    assert held(engine) == []


def test_only_readings_begun_late_enough_count_where_that_is_asked(engine: Engine) -> None:
    read(engine, 0, 5)
    assert held(engine, ASKED) == [0, 1, 2, 3, 4]
    assert held(engine, ASKED + timedelta(seconds=1)) == []


def test_an_unreadable_record_blocks_its_own_day_alone(engine: Engine) -> None:
    spoil(engine, read(engine, 0, 5), 0, 5, at=2.5)
    assert held(engine) == [0, 1, 3, 4]


def test_an_unreadable_record_without_a_time_blocks_its_window(engine: Engine) -> None:
    spoil(engine, read(engine, 0, 5), 1, 3)
    assert held(engine) == [0, 3, 4]


def test_a_newer_reading_that_is_readable_frees_the_day(engine: Engine) -> None:
    spoil(engine, read(engine, 0, 5), 0, 5, at=2.5)
    read(engine, 2, 3)
    assert held(engine) == [0, 1, 2, 3, 4]


def test_a_newer_reading_that_is_as_unreadable_does_not(engine: Engine) -> None:
    for _ in range(2):
        spoil(engine, read(engine, 0, 5), 0, 5, at=2.5)
    assert held(engine) == [0, 1, 3, 4]


def test_an_older_reading_does_not_free_the_day(engine: Engine) -> None:
    read(engine, 0, 5)
    spoil(engine, read(engine, 0, 5), 0, 5, at=2.5)
    assert held(engine) == [0, 1, 3, 4]


def test_the_reading_that_got_farthest_is_taken_up_again(engine: Engine) -> None:
    near, far = read(engine, 0, 1, complete=False), read(engine, 0, 1, complete=False)
    read(engine, 1, 2, complete=False)
    stop(engine, near, 10)
    stop(engine, far, 20)
    assert unfinished(engine, EMAIL, "trades", "K", START) == Unfinished(far, START, 20, ASKED)


def test_a_reading_with_an_unreadable_record_is_begun_anew(engine: Engine) -> None:
    begun = read(engine, 0, 1, complete=False)
    stop(engine, begun, 10)
    spoil(engine, begun, 0, 1)
    assert unfinished(engine, EMAIL, "trades", "K", START) is None


def stop(engine: Engine, coverage_id: int, last_id: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE binance_collection_coverage SET status = 'truncated', last_id = :last WHERE id = :id"),
            {"last": last_id, "id": coverage_id},
        )

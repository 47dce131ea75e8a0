"""What of a list is still to be read of the time before its first reading, by what coverage holds."""

from datetime import datetime, timedelta

import pytest
from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import Meaning
from binrecon.storage.reading_back import (
    earliest_day_read,
    gone_until,
    known_from,
    left_to_read_back,
    not_read_back,
)
from sqlalchemy import Engine

from tests.storage.readings import reading
from tests.storage.rows import DAY, EMAIL, at, insert

LIST = "wallet_transfer"


def on(days: int, hours: float = 0) -> datetime:
    """00:00 so many days before DAY, or so many hours after it."""
    return at("00:00:00", DAY - timedelta(days=days)) + timedelta(hours=hours)


def read(engine: Engine, first: int, end: int, late: float = 0, **other: object) -> int:
    """A reading of the whole days from `first` days before DAY to `end` days before it, which ends `late` hours later;
    asked on DAY at 02:00 unless told."""
    window = (on(first), on(end, late))
    return reading(engine, LIST, [], window=window, **{"hours": -48, **other})  # type: ignore[arg-type]


def judged_by(engine: Engine, run_id: str) -> None:
    day = {"email": EMAIL, "date": DAY, "wallet": "SPOT", "opened_at": on(0), "decided_at": on(0), "run_id": run_id}
    insert(engine, "binance_reconciliation_days", day)


def missing(engine: Engine, oldest: int = 30, key: str = "") -> list[tuple[datetime, datetime]]:
    return [(part.start, part.end) for part in not_read_back(engine, EMAIL, LIST, key, on(oldest))]


def test_nothing_is_missing_of_a_list_that_was_never_read(engine: Engine) -> None:
    assert missing(engine) == []


def test_what_lies_before_the_first_reading_is_missing_and_between_readings_up_to_the_settled_day(
    engine: Engine,
) -> None:
    read(engine, 9, 6)
    assert missing(engine) == [(on(30), on(9)), (on(6), on(1))]
    read(engine, 20, 15)
    assert missing(engine) == [(on(30), on(20)), (on(15), on(9)), (on(6), on(1))]
    read(engine, 30, 1)
    assert missing(engine) == []


def test_days_after_the_first_reading_are_asked_by_their_own_runs(engine: Engine) -> None:
    read(engine, 9, 1)
    read(engine, -9, -10, hours=24 * 9)
    assert missing(engine) == [(on(30), on(9))]


def test_what_the_exchange_tells_no_more_is_not_missing(engine: Engine) -> None:
    read(engine, 9, 1)
    assert missing(engine, oldest=12) == [(on(12), on(9))]
    assert missing(engine, oldest=9) == missing(engine, oldest=1) == missing(engine, oldest=-5) == []


def test_a_day_that_was_read_in_part_is_missing_whole(engine: Engine) -> None:
    """A reading that goes a minute beyond its day."""
    read(engine, 9, 6, late=1 / 60)
    assert missing(engine)[-1] == (on(6), on(1))


@pytest.mark.parametrize("status", ["failed", "truncated"])
def test_a_reading_without_proof_reads_nothing_back(engine: Engine, status: str) -> None:
    read(engine, 9, 1)
    read(engine, 30, 9, status=status)
    assert missing(engine) == [(on(30), on(9))]


def test_another_key_is_another_list(engine: Engine) -> None:
    read(engine, 9, 1, key="MAIN_FUNDING")
    assert missing(engine) == []
    assert missing(engine, key="MAIN_FUNDING") == [(on(30), on(9))]


def test_what_was_refused_as_too_old_is_gone_with_all_before_it(engine: Engine) -> None:
    read(engine, 9, 1)
    assert gone_until(engine, EMAIL, LIST, "") is None
    read(engine, 21, 20, status="failed", meaning=str(Meaning.TOO_OLD))
    read(engine, 17, 16, status="failed", meaning=str(Meaning.WINDOW))
    assert missing(engine) == [(on(20), on(9))]
    assert gone_until(engine, EMAIL, LIST, "") == on(20)


def test_what_is_left_of_many_lists_is_one_answer_that_first_which_loses_a_day_next(engine: Engine) -> None:
    """Lists of one name by their keys, of another name by its own reach; what is whole, lost or was never asked is not
    among them."""
    read(engine, 9, 1)
    read(engine, 30, 1, key="WHOLE")
    read(engine, 9, 1, key="LOST")
    read(engine, 20, 9, key="LOST", status="failed", meaning=str(Meaning.TOO_OLD))
    read(engine, 28, 1, key="LATER MISSING")
    read(engine, 30, 25, key="LATER MISSING")
    read(engine, 28, 28 - 14, key="NEXT")
    read(engine, 30, 29, key="NEXT")
    read(engine, 30, 9, key="FAILED", status="failed")
    reading(engine, "um_income", [], window=(on(9), on(1)), hours=-48)
    reading(engine, "um_income", [], window=(on(14), on(11)), hours=-48)
    reading(engine, LIST, [], window=(on(9), on(1)), hours=-48, email="another@example.com", key="ANOTHER'S")
    oldest = {LIST: on(30), "um_income": on(14), "option_bill": on(30)}
    assert left_to_read_back(engine, EMAIL, oldest) == [(LIST, ""), (LIST, "NEXT"), ("um_income", "")]
    assert left_to_read_back(engine, EMAIL, {LIST: on(0), "um_income": on(0)}) == []
    assert left_to_read_back(engine, EMAIL, {}) == []


@pytest.mark.parametrize("hours", [-49, -48, -48 + 22, -48 + 21.9])
def test_a_list_is_left_exactly_where_a_stretch_of_it_is(engine: Engine, hours: float) -> None:
    """Whenever its first reading was asked, at midnight and a moment before it too."""
    read(engine, 9, 6, hours=hours)
    read(engine, 3, 2, hours=hours + 24)
    told = {days: bool(missing(engine, oldest=days)) for days in range(-2, 12)}
    assert {days: left_to_read_back(engine, EMAIL, {LIST: on(days)}) != [] for days in told} == told
    assert set(told.values()) == {True, False}


def test_a_list_is_known_from_where_its_readings_begin_to_join_up(engine: Engine) -> None:
    read(engine, 30, 20)
    read(engine, 15, 9)
    read(engine, 9, 1)
    assert known_from(engine, EMAIL, LIST, "", on(5)) == on(15)
    assert known_from(engine, EMAIL, LIST, "", on(25)) == on(30)
    assert known_from(engine, EMAIL, LIST, "", on(17)) is None


def test_a_run_reached_back_to_the_first_day_it_has_read_of_these_lists(engine: Engine) -> None:
    judged_by(engine, "another")
    read(engine, 9, 1, run_id="run")
    read(engine, 90, 60, run_id="run", status="failed")
    read(engine, 99, 98, run_id="another")
    assert earliest_day_read(engine, EMAIL, [LIST, "um_income"], "run") == DAY - timedelta(days=9)
    assert earliest_day_read(engine, EMAIL, ["um_income"], "run") is None
    read(engine, 80, 50, run_id="run")
    assert earliest_day_read(engine, EMAIL, [LIST], "run") == DAY - timedelta(days=80)


def test_a_run_reaches_back_over_what_a_run_of_that_week_has_read_and_never_judged(engine: Engine) -> None:
    read(engine, 9, 1, run_id="run")
    read(engine, 90, 60, run_id="died")
    assert earliest_day_read(engine, EMAIL, [LIST], "run") == DAY - timedelta(days=90)
    assert earliest_day_read(engine, EMAIL, [LIST], "one that was told nothing") == DAY - timedelta(days=90)
    read(engine, -5, -6, run_id="run", hours=7 * 24 - 48)
    assert earliest_day_read(engine, EMAIL, [LIST], "run") == DAY - timedelta(days=9)


def test_the_stretches_are_intervals_of_utc(engine: Engine) -> None:
    read(engine, 9, 1)
    assert not_read_back(engine, EMAIL, LIST, "", on(10)) == [Interval(on(10), on(9))]

"""The timetable on real dates: every situation the scheduler, a person or a backfill brings."""

import pendulum
import pytest
from airflow.timetables.base import DataInterval, TimeRestriction
from binrecon.orchestration.timetable import SettledDayTimetable, newest_settled, run_for
from pendulum import DateTime

NOW = pendulum.datetime(2026, 11, 20, 9, 30)


def at(text: str) -> DateTime:
    return pendulum.parse(text, tz="UTC")


def day(text: str) -> DataInterval:
    return DataInterval(at(text), at(text).add(days=1))


def since(earliest: str | None, latest: str | None = None, catchup: bool = True) -> TimeRestriction:
    return TimeRestriction(earliest and at(earliest), latest and at(latest), catchup)


@pytest.fixture
def timetable(monkeypatch: pytest.MonkeyPatch) -> SettledDayTimetable:
    monkeypatch.setattr(pendulum, "now", NOW.in_timezone)
    return SettledDayTimetable()


def next_run(timetable, last, restriction):
    return timetable.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)


def test_first_of_january_runs_on_the_third_at_two():
    run = run_for(at("2027-01-01"))
    assert run.run_after == at("2027-01-03T02:00")
    assert run.data_interval == (at("2027-01-01"), at("2027-01-02"))
    assert run.logical_date == at("2027-01-01")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20T01:59:59", "2026-11-17"),
        ("2026-11-20T02:00:00", "2026-11-18"),
        ("2026-11-20T23:59:59", "2026-11-18"),
        ("2027-01-01T02:00:00", "2026-12-30"),
        ("2028-03-01T02:00:00", "2028-02-28"),
    ],
)
def test_a_day_settles_at_two_o_clock_two_days_later(now, expected):
    assert newest_settled(at(now)) == at(expected)


def test_the_clock_of_another_zone_changes_nothing():
    assert newest_settled(pendulum.datetime(2026, 11, 20, 3, 0, tz="Asia/Tokyo")) == at("2026-11-17")


def test_first_run_is_the_day_of_the_start_date(timetable):
    assert next_run(timetable, None, since("2026-11-05")) == run_for(at("2026-11-05"))


def test_first_run_is_a_whole_day_when_the_start_date_is_not_midnight(timetable):
    assert next_run(timetable, None, since("2026-11-05T00:00:01")) == run_for(at("2026-11-06"))


def test_first_run_without_catch_up_is_the_newest_settled_day(timetable):
    assert next_run(timetable, None, since("2026-11-05", catchup=False)) == run_for(at("2026-11-18"))


def test_first_run_of_a_future_account_waits_for_its_start_date(timetable):
    assert next_run(timetable, None, since("2026-12-05", catchup=False)) == run_for(at("2026-12-05"))


def test_no_start_date_means_no_run(timetable):
    assert next_run(timetable, None, since(None)) is None


def test_next_run_is_the_next_day(timetable):
    assert next_run(timetable, day("2026-11-10"), since("2026-11-05")) == run_for(at("2026-11-11"))


def test_next_run_without_catch_up_skips_what_was_missed(timetable):
    assert next_run(timetable, day("2026-11-10"), since("2026-11-05", catchup=False)) == run_for(at("2026-11-18"))


def test_next_run_after_the_newest_settled_day_lies_ahead(timetable):
    upcoming = next_run(timetable, day("2026-11-18"), since("2026-11-05", catchup=False))
    assert upcoming == run_for(at("2026-11-19"))
    assert upcoming.run_after == at("2026-11-21T02:00")


def test_last_run_is_the_day_of_the_end_date(timetable):
    assert next_run(timetable, day("2026-11-09"), since("2026-11-05", "2026-11-10")) == run_for(at("2026-11-10"))
    assert next_run(timetable, day("2026-11-10"), since("2026-11-05", "2026-11-10")) is None


def test_manual_run_gets_the_day_it_names(timetable):
    assert timetable.infer_manual_data_interval(run_after=at("2026-11-09T13:00")) == day("2026-11-09")


def test_manual_run_of_an_open_day_gets_the_newest_settled_one(timetable):
    assert timetable.infer_manual_data_interval(run_after=NOW) == day("2026-11-18")


def test_it_survives_serialization(timetable):
    again = SettledDayTimetable.deserialize(timetable.serialize())
    assert again.next_dagrun_info(
        last_automated_data_interval=day("2026-11-10"), restriction=since("2026-11-05")
    ) == run_for(at("2026-11-11"))

"""Which day a run means: one test for each way a run can come about."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.settlement import newest_settled_day
from binrecon.orchestration.day import Asked, TooEarlyError, asked_by, day_of

NOW = datetime(2026, 11, 20, 23, 27, tzinfo=UTC)
NEWEST = date(2026, 11, 18)


def utc(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_scheduled_run_means_its_interval():
    assert day_of(Asked(NOW, logical_date=utc(17), interval_start=utc(17))) == date(2026, 11, 17)


def test_backfilled_run_means_its_interval():
    assert day_of(Asked(NOW, logical_date=utc(4), interval_start=utc(4))) == date(2026, 11, 4)


def test_rest_trigger_at_midnight_means_that_day():
    assert day_of(Asked(NOW, manual=True, logical_date=utc(10), interval_start=utc(10))) == date(2026, 11, 10)


def test_rest_trigger_at_noon_means_that_day():
    assert day_of(Asked(NOW, manual=True, logical_date=utc(9, 13), interval_start=utc(9))) == date(2026, 11, 9)


def test_rest_trigger_now_means_the_newest_settled_day():
    assert day_of(Asked(NOW, manual=True, logical_date=NOW, interval_start=utc(18))) == NEWEST


def test_trigger_without_a_date_means_the_newest_settled_day():
    assert day_of(Asked(NOW, manual=True)) == NEWEST


def test_command_line_trigger_with_a_date_is_refused_with_the_way_out():
    with pytest.raises(ConfigurationError, match=r"dated 2026-11-08 .* interval is 2026-11-18 .*--conf .*2026-11-08"):
        day_of(Asked(NOW, manual=True, logical_date=utc(8), interval_start=utc(18)))


def test_day_in_conf_wins_over_everything():
    asked = Asked(NOW, manual=True, conf_day="2026-11-08", logical_date=utc(8), interval_start=utc(18))
    assert day_of(asked) == date(2026, 11, 8)


def test_a_backfilled_run_that_names_another_day_is_refused():
    with pytest.raises(
        ConfigurationError, match="counts as the run of 2026-11-08, but its 'day' is 2026-11-10: delete it"
    ):
        day_of(Asked(NOW, conf_day="2026-11-10", logical_date=utc(8), interval_start=utc(8)))


@pytest.mark.parametrize("manual", [True, False])
def test_a_manual_run_means_the_same_when_a_backfill_has_made_it_its_own(manual):
    """Airflow keeps conf and dates of a run that a backfill repeats, and changes its type."""
    asked = Asked(NOW, manual, "2026-11-10", utc(10), utc(10))
    assert day_of(asked) == date(2026, 11, 10)
    with pytest.raises(ConfigurationError, match="counts as the run of 2026-11-08"):
        day_of(Asked(NOW, manual, "2026-11-10", utc(8), utc(8)))
    with pytest.raises(ConfigurationError, match="dated 2026-11-08 but its data interval is 2026-11-18"):
        day_of(Asked(NOW, manual, None, utc(8), utc(18)))


def test_a_run_triggered_from_the_form_now_may_name_any_day():
    assert day_of(Asked(NOW, True, "2026-11-08", NOW, utc(18))) == date(2026, 11, 8)


def test_a_backfilled_run_that_names_its_own_day_means_it():
    assert day_of(Asked(NOW, conf_day="2026-11-08", logical_date=utc(8), interval_start=utc(8))) == date(2026, 11, 8)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "11/08/2026", 20261108])
def test_day_in_conf_that_is_no_date_is_refused(text):
    with pytest.raises(ConfigurationError, match="must be a date"):
        day_of(Asked(NOW, conf_day=text))


def test_day_in_conf_that_is_not_settled_is_refused():
    with pytest.raises(ConfigurationError, match="2026-11-19 is not settled yet: the newest settled day is 2026-11-18"):
        day_of(Asked(NOW, conf_day="2026-11-19"))


def test_interval_that_is_not_settled_is_refused():
    with pytest.raises(ConfigurationError, match="not settled"):
        day_of(Asked(NOW, logical_date=utc(19), interval_start=utc(19)))


def test_a_day_settles_at_two():
    assert newest_settled_day(datetime(2026, 11, 20, 1, 59, tzinfo=UTC)) == date(2026, 11, 17)
    assert newest_settled_day(datetime(2026, 11, 20, 2, 0, tzinfo=UTC)) == date(2026, 11, 18)


def test_context_of_a_run_without_date_is_read():
    run = SimpleNamespace(run_type="manual", conf=None)
    assert asked_by({"dag_run": run, "params": {"day": None}}, NOW) == Asked(NOW, manual=True)


def test_context_with_day_in_conf_is_read():
    run = SimpleNamespace(run_type=SimpleNamespace(value="manual"), conf={"day": "2026-11-08"})
    context = {"dag_run": run, "logical_date": utc(8), "data_interval_start": utc(18)}
    assert asked_by(context, NOW) == Asked(NOW, True, "2026-11-08", utc(8), utc(18))


def test_a_run_that_starts_moments_before_its_day_settles_is_tried_again():
    """A scheduler whose clock is a little ahead of the exchange's starts the day's run so."""
    early = datetime(2026, 11, 20, 1, 58, 30, tzinfo=UTC)
    with pytest.raises(TooEarlyError, match="by the exchange's clock it is 2026-11-20 01:58:30 UTC: it is tried again"):
        day_of(Asked(early, logical_date=utc(18), interval_start=utc(18)))


def test_a_run_that_starts_long_before_is_told_to_look_at_its_clock():
    early = datetime(2026, 11, 20, 1, 50, tzinfo=UTC)
    with pytest.raises(
        ConfigurationError, match="by the exchange's clock it is .* by a host whose clock is ahead: set that clock"
    ):
        day_of(Asked(early, logical_date=utc(18), interval_start=utc(18)))

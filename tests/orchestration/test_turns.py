"""Which runs a day waits for before it is judged."""

from datetime import UTC, date, datetime

import pytest

from binrecon.orchestration.turns import REACH, not_judged, older_days, under_way
from binrecon.storage import judged_again

DAY = date(2026, 11, 20)


class Airflow:
    def __init__(self, judging: dict[str, str | None], running: set[str]) -> None:
        self.judging, self.running, self.dates = judging, running, []

    def get_task_states(self, dag_id, task_ids, logical_dates):
        self.dates = logical_dates
        return {run_id: {task_ids[0]: state} for run_id, state in self.judging.items()}

    def get_dr_count(self, dag_id, run_ids, states):
        assert states == ["running"]
        return len(self.running & set(run_ids))


def test_a_day_waits_for_the_running_runs_that_have_not_judged():
    airflow = Airflow({"a": "success", "b": None, "c": "up_for_retry", "d": None}, {"a", "b", "c"})
    assert under_way(airflow, "binrecon_main", DAY) == ["b", "c"], "d is queued, and may be so for ever"


def test_it_looks_at_the_days_before_it_as_far_as_a_verdict_can_hang_on_them():
    airflow = Airflow({}, set())
    assert under_way(airflow, "binrecon_main", DAY) == []
    assert airflow.dates[0] == datetime(2026, 11, 19, tzinfo=UTC)
    assert older_days(DAY)[-1] == datetime(2026, 9, 20, tzinfo=UTC)
    assert REACH == judged_again.REACH.days


@pytest.mark.parametrize("state", ["success", "failed", "skipped", "upstream_failed", "removed"])
def test_a_run_whose_judging_has_ended_is_not_waited_for(state):
    assert list(not_judged({"a": {"reconcile": state}})) == []


@pytest.mark.parametrize("state", [None, "scheduled", "queued", "running", "up_for_retry", "restarting"])
def test_one_that_will_judge_is(state):
    assert list(not_judged({"a": {"reconcile": state}})) == ["a"]

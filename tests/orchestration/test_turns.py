"""Which runs a day waits for before it is judged."""

from collections.abc import Collection
from datetime import UTC, date, datetime

import pytest
from binrecon.orchestration.turns import REACH, not_judged, older_days, under_way
from binrecon.storage import judged_days

DAY = date(2026, 11, 20)


OWN = "manual__b"


class Airflow:
    """`judging`: the state of the task that judges, by run; `dated`: the runs whose dates are those of older days;
    `opened`: the day that a run's first task settled on."""

    def __init__(
        self,
        judging: dict[str, str | None],
        running: set[str],
        dated: Collection[str] = (),
        opened: dict[str, str] | None = None,
    ) -> None:
        self.judging, self.running, self.dated, self.opened, self.dates = judging, running, dated, opened or {}, []

    def get_task_states(self, dag_id, task_ids, logical_dates=None):
        self.dates = logical_dates or self.dates
        return {
            run_id: {task_ids[0]: state}
            for run_id, state in self.judging.items()
            if logical_dates is None or run_id in self.dated
        }

    def get_dr_count(self, dag_id, run_ids, states):
        assert states == ["running"]
        return len(self.running & set(run_ids))

    def xcom_pull(self, task_ids, dag_id, run_id):
        assert task_ids == "open_day"
        return self.opened.get(run_id)


def waited_for(airflow: Airflow, own: str = OWN) -> list[str]:
    return under_way(airflow, "binrecon_main", own, DAY)


def test_a_day_waits_for_the_running_runs_that_have_not_judged():
    airflow = Airflow({"a": "success", "b": None, "c": "up_for_retry", "d": None}, {"a", "b", "c"}, "abcd")
    assert waited_for(airflow) == ["b", "c"], "d is queued, and may be so for ever"


def test_a_run_without_a_date_has_its_turn_by_the_day_it_opened():
    opened = {"before": "2026-11-19", "after": "2026-11-21", "long ago": "2026-09-19"}
    assert waited_for(Airflow(dict.fromkeys([*opened, "not yet"]), {*opened, "not yet"}, opened=opened)) == ["before"]


def test_the_day_that_a_run_opened_counts_and_not_its_date():
    assert waited_for(Airflow({"a": None}, {"a"}, dated="a", opened={"a": "2026-11-25"})) == []


def test_of_two_runs_of_one_day_the_one_whose_id_comes_first_judges_first():
    runs = {"manual__a": DAY.isoformat(), OWN: DAY.isoformat()}
    airflow = Airflow(dict.fromkeys(runs), set(runs), opened=runs)
    assert waited_for(airflow) == ["manual__a"]
    assert waited_for(airflow, "manual__a") == [], "no two wait for each other"


def test_it_looks_at_the_days_before_it_as_far_as_a_verdict_can_hang_on_them():
    airflow = Airflow({}, set())
    assert waited_for(airflow) == []
    assert airflow.dates[0] == datetime(2026, 11, 19, tzinfo=UTC)
    assert older_days(DAY)[-1] == datetime(2026, 9, 20, tzinfo=UTC)
    assert judged_days.REACH.days == REACH


@pytest.mark.parametrize("state", ["success", "failed", "skipped", "upstream_failed", "removed"])
def test_a_run_whose_judging_has_ended_is_not_waited_for(state):
    assert list(not_judged({"a": {"reconcile": state}})) == []


@pytest.mark.parametrize("state", [None, "scheduled", "queued", "running", "up_for_retry", "restarting"])
def test_one_that_will_judge_is(state):
    assert list(not_judged({"a": {"reconcile": state}})) == ["a"]

"""Runs that Airflow does not start: found by what a task may ask, and only those."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from binrecon.orchestration.queued_runs import BETWEEN_LOOKS, NAMED, finding, is_due, not_started

NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
DAG = "binrecon_main"


class Airflow:
    """The answers of the execution API, from run id -> state of one DAG."""

    def __init__(self, **states: str) -> None:
        self.states = {
            name.replace("_at_", "__2026-11-").replace("_hh", "T02:00:00+00:00"): state
            for name, state in states.items()
        }
        self.asked = 0

    def get_task_states(self, dag_id: str, task_ids: list[str]) -> dict[str, dict[str, str | None]]:
        self.asked += 1
        return {run_id: {task_ids[0]: None} for run_id in self.states} if dag_id == DAG else {}

    def get_dr_count(self, dag_id: str, run_ids: list[str] | None = None, states: list[str] | None = None) -> int:
        self.asked += 1
        wanted = {run_id: state for run_id, state in self.states.items() if run_ids is None or run_id in run_ids}
        return (
            len([run_id for run_id, state in wanted.items() if states is None or state in states])
            if dag_id == DAG
            else 0
        )


def look(airflow: Airflow, meanwhile: Callable[[], None] = lambda: None) -> tuple[dict[str, list[str]], list[float]]:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        meanwhile()

    return not_started(airflow, {DAG: "open_day", "binrecon_other": "act"}, lambda: NOW, sleep), slept


def test_a_queued_run_beside_which_nothing_runs_is_found_on_the_second_look():
    airflow = Airflow(backfill_at_18_hh="queued", scheduled_at_19_hh="success", manual_at_20="failed")
    assert look(airflow) == ({DAG: ["backfill__2026-11-18T02:00:00+00:00"]}, [BETWEEN_LOOKS])


def test_queued_runs_that_wait_for_one_that_runs_are_not():
    assert look(Airflow(backfill_at_18_hh="queued", backfill_at_19_hh="running")) == ({}, [])


def test_a_run_that_starts_between_the_looks_is_not():
    airflow = Airflow(backfill_at_18_hh="queued", backfill_at_19_hh="queued")
    found, slept = look(airflow, lambda: airflow.states.update({"backfill__2026-11-18T02:00:00+00:00": "running"}))
    assert (found, slept) == ({}, [BETWEEN_LOOKS])


def test_of_two_the_one_that_started_and_ended_between_the_looks_is_not():
    airflow = Airflow(backfill_at_18_hh="queued", backfill_at_19_hh="queued")
    found, _ = look(airflow, lambda: airflow.states.update({"backfill__2026-11-18T02:00:00+00:00": "success"}))
    assert found == {DAG: ["backfill__2026-11-19T02:00:00+00:00"]}


def test_a_run_that_waits_for_its_day_to_settle_is_not():
    assert look(Airflow(backfill_at_28_hh="queued")) == ({}, [])


def test_nothing_queued_costs_two_questions_a_dag_and_no_wait():
    airflow = Airflow(**{f"run_{number}": "success" for number in range(400)})
    assert look(airflow) == ({}, [])
    assert airflow.asked == 4


def test_one_queued_run_among_many_is_found_by_halving():
    airflow = Airflow(**({f"run_{number:03}": "success" for number in range(1000)} | {"run_777": "queued"}))
    assert look(airflow)[0] == {DAG: ["run_777"]}
    assert airflow.asked < 60


@pytest.mark.parametrize(
    ("run_id", "due"),
    [
        ("backfill__2026-11-27T02:00:00+00:00", True),
        ("backfill__2026-11-28T02:00:00+00:00", False),
        ("scheduled__2026-11-28T02:00:00", False),
        ("by_hand", True),
        ("manual__yesterday", True),
    ],
)
def test_a_run_is_due_unless_its_id_says_later(run_id, due):
    assert is_due(run_id, NOW) is due


def test_a_finding_names_the_first_and_counts_the_others_and_says_the_way_out():
    told = finding([f"run_{number}" for number in range(NAMED + 2)])
    assert told.startswith("5 run(s) queued that Airflow does not start, run_0, run_1, run_2 and 2 more: ")
    assert "mark the run failed" in told and "Missing and Errored Runs" in told

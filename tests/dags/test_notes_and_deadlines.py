"""What Airflow keeps of a run beside its tasks: the note that names its day, and the deadline that alarms somebody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.dags.runs import Airflow, settled_days

EMAIL = "sub1+fund@example.com"
DAG = "binrecon_sub1_fund_example_com"
DAYS = 4


@pytest.fixture
def days() -> list[date]:
    return settled_days(DAYS)


@pytest.fixture
def started(airflow: Airflow, days: list[date], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Airflow]:
    """A bundle that was just started with an account whose first day is some days ago."""
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(
        f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\nstart_date = {days[0]}\n'
    )
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    airflow.load()
    yield airflow
    airflow.forget(DAG)


def deadlines() -> dict[str, datetime]:
    """Run id -> when somebody is alarmed."""
    from airflow.models.dagrun import DagRun
    from airflow.models.deadline import Deadline
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        found = select(DagRun.run_id, Deadline.deadline_time).join(DagRun, Deadline.dagrun_id == DagRun.id)
        return dict(session.execute(found.where(DagRun.dag_id == DAG)).all())


def end(airflow: Airflow, run_id: str) -> None:
    airflow.call("PATCH", f"/dags/{DAG}/dagRuns/{run_id}", state="success")


def test_a_first_start_alarms_only_for_the_newest_day_and_four_hours_after_its_run_was_made(started, days):
    begun = datetime.now(UTC)
    made = []
    for _ in days:
        made.append(started.schedule(DAG))
        end(started, made[-1])
    alarmed = deadlines()
    assert set(alarmed) == {made[-1]}
    due = datetime.combine(days[-1], datetime.min.time(), UTC) + timedelta(days=2, hours=2)
    assert alarmed[made[-1]] - timedelta(hours=4) >= max(due, begun)


def test_a_backfill_alarms_nobody_not_even_of_the_newest_day(started, days):
    made = started.backfill(DAG, str(days[-2]), str(days[-1]))
    assert len(made) == 2
    assert deadlines() == {}


def test_a_run_with_a_deadline_can_be_cleared(started, days):
    for _ in days:
        run_id = started.schedule(DAG)
        end(started, run_id)
    started.call("POST", f"/dags/{DAG}/dagRuns/{run_id}/clear", dry_run=False)
    assert started.runs(DAG)[0]["state"] in ("queued", "success")


def test_a_run_that_starts_says_its_day_in_its_note(started, days):
    run_id = started.schedule(DAG)
    assert started.start(DAG) == [run_id]
    assert note(started, run_id) == f"Day {days[0]}"


def test_a_run_of_a_day_without_a_date_says_it_too_and_keeps_what_people_wrote(started, days):
    run_id = started.trigger(DAG, day=str(days[1]))
    started.call("PATCH", f"/dags/{DAG}/dagRuns/{run_id}", note="asked for by the auditor")
    started.start(DAG)
    assert note(started, run_id) == f"Day {days[1]}\nasked for by the auditor"
    started.call("PATCH", f"/dags/{DAG}/dagRuns/{run_id}", state="failed")
    assert note(started, run_id) == f"Day {days[1]}: not judged\nasked for by the auditor"


def test_a_run_whose_day_cannot_be_told_starts_without_a_note(started):
    run_id = started.trigger(DAG, day="2999-01-01")
    assert started.start(DAG) == [run_id]
    assert note(started, run_id) is None


def test_runs_of_other_dags_keep_their_notes(started):
    run_id = started.trigger("binrecon_monitoring")
    started.start("binrecon_monitoring")
    found = started.call("GET", f"/dags/binrecon_monitoring/dagRuns/{run_id}")
    started.forget("binrecon_monitoring")
    assert (found["state"], found["note"]) == ("running", None)


def note(airflow: Airflow, run_id: str) -> Any:
    return airflow.call("GET", f"/dags/{DAG}/dagRuns/{run_id}")["note"]

"""`airflow db clean` as docs/operating.md has it: what it takes away, and that days are scheduled, backfilled and
watched after it as before."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.orchestration import hook

from tests.dags.runs import Airflow, settled_days

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "sub1+fund@example.com"
DAG = "binrecon_sub1_fund_example_com"
WATCH = "binrecon_monitoring"
DAYS = 4


@pytest.fixture
def days() -> list[date]:
    return settled_days(DAYS)


@pytest.fixture
def started(airflow: Airflow, database, days: list[date], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(
        f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\nstart_date = {days[0]}\n'
    )
    fields = {"conn_type": "binance", "host": "http://127.0.0.1:1", "login": "key", "password": "secret"}
    for name, value in {
        "BINRECON_ACCOUNTS": str(accounts),
        "AIRFLOW_CONN_BINANCE_SUB": json.dumps(fields),
        "AIRFLOW_CONN_BINRECON_DB": database.connection_uri,
    }.items():
        monkeypatch.setenv(name, value)
    hook.engine.cache_clear()
    airflow.load()
    yield airflow
    airflow.forget(DAG)
    airflow.forget(WATCH)
    hook.engine.cache_clear()


def documented() -> tuple[list[str], timedelta]:
    """The tables and the age in the command of the page for operators."""
    command = re.search(r"airflow db clean (.*?)\n\n", (ROOT / "docs" / "operating.md").read_text(), re.DOTALL)[1]
    days = re.search(r"'(\d+) days ago'", command)[1]
    return re.search(r"--tables ([a-z_,]+)", command)[1].split(","), timedelta(days=int(days))


def clean(before: datetime, tables: list[str]) -> None:
    from airflow.utils.db_cleanup import run_cleanup
    from airflow.utils.session import create_session

    with create_session() as session:
        run_cleanup(
            clean_before_timestamp=before,
            table_names=tables,
            confirm=False,
            skip_archive=True,
            error_on_cleanup_failure=True,
            session=session,
        )


def aged(run_id: str, began: datetime) -> None:
    """The run and what it left as if it had begun then."""
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import update

    with create_session() as session:
        for table in (DagRun, TaskInstance):
            session.execute(update(table).where(table.run_id == run_id).values(start_date=began))


def ended(airflow: Airflow, run_id: str) -> str:
    airflow.start(DAG)
    airflow.call("PATCH", f"/dags/{DAG}/dagRuns/{run_id}", state="success")
    return run_id


def test_what_the_page_names_is_cleaned_and_the_rest_goes_on(started: Airflow, days: list[date]) -> None:
    tables, age = documented()
    assert age >= timedelta(days=62), "a run asks for the state of runs so many days back"
    assert not {"dag", "dag_version"} & set(tables), "a DAG that is gone cannot be deleted beside runs that stay"
    now = datetime.now(UTC)
    old, *newer = [ended(started, started.schedule(DAG)) for _ in days[:-1]]
    aged(old, now - age - timedelta(days=1))

    clean(now - age, tables)
    assert [run["dag_run_id"] for run in started.runs(DAG)] == newer
    started.load()

    assert started.schedule(DAG).startswith(f"scheduled__{days[-1] + timedelta(days=2)}"), (
        "the next day, and no day again"
    )
    [again] = started.backfill(DAG, str(days[0]), str(days[1]))
    assert again.startswith(f"backfill__{days[0] + timedelta(days=2)}"), (
        "the day that was cleaned away has no run any more"
    )
    assert started.run(WATCH, started.trigger(WATCH)) == "success"


def test_with_everything_cleaned_days_are_run_again_from_the_last_run_that_began(
    started: Airflow, days: list[date]
) -> None:
    """The trap behind the age: Airflow keeps the one run that began last, here a backfilled one, and goes on after its
    day."""
    tables, _ = documented()
    for _ in days[1:]:
        ended(started, started.schedule(DAG))
    before = days[0] - timedelta(days=1)
    [filled] = started.backfill(DAG, str(before), str(before))
    ended(started, filled)

    clean(datetime.now(UTC) + timedelta(minutes=1), tables)
    assert [run["dag_run_id"] for run in started.runs(DAG)] == [filled]
    started.load()
    assert started.schedule(DAG).startswith(f"scheduled__{days[0] + timedelta(days=2)}"), (
        "run again: it leaves the same rows"
    )

"""A run of a cancelled backfill that was cleared: Airflow's own scheduler passes it over, monitoring names it, and the
way out that it names works."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.domain.settlement import newest_settled_day
from binrecon.orchestration import queued_runs

from tests.dags.runs import Airflow

EMAIL = "sub1+fund@example.com"
DAG = "binrecon_sub1_fund_example_com"
WATCH = "binrecon_monitoring"


@pytest.fixture
def started(airflow: Airflow, database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from binrecon.orchestration import hook

    accounts = tmp_path / "accounts.toml"
    accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n')
    fields = {"conn_type": "binance", "host": "http://127.0.0.1:1", "login": "key", "password": "secret"}
    for name, value in {
        "BINRECON_ACCOUNTS": str(accounts),
        "AIRFLOW_CONN_BINANCE_SUB": json.dumps(fields),
        "AIRFLOW_CONN_BINRECON_DB": database.connection_uri,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(queued_runs, "BETWEEN_LOOKS", 0)
    hook.engine.cache_clear()
    airflow.load()
    yield airflow
    airflow.forget(DAG)
    airflow.forget(WATCH)
    hook.engine.cache_clear()


def found(airflow: Airflow) -> list[str]:
    """What a run of the monitoring DAG says about runs that do not start."""
    run_id = airflow.trigger(WATCH)
    assert airflow.run(WATCH, run_id) == "success"
    entry = f"/dags/{WATCH}/dagRuns/{run_id}/taskInstances/look_for_queued_runs/xcomEntries/return_value"
    return airflow.call("GET", entry)["value"]


@pytest.mark.slow
def test_a_cleared_run_of_a_cancelled_backfill_is_named_and_has_a_way_out(started: Airflow) -> None:
    last = newest_settled_day(datetime.now(UTC))
    first = last - timedelta(days=2)
    one, two, three = started.backfill(DAG, str(first), str(last))
    assert started.start(DAG) == [one]
    started.call("PATCH", f"/dags/{DAG}/dagRuns/{one}", state="success")
    assert started.start(DAG) == [two]
    assert found(started) == [], "the third waits for the second"

    backfill = started.call("GET", f"/backfills?dag_id={DAG}")["backfills"][0]["id"]
    started.call("PUT", f"/backfills/{backfill}/cancel")
    started.call("PATCH", f"/dags/{DAG}/dagRuns/{two}", state="success")
    started.call("POST", f"/dags/{DAG}/dagRuns/{one}/clear", dry_run=False)
    assert states(started) == {one: "queued", two: "success", three: "failed"}
    assert started.start(DAG) == [], "Airflow passes it over"
    [told] = found(started)
    assert f"1 run(s) queued that Airflow does not start, {one}" in told
    assert EMAIL not in told

    started.call("PATCH", f"/dags/{DAG}/dagRuns/{one}", state="failed")
    again = started.backfill(DAG, str(first), str(last), at_once=5, repeat="failed")
    assert again == [one, three]
    assert set(started.start(DAG)) == {one, three}
    assert found(started) == []


def states(airflow: Airflow) -> dict[str, str]:
    return {run["dag_run_id"]: run["state"] for run in airflow.runs(DAG)}

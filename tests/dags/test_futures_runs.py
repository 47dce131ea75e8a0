"""A real run of an account's DAG over SPOT and FUTURES: a list that fails is cleared, and both wallets are proved."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from binrecon.orchestration import hook
from sqlalchemy import create_engine, text

from tests.dags.runs import Airflow, settled_days
from tests.simulator import Exchange, RealClock, Scenario, random_world
from tests.simulator.server import SimServer, serve

EMAIL = "main@example.com"
DAG = "binrecon_main_example_com"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def days() -> list[date]:
    return settled_days(2)


@pytest.fixture(scope="module")
def simulator(days: list[date]) -> Iterator[SimServer]:
    world = random_world(3, accounts=1, days=2, first_day=days[0], busy=2, burst=2, futures=True)
    server = serve(Exchange(Scenario(world), RealClock()))
    yield server
    server.close()


@pytest.fixture
def reports(database, simulator: SimServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The folder of the reports; accounts file, connections and database are in place."""
    account = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n'
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(account + 'wallets = ["SPOT", "FUTURES"]\n')
    key = simulator.exchange.key_of(EMAIL)
    fields = {"conn_type": "binance", "host": simulator.url, "login": key.api_key, "password": key.secret}
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    monkeypatch.setenv("AIRFLOW_CONN_BINANCE_MAIN", json.dumps(fields))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    hook.engine.cache_clear()
    yield tmp_path / "reports"
    hook.engine.cache_clear()


def days_of(database) -> dict[tuple[str, str], str]:
    with create_engine(database.reader_url).connect() as connection:
        rows = connection.execute(text("SELECT date, wallet, verdict FROM binance_reconciliation_days")).all()
    return {(day.isoformat(), wallet): verdict for day, wallet, verdict in rows}


def test_a_day_of_two_wallets_is_proved_once_the_copy_that_failed_is_cleared(
    airflow: Airflow, database, reports: Path, simulator: SimServer, days: list[date]
) -> None:
    day = days[1].isoformat()
    airflow.load()
    [run_id] = airflow.backfill(DAG, day, day)
    fault = simulator.exchange.add_fault("-2015", "fapi/v1/income", times=None)
    assert airflow.run(DAG, run_id) == "failed"
    assert days_of(database) == {(day, "SPOT"): "proved", (day, "FUTURES"): "unproved"}
    instances = airflow.call("GET", f"/dags/{DAG}/dagRuns/{run_id}/taskInstances?limit=500")["task_instances"]
    ended = {one["rendered_map_index"]: one["state"] for one in instances if "collect.wallets" in one["task_id"]}
    assert ended == {"FUTURES futures_snapshot, um_income": "failed"}

    simulator.exchange.faults.remove(fault)
    asked = len(simulator.exchange.log.of("accountSnapshot"))
    airflow.clear(DAG, run_id, "collect.wallets_sapi_ip", 0)
    assert airflow.run(DAG, run_id) == "success"
    assert days_of(database) == {(day, "SPOT"): "proved", (day, "FUTURES"): "proved"}
    assert len(simulator.exchange.log.of("accountSnapshot")) == asked, "what is held is not asked again"
    note = airflow.call("GET", f"/dags/{DAG}/dagRuns/{run_id}")["note"]
    assert note.startswith(f"Day {day}: ") and "; FUTURES " in note
    folder = next(reports.iterdir()) / day
    assert {path.name for path in folder.iterdir()} >= {"summary.csv", "summary_futures.csv", "trades_futures.csv"}
    with (folder / "positions_futures.csv").open(newline="") as file:
        assert {row["verdict"] for row in csv.DictReader(file)} == {"follows"}


def test_portfolio_margin_is_said_once_and_spot_is_proved(
    airflow: Airflow, database, reports: Path, simulator: SimServer, days: list[date]
) -> None:
    day, world = days[1].isoformat(), simulator.exchange.world
    world.switch(EMAIL, portfolio_margin=True)
    asked = len(simulator.exchange.log.of("/fapi/v1/income"))
    airflow.load()
    run_id = airflow.trigger(DAG, day=day)
    assert airflow.run(DAG, run_id) == "failed"
    world.switch(EMAIL, portfolio_margin=False)
    assert days_of(database) == {(day, "SPOT"): "proved", (day, "FUTURES"): "unproved"}
    instances = airflow.call("GET", f"/dags/{DAG}/dagRuns/{run_id}/taskInstances?limit=500")["task_instances"]
    assert {one["task_id"] for one in instances if one["state"] == "failed"} == {"verdict"}
    assert len(simulator.exchange.log.of("/fapi/v1/income")) == asked
    with create_engine(database.reader_url).connect() as connection:
        told = connection.execute(text("SELECT error_message FROM binance_reconciliation_errors")).scalars().all()
    assert len(told) == 1 and told[0].count("in portfolio margin") == 1

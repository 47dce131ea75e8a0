"""Real runs with a key of another account, and then with the account's own: refused before anything is collected, and
proved with one answer of the exchange's clock and one question whose key it is."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.domain.settlement import newest_settled_day
from binrecon.orchestration import hook

from tests.conftest import Database
from tests.dags.runs import Airflow
from tests.simulator import Exchange, RealClock, World, units
from tests.simulator.handing import hand_out
from tests.simulator.server import serve
from tests.storage.rows import fetch

MAIN, SUB = "main@example.com", "sub@example.com"
DAG = "binrecon_sub_example_com"

pytestmark = pytest.mark.slow


@pytest.fixture
def exchange(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: Database
) -> Iterator[tuple[Exchange, Callable[[], None]]]:
    """A main account and a sub-account with their connections; the function puts the keys handed out by now into
    them."""
    day = newest_settled_day(datetime.now(UTC))
    world = World(day - timedelta(days=1), day)
    for email, held in ((MAIN, "5"), (SUB, "1000")):
        world.add_account(email)
        world.open(email, "USDT", units(held))
    exchange = Exchange(world, RealClock())
    server = serve(exchange)
    accounts = tmp_path / "accounts.toml"
    entry = '[[accounts]]\nemail = "{0}@example.com"\ntype = "{0}"\nconnection = "binance_{0}"\n'
    accounts.write_text(entry.format("main") + entry.format("sub"))
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    hook.engine.cache_clear()

    def connect() -> None:
        for email, name in ((MAIN, "MAIN"), (SUB, "SUB")):
            key = exchange.key_of(email)
            fields = {"conn_type": "binance", "host": server.url, "login": key.api_key, "password": key.secret}
            monkeypatch.setenv(f"AIRFLOW_CONN_BINANCE_{name}", json.dumps(fields))

    connect()
    yield exchange, connect
    server.close()
    hook.engine.cache_clear()


def test_a_key_of_another_account_is_refused_and_the_right_one_proves_the_day(
    exchange: tuple[Exchange, Callable[[], None]], airflow: Airflow, reader_engine
) -> None:
    market, connect = exchange
    hand_out(market, SUB, of=MAIN)
    connect()
    airflow.load()
    wrong = airflow.trigger(DAG)
    assert airflow.run(DAG, wrong) == "failed"
    states = {one["task_id"]: one["state"] for one in airflow.instances(DAG, wrong)}
    assert (states["check_key"], states["collect.daily_snapshot"], states["reconcile"]) == (
        "failed",
        "upstream_failed",
        "success",
    )
    [(verdict, reason)] = fetch(
        reader_engine, "SELECT verdict, reason FROM binance_reconciliation_days WHERE email = :email", email=SUB
    )
    assert verdict == "unproved" and "the account's key was not accepted" in reason
    asked = {entry.path for entry in market.log if entry.key == market.key_of(SUB).name}
    assert asked == {"/api/v3/account", "/sapi/v1/account/apiRestrictions"}
    [(told,)] = fetch(
        reader_engine,
        "SELECT error_message FROM binance_reconciliation_errors WHERE error_type = 'UNKNOWN' "
        "AND error_message LIKE 'connection%' ORDER BY id DESC LIMIT 1",
    )
    assert "put " in told and "clear" in told

    del market.handed[SUB]
    connect()
    market.log.clear()
    right = airflow.trigger(DAG, day=newest_settled_day(datetime.now(UTC)).isoformat())
    assert airflow.run(DAG, right) == "success"
    assert fetch(reader_engine, "SELECT verdict FROM binance_reconciliation_days WHERE email = :email", email=SUB) == [
        ("proved",)
    ]
    assert len(market.log.of("/api/v3/account")) == 1
    assert len(market.log.of("/api/v3/time")) <= 1
    [(calls,)] = fetch(reader_engine, "SELECT count(*) FROM binance_weight_ledger WHERE endpoint = 'server_time'")
    assert calls == 1, "one answer of the exchange's clock serves both runs"
    airflow.forget(DAG)

"""A real run of the DAG that reads wallets at midnight: a wallet that fails does not keep the other from being read."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.orchestration import hook
from sqlalchemy import create_engine, text

from tests.dags.runs import Airflow, settled_days
from tests.simulator import Exchange, RealClock, random_world
from tests.simulator.server import SimServer, serve

EMAIL = "main@example.com"
DAG = "binrecon_readings"
READ = text("SELECT wallet, date FROM binance_snapshot_days")

pytestmark = pytest.mark.slow


@pytest.fixture
def simulator(database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SimServer]:
    """An exchange, with accounts file, connections and database in place."""
    both = {"coin_futures": True, "options": True}
    world = random_world(3, accounts=1, days=2, first_day=settled_days(2)[0], busy=2, **both)
    server = serve(Exchange(world, RealClock()))
    account = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n'
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(account + 'wallets = ["SPOT", "ISOLATED_MARGIN", "COIN_M_FUTURES", "OPTION"]\n')
    key = server.exchange.key_of(EMAIL)
    fields = {"conn_type": "binance", "host": server.url, "login": key.api_key, "password": key.secret}
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    monkeypatch.setenv("AIRFLOW_CONN_BINANCE_MAIN", json.dumps(fields))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    hook.engine.cache_clear()
    yield server
    hook.engine.cache_clear()
    server.close()


def read(database) -> dict[str, date]:
    with create_engine(database.reader_url).connect() as connection:
        return dict(connection.execute(READ).all())


def test_a_wallet_that_could_not_be_read_is_read_once_it_is_cleared(
    airflow: Airflow, database, simulator: SimServer
) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    airflow.load()
    fault = simulator.exchange.add_fault("-2015", "eapi/v1/marginAccount", times=None)
    run_id = airflow.trigger(DAG)
    assert airflow.run(DAG, run_id) == "failed"
    assert read(database) == {"ISOLATED_MARGIN": yesterday, "COIN_M_FUTURES": yesterday}

    simulator.exchange.faults.remove(fault)
    airflow.clear(DAG, run_id, "main_example_com.option", -1)
    assert airflow.run(DAG, run_id) == "success"
    assert read(database) == dict.fromkeys(("ISOLATED_MARGIN", "COIN_M_FUTURES", "OPTION"), yesterday)
    assert len(simulator.exchange.log.of("dapi/v1/account")) == 1, "what is held is not read again"

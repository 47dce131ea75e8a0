"""How often a day asks the exchange what time it is: once for all accounts and tasks of a host, and once more for each
refusal of a timestamp. Every task makes a client of its own, as it does in a process of its own."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from binrecon.orchestration import hook

from tests.conftest import Database
from tests.dags.runs import Airflow, settled_days
from tests.simulator import Exchange, RealClock, Scenario, random_world
from tests.simulator.server import SimServer, serve
from tests.storage.rows import fetch

DAGS = {
    "main@example.com": "binrecon_main_example_com",
    "sub1+fund@example.com": "binrecon_sub1_fund_example_com",
    "sub2+fund@example.com": "binrecon_sub2_fund_example_com",
}
LEAST_CALLS = 50
"""A day of an account that asked less would say nothing of its clock."""

pytestmark = pytest.mark.slow


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database: Database) -> Iterator[SimServer]:
    """A main account and two sub-accounts with movements, and their connections."""
    [day] = settled_days(1)
    server = serve(
        Exchange(Scenario(random_world(7, accounts=len(DAGS), days=2, first_day=day, busy=4, burst=3)), RealClock())
    )
    lines = []
    for number, email in enumerate(DAGS):
        kind = "main" if email.startswith("main") else "sub"
        lines.append(f'[[accounts]]\nemail = "{email}"\ntype = "{kind}"\nconnection = "binance_{number}"\n')
        key = server.exchange.key_of(email)
        fields = {"conn_type": "binance", "host": server.url, "login": key.api_key, "password": key.secret}
        monkeypatch.setenv(f"AIRFLOW_CONN_BINANCE_{number}", json.dumps(fields))
    accounts = tmp_path / "accounts.toml"
    accounts.write_text("".join(lines))
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    hook.engine.cache_clear()
    yield server
    server.close()
    hook.engine.cache_clear()


def test_one_answer_of_the_clock_serves_a_day_of_all_accounts(
    simulator: SimServer, airflow: Airflow, reader_engine
) -> None:
    exchange, [day] = simulator.exchange, settled_days(1)
    clock = partial(exchange.log.of, "/api/v3/time")
    airflow.load()

    def judge(dag_id: str) -> None:
        assert airflow.run(dag_id, *airflow.backfill(dag_id, str(day), str(day))) == "success"

    *others, last = DAGS.values()
    for dag_id in others:
        judge(dag_id)
    assert len(clock()) == 1
    assert len(exchange.log) > LEAST_CALLS * len(others)

    refused = exchange.add_fault("-1021_late", "/sapi/v1/capital/deposit/hisrec")
    judge(last)
    assert refused.fired == 1
    assert len(clock()) == 2, "a refused timestamp asks once, and the answer serves the tasks after it"
    told = fetch(reader_engine, "SELECT count(*) FROM binance_weight_ledger WHERE endpoint = 'server_time'")
    assert told == [(2,)], "the ledger says what the exchange saw"
    for dag_id in DAGS.values():
        airflow.forget(dag_id)

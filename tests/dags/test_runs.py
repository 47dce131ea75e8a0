"""Real runs of an account's DAG against the simulator: a failed pair, its clearing, and a backfill in both directions."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from binrecon.orchestration import hook
from binrecon.orchestration.day import newest_settled_day
from tests.dags.runs import Airflow, airflow, airflow_api  # noqa: F401
from tests.simulator import Exchange, RealClock, Scenario, random_world
from tests.simulator.server import SimServer, serve

EMAIL = "sub1+fund@example.com"
DAG = "binrecon_sub1_fund_example_com"
DAYS = 5

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def days() -> list[date]:
    last = newest_settled_day(datetime.now(UTC))
    return [last - timedelta(days=back) for back in reversed(range(DAYS))]


@pytest.fixture(scope="module")
def exchange(days) -> Exchange:
    return Exchange(Scenario(random_world(7, accounts=2, days=DAYS, first_day=days[0], busy=4, burst=3)), RealClock())


@pytest.fixture(scope="module")
def simulator(exchange):
    server = serve(exchange)
    yield server
    server.close()


class Stand:
    """Everything a run needs, pointed at one reconciliation database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: SimServer) -> None:
        self._patch, self._folder = monkeypatch, tmp_path
        key = server.exchange.key_of(EMAIL)
        accounts = tmp_path / "accounts.toml"
        accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n')
        monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
        monkeypatch.setenv("AIRFLOW_CONN_BINANCE_SUB", _connection(server.url, key))
        self.reports = tmp_path / "reports"

    def use(self, database, name: str) -> None:
        """From now on runs work on this database."""
        hook.engine.cache_clear()
        self._patch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
        self._patch.setenv("BINRECON_REPORTS", str(self.reports / name))


def _connection(url: str, key) -> str:
    import json

    return json.dumps({"conn_type": "binance", "host": url, "login": key.api_key, "password": key.secret})


@pytest.fixture
def stand(monkeypatch, tmp_path, simulator):
    yield Stand(monkeypatch, tmp_path, simulator)
    hook.engine.cache_clear()


def test_one_day(stand: Stand, airflow: Airflow, database, days):  # noqa: F811
    stand.use(database, "one")
    airflow.load()
    [run_id] = airflow.backfill(DAG, days[0].isoformat(), days[0].isoformat())
    state = airflow.run(DAG, run_id)
    for instance in airflow.instances(DAG, run_id):
        print(instance["task_id"], instance["rendered_map_index"], instance["state"])
    with create_engine(database.writer_url).connect() as connection:
        for table in ("binance_reconciliation_days", "v_binance_verdicts_current", "v_binance_coverage_gaps", "binance_reconciliation_errors"):
            for row in connection.execute(text(f"select * from {table}")):
                print(table, row)
    assert state == "success"

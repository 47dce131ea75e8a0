"""Real runs of an account's DAG against the simulator: a backfill of five days, then the same days backwards, with a
pair that fails on the first run and is cleared. Both must leave the same tables."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from binrecon.orchestration import hook
from sqlalchemy import create_engine, inspect, text

from tests.dags.runs import Airflow, settled_days
from tests.simulator import Exchange, RealClock, Scenario, random_world
from tests.simulator.server import SimServer, serve

EMAIL = "sub1+fund@example.com"
DAG = "binrecon_sub1_fund_example_com"
DAYS = 5
FAILING = "ETHBTC"
AMOUNT = re.compile(r"[0-9]+\.[0-9]")

pytestmark = pytest.mark.slow

COMPARED = {
    "binance_reconciliation_transfers",
    "binance_reconciliation_trades",
    "binance_reconciliation_balances",
    "binance_reconciliation_verdicts",
    "binance_reconciliation_days",
    "binance_snapshot_days",
    "binance_daily_prices",
    "binance_exchange_info",
    "binance_traded_symbols",
    "binance_quarantine",
    "binance_pages_pending",
}
"""What a day leaves behind. How often it was asked is left out: coverage, raw pages, weight, errors and messages tell
that."""

LEFT_OUT = {
    "id",
    "pid",
    "fid",
    "match_id",
    "coverage_id",
    "run_id",
    "created_at",
    "updated_at",
    "evidence_at",
    "decided_at",
    "opened_at",
    "first_seen",
    "last_checked",
}


@pytest.fixture(scope="module")
def days() -> list[date]:
    return settled_days(DAYS)


@pytest.fixture(scope="module")
def exchange(days: list[date]) -> Exchange:
    world = random_world(7, accounts=2, days=DAYS, first_day=days[0], busy=4, burst=3)
    return Exchange(Scenario(world), RealClock())


@pytest.fixture(scope="module")
def simulator(exchange: Exchange) -> Iterator[SimServer]:
    server = serve(exchange)
    yield server
    server.close()


class Stand:
    """What runs need from outside: the accounts file, the connections, the folder of the reports."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, simulator: SimServer) -> None:
        self._patch, self._folder = patch, folder
        accounts = folder / "accounts.toml"
        accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n')
        patch.setenv("BINRECON_ACCOUNTS", str(accounts))
        key = simulator.exchange.key_of(EMAIL)
        fields = {"conn_type": "binance", "host": simulator.url, "login": key.api_key, "password": key.secret}
        patch.setenv("AIRFLOW_CONN_BINANCE_SUB", json.dumps(fields))

    def use(self, database, name: str) -> Path:
        """From now on runs work on this database; gives the folder of their reports."""
        hook.engine.cache_clear()
        self._patch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
        self._patch.setenv("BINRECON_REPORTS", str(self._folder / name))
        return self._folder / name


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, simulator: SimServer) -> Iterator[Stand]:
    yield Stand(monkeypatch, tmp_path, simulator)
    hook.engine.cache_clear()


def states(instances: list[dict]) -> dict[tuple[str, str | None], tuple[str, int]]:
    """(task, label) -> (state, tries)."""
    return {(one["task_id"], one["rendered_map_index"]): (one["state"], one["try_number"]) for one in instances}


def contents(database) -> dict[str, list[str]]:
    """The compared tables without ids and times of writing, sorted."""
    engine = create_engine(database.reader_url)
    with engine.connect() as connection:
        return {table: sorted(map(repr, connection.execute(text(_query(engine, table))))) for table in sorted(COMPARED)}


def _query(engine, table: str) -> str:
    names = [column["name"] for column in inspect(engine).get_columns(table) if column["name"] not in LEFT_OUT]
    return f"SELECT {', '.join(names)} FROM {table}"


def test_backfills_in_both_directions_and_a_cleared_pair_leave_the_same_tables(
    stand: Stand, airflow: Airflow, new_database, exchange: Exchange, days: list[date]
) -> None:
    first, last = days[0].isoformat(), days[-1].isoformat()
    clean, other = new_database(), new_database()

    clean_reports = stand.use(clean, "clean")
    airflow.load()
    for run_id in airflow.backfill(DAG, first, last):
        assert airflow.run(DAG, run_id) == "success"
    handed_on = airflow.handed_on(DAG)
    airflow.forget(DAG)

    other_reports = stand.use(other, "other")
    airflow.load()
    newest, *older = airflow.backfill(DAG, first, last, backwards=True)
    fails_then_is_cleared(airflow, newest, exchange, other)
    for run_id in older:
        assert airflow.run(DAG, run_id) == "success"
    handed_on |= airflow.handed_on(DAG)
    airflow.forget(DAG)

    tables, expected = contents(other), contents(clean)
    history = "binance_reconciliation_verdicts"
    assert set(expected.pop(history)) <= set(tables.pop(history)), "the day that failed keeps its earlier verdicts too"
    assert tables == expected
    assert files(other_reports) == files(clean_reports)
    assert not [value for value in handed_on if AMOUNT.search(value)]
    key = exchange.key_of(EMAIL)
    everything = "".join([*handed_on, *map(str, [tables, expected]), *files(other_reports).values(), dump(other)])
    assert not [secret for secret in (key.api_key, key.secret) if secret in everything]


def test_what_is_the_same_for_all_accounts_is_read_and_watched(stand: Stand, airflow: Airflow, database) -> None:
    stand.use(database, "market")
    airflow.load()
    for dag_id in ("binrecon_exchange_info", "binrecon_monitoring"):
        assert airflow.run(dag_id, airflow.trigger(dag_id)) == "success"
        airflow.forget(dag_id)
    with create_engine(database.reader_url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM binance_exchange_info")).scalar_one() > 5


def test_a_run_that_names_no_usable_day_stops_at_once(stand: Stand, airflow: Airflow, database) -> None:
    stand.use(database, "no-day")
    airflow.load()
    run_id = airflow.trigger(DAG, day="2999-01-01")
    assert airflow.run(DAG, run_id) == "failed"
    found = states(airflow.instances(DAG, run_id))
    assert found["open_day", None] == ("failed", 1)
    assert {
        found[name, None][0] for name in ("discover_symbols", "search", "reconcile", "write_reports", "notify")
    } == {"skipped"}
    assert found["verdict", None] == ("failed", 1)
    airflow.forget(DAG)


def fails_then_is_cleared(airflow: Airflow, run_id: str, exchange: Exchange, database) -> None:
    """The exchange refuses one pair: the run fails visibly and goes on; the pair is cleared: it alone runs again."""
    refused = exchange.add_fault(
        "-2015", "myTrades", times=None, when=lambda request: f"symbol={FAILING}" in request.query
    )
    assert airflow.run(DAG, run_id) == "failed"
    before = states(airflow.instances(DAG, run_id))
    assert before["collect_trades", FAILING] == ("failed", 1), "a refused key is not tried again"
    assert before["verdict", None] == ("failed", 1)
    assert before["reconcile", None][0] == "success"
    assert unproved(database) == {"ETH", "BTC", "BNB"}

    exchange.faults.remove(refused)
    [failed] = [one for one in airflow.instances(DAG, run_id) if one["rendered_map_index"] == FAILING]
    airflow.clear(DAG, run_id, "collect_trades", failed["map_index"])
    assert airflow.run(DAG, run_id) == "success"
    after = states(airflow.instances(DAG, run_id))
    again = {name for name in after if after[name] != before[name]}
    assert {label for name, label in again if name == "collect_trades"} == {FAILING}
    assert {name for name, label in again if name != "collect_trades"} == {
        "canonicalize_trades",
        "search",
        "older_days_judged",
        "reconcile",
        "write_reports",
        "notify",
        "seal_evidence",
        "verdict",
    }
    assert unproved(database) == set()


def unproved(database) -> set[str]:
    query = "SELECT asset FROM v_binance_verdicts_current WHERE verdict = 'unproved'"
    with create_engine(database.reader_url).connect() as connection:
        return set(connection.execute(text(query)).scalars())


def dump(database) -> str:
    """Every row of every table as text."""
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        tables = inspect(engine).get_table_names()
        return "".join(str(connection.execute(text(f'SELECT * FROM "{table}"')).all()) for table in tables)


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*.csv"))}

"""Days of one account whose runs are under way at the same time, as a backfill made in the UI starts them beside the
scheduled run (its own number of active runs wins over the DAG's): each run green, and at the end what they would have
left one by one."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from binrecon.orchestration import hook
from sqlalchemy import create_engine, text

from tests.dags.runs import Airflow, settled_days
from tests.dags.test_runs import contents, files
from tests.orchestration.conftest import FakeDiscord, connect, discord  # noqa: F401
from tests.simulator import HOUR, Exchange, Invisible, RealClock, Scenario, random_world, start_of
from tests.simulator.server import SimServer, serve

SUB = "sub1+fund@example.com"
DAG = "binrecon_sub1_fund_example_com"
DAYS = 3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def days() -> list[date]:
    return settled_days(DAYS)


@pytest.fixture(scope="module")
def simulator(days: list[date]) -> Iterator[SimServer]:
    """An account with a movement that no list tells, and one snapshot that was taken an hour late."""
    world = random_world(7, accounts=2, days=DAYS, first_day=days[0], busy=4, burst=3)
    scenario = Scenario(world)
    world.add(Invisible("1", SUB, "BTC", 12345678, start_of(days[0]) + 12 * HOUR))
    scenario.cut_late(SUB, days[1], HOUR)
    server = serve(Exchange(scenario, RealClock()))
    yield server
    server.close()


class Deployment:
    """The bundle on one database, with a Discord."""

    def __init__(self, airflow: Airflow, database, reports: Path, told: FakeDiscord) -> None:
        self.airflow, self.database, self.reports, self._told = airflow, database, reports, told
        airflow.load()

    def rows(self, query: str) -> list[tuple]:
        with create_engine(self.database.reader_url).connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def messages(self) -> list[str]:
        """What was posted, without what collecting took."""
        return sorted(json.dumps(_without_effort(payload)) for _, payload in self._told.received)


def _without_effort(payload: dict) -> dict:
    [embed] = payload["embeds"]
    fields = [field for field in embed["fields"] if field["name"] not in ("Collected", "Budgets")]
    return {**embed, "description": re.sub(r" \(\d+ calls, \d+ s\)", "", embed["description"]), "fields": fields}


@pytest.fixture
def deployed(
    airflow: Airflow,
    new_database,
    simulator: SimServer,
    discord: FakeDiscord,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    """A function that deploys the bundle anew, on a database and reports folder of its own."""
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(f'[[accounts]]\nemail = "{SUB}"\ntype = "sub"\nconnection = "binance_sub"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    key = simulator.exchange.key_of(SUB)
    fields = {"conn_type": "binance", "host": simulator.url, "login": key.api_key, "password": key.secret}
    monkeypatch.setenv("AIRFLOW_CONN_BINANCE_SUB", json.dumps(fields))

    def deploy(name: str) -> Deployment:
        hook.engine.cache_clear()
        database = new_database()
        monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
        monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / name))
        discord.received.clear()
        return Deployment(airflow, database, tmp_path / name, discord)

    yield deploy
    hook.engine.cache_clear()


def test_days_side_by_side_end_as_day_by_day(deployed, airflow: Airflow, days: list[date]) -> None:
    alone = deployed("alone")
    for run_id in airflow.backfill(DAG, str(days[0]), str(days[-1])):
        assert airflow.run(DAG, run_id) == "success"
    airflow.forget(DAG)
    expected, reports, messages = contents(alone.database), files(alone.reports), alone.messages()

    beside = deployed("beside")
    scheduled = airflow.schedule(DAG)
    filled = airflow.backfill(DAG, str(days[0]), str(days[-2]), at_once=5)
    assert set(airflow.start(DAG)) == {scheduled, *filled}, "Airflow starts them all at once"
    assert airflow.run_side_by_side(DAG, [scheduled, *filled], Random(1)) == ["success"] * DAYS
    notes = {run["dag_run_id"]: run["note"] for run in airflow.runs(DAG)}
    airflow.forget(DAG)

    assert contents(beside.database) == expected
    assert files(beside.reports) == reports
    assert beside.messages() == messages
    assert [notes[run_id].partition(":")[0] for run_id in [*filled, scheduled]] == [f"Day {day}" for day in days]
    assert all(" proved" in note for note in notes.values())
    assert beside.rows("SELECT error_type FROM binance_reconciliation_errors") == []

    undated = deployed("undated")
    newest_first = [airflow.trigger(DAG, day=str(day)) for day in (*reversed(days), days[1])]
    assert airflow.run_side_by_side(DAG, newest_first, Random(2)) == ["success"] * (DAYS + 1)
    airflow.forget(DAG)
    assert contents(undated.database) == expected, "runs without a date, and two of one day"
    assert files(undated.reports) == reports

"""The demo's world, judged, behind the page: by HTTP without Airflow's server, as a user that the test chooses, or in
Airflow's server and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from binrecon.config.accounts import Account
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import AccountType
from binrecon.storage.database import reading_engine
from binrecon.storage.hash_chain import seal
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from bin.stack import databases, postgres
from tests.conftest import Database, _database
from tests.simulator import Clock, Exchange
from tests.simulator.demo import CONNECTIONS, MAIN, Demo
from tests.web.airflow_site import Server, serve
from tests.web.auth_managers import SIMPLE
from tests.web.browsing import CHROMIUM
from tests.worlds.clock import WorldClock
from tests.worlds.conftest import lasting_engine
from tests.worlds.limits import Spaced
from tests.worlds.pipeline import Pipeline, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAYS = 5


@dataclass(frozen=True)
class Site:
    """A judged world, and the accounts that the accounts file would name."""

    database: Database
    demo: Demo
    accounts: tuple[Account, ...]
    last: date

    def connect(self) -> psycopg.Connection:
        """A connection of the reader's login, for what a test holds the page against."""
        return psycopg.connect(self.database.libpq(self.database.reader_url))


@pytest.fixture(scope="session")
def site(server: postgres.Server, template: str, copy_of: Callable[[str], str]) -> Iterator[Site]:
    """The demo's world up to the newest settled day, each day judged once and sealed."""
    database = _database(server, copy_of(template))
    last = newest_settled_day(datetime.now(UTC))
    demo = Demo(last, DAYS)
    clock = WorldClock(Clock(settled(last)), timedelta(0))
    engine = lasting_engine(database.writer_url)
    exchange = Exchange(demo.scenario, clock.exchange_clock)
    pipeline = Pipeline(exchange, clock, engine, Spaced(clock.sleep), products=True, priced=True)
    for day in demo.world.days:
        for email in CONNECTIONS:
            pipeline.run_day(email, day)
    seal(engine, datetime.now(UTC))
    accounts = tuple(
        Account(email, AccountType.MAIN if email == MAIN else AccountType.SUB, connection)
        for email, connection in CONNECTIONS.items()
    )
    yield Site(database, demo, accounts, last)
    engine.dispose()
    with server.connect() as connection:
        databases.drop_database(connection, database.name)


@pytest.fixture
def reading(site: Site) -> Iterator[Engine]:
    """The page's login to it."""
    engine = reading_engine(site.database.reader_url)
    yield engine
    engine.dispose()


@pytest.fixture
def visit(site: Site, reading: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    """A function that gives a client of a user who may see these accounts, all unless told, and do what is named."""
    from binrecon.web import access, reader
    from binrecon.web.application import page
    from binrecon.web.runs import Schedule
    from binrecon.web.screens import account_day, evidence, overview

    def client(accounts: tuple[Account, ...] | None = None, may: bool = False) -> TestClient:
        class Looking(access.Viewer):
            def _may(self, method: object, entity: object, dag_id: str) -> bool:
                return may

        known = frozenset(one.email for one in site.accounts)
        shown = Looking("someone", site.accounts if accounts is None else accounts, known)
        made = page()
        made.dependency_overrides[access.viewer] = lambda: shown
        made.dependency_overrides[access.LOGGED_IN.dependency] = lambda: None
        monkeypatch.setattr(reader, "engine", lambda: reading)
        monkeypatch.setattr(account_day, "run_of_day", lambda dag_id, day: None)
        monkeypatch.setattr(evidence, "copies_of", lambda dag_id, run_id: [])
        monkeypatch.setattr(overview, "schedule_of", lambda dag_ids: Schedule(None, 0))
        return TestClient(made, raise_server_exceptions=False)

    return client


@pytest.fixture(scope="session")
def airflow(site: Site) -> Iterator[Server]:
    """Airflow's web server with the simple auth manager."""
    with serve(site.database, site.accounts, SIMPLE) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; a test that wants it is marked with `in_a_browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def statements(tmp_path: Path) -> Path:
    return tmp_path / "statements"

"""A fresh database and a virtual clock around each made-up exchange."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.storage.database import engine_from
from binrecon.storage.weight_ledger import RateLimiter
from psycopg._preparing import PrepareManager
from sqlalchemy import Engine, event

from tests.conftest import Database
from tests.shared_databases import SHARED, SharedDatabases
from tests.simulator import Clock, Exchange, Scenario, World
from tests.worlds.clock import WorldClock
from tests.worlds.limits import Spaced
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.summary import COUNTS, WRONG


@pytest.fixture
def connect(new_database: Callable[[], Database], shared_databases: SharedDatabases) -> Callable[..., Engine]:
    """A function that gives the writer's engine of an empty database, or of the one given."""

    def give(database: Database | None = None) -> Engine:
        chosen = database or new_database()
        return shared_databases.engine(chosen.name, lambda: lasting_engine(chosen.writer_url))

    return give


class _Remembered(PrepareManager):
    """Keeps prepared statements over a rollback, with which every session ends that only read. What they name stays:
    nothing is dropped in a database of worlds."""

    def clear(self) -> bool:
        return False


def lasting_engine(url: str) -> Engine:
    """The product's engine, whose sessions go through many worlds: each statement is parsed and planned twice in each
    of them.

    A server that runs for months does the same from the tenth time on; a world rarely comes so far, and then its large
    statements cost more to plan than to run.
    """
    engine = engine_from(url, SHARED)
    # Nobody ends these sessions while their test runs, and one of them does most: the others hardly have to learn.
    engine.pool._pre_ping = False
    engine.pool._pool.use_lifo = True

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection._prepared = _Remembered()  # psycopg has no setting for it
        connection.prepare_threshold, connection.prepared_max = 1, 5000
        connection.execute("SET plan_cache_mode = force_generic_plan")
        # The first plans are made while the tables are empty, and then loops look cheap whatever comes.
        connection.execute("SET enable_nestloop = off")
        connection.commit()

    return engine


@pytest.fixture
def deploy(connect: Callable[..., Engine]) -> Callable[..., Pipeline]:
    """A function that makes a pipeline over a scenario: database, exchange, clock when `at` or the last day is due.

    `ahead` is how far the host's clock is ahead of the exchange's. `ledger` takes the product's own limiter instead of
    one that only spaces the calls; `exchange` holds options of the exchange; the rest goes to the pipeline.
    """

    def make(
        truth: Scenario | World,
        *,
        at: date | None = None,
        ledger: bool = False,
        exchange: dict[str, Any] | None = None,
        ahead: timedelta = timedelta(0),
        **rest: Any,
    ) -> Pipeline:
        world = truth if isinstance(truth, World) else truth.world
        clock = WorldClock(Clock(settled(at or world.last_day)), ahead)
        engine = rest.pop("engine", None) or connect()
        limits = RateLimiter(engine, clock=clock.now, sleep=clock.sleep) if ledger else Spaced(clock.sleep)
        return Pipeline(Exchange(truth, clock.exchange_clock, **(exchange or {})), clock, engine, limits, **rest)

    return make


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[Counter[str]], None]:
    """A function that adds to the sums printed at the end of the run."""
    return lambda counts: record_property(COUNTS, dict(counts))


@pytest.fixture
def complain(record_property: Callable[[str, object], None]) -> Callable[[list[str]], None]:
    """A function that adds to what is wrong, all of which is printed at the end of the run."""
    return lambda wrong: record_property(WRONG, wrong)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--worlds",
        type=int,
        nargs=2,
        metavar=("FIRST", "COUNT"),
        help="the seeded worlds to run instead of the usual ones",
    )
    parser.addoption("--outcomes", type=Path, help="a folder for all that is concluded about each world, as files")

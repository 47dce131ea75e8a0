"""A fresh database and a virtual clock around each made-up exchange."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.storage.database import engine_from
from binrecon.storage.weight_ledger import RateLimiter
from sqlalchemy import Engine

from tests.conftest import Database
from tests.simulator import Clock, Exchange, Scenario, World
from tests.worlds.clock import WorldClock
from tests.worlds.limits import Spaced
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.summary import COUNTS, WRONG


@pytest.fixture
def connect(new_database: Callable[[], Database]) -> Iterator[Callable[..., Engine]]:
    """A function that gives the writer's engine of a fresh database, or of the one given."""
    made: list[Engine] = []

    def give(database: Database | None = None) -> Engine:
        made.append(engine_from((database or new_database()).writer_url))
        return made[-1]

    yield give
    for engine in made:
        engine.dispose()


@pytest.fixture
def deploy(connect: Callable[..., Engine]) -> Callable[..., Pipeline]:
    """A function that makes a pipeline over a scenario: database, exchange, clock when `at` or the last day is due.

    `ahead` is how far the host's clock is ahead of the exchange's. `ledger` takes the product's own limiter instead of one that only spaces the calls; `exchange` holds options of the
    exchange; the rest goes to the pipeline.
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

"""What the tests of collectors share: an exchange beside a fresh database."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.collectors.stand import Stand
from tests.simulator import Exchange


@pytest.fixture
def stand(engine: Engine) -> Stand:
    return Stand(engine)


@pytest.fixture
def with_exchange(engine: Engine) -> Callable[[Exchange], Stand]:
    return lambda exchange: Stand(engine, exchange)

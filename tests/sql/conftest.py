"""One database for all cases of a test process, emptied before each: 400 copies of a database would take minutes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from bin.stack import databases, postgres
from tests.sql.pages import SOURCES

CANONICAL = (
    "binance_pages_pending",
    "binance_quarantine",
    "binance_reconciliation_transfers",
    "binance_reconciliation_trades",
    "binance_reconciliation_balances",
    "binance_snapshot_days",
    "binance_position_days",
    "binance_reconciliation_positions",
    "binance_reconciliation_fills",
    "binance_exchange_info",
    "binance_daily_prices",
)
TABLES = (*CANONICAL, *dict.fromkeys(table for table, _ in SOURCES.values()))
EMPTY = text("; ".join(f"DELETE FROM {table}" for table in TABLES))


@pytest.fixture(scope="session")
def shared(server: postgres.Server, template: str) -> Iterator[tuple[str, str]]:
    """The URLs of owner and writer of one migrated database."""
    name = f"{template}_sql"
    with server.connect() as connection:
        databases.copy_database(connection, name, template, databases.OWNER)
        yield tuple(server.url(name, login, "binrecon-test") for login in (databases.OWNER, databases.WRITER))
        databases.drop_database(connection, name)


@pytest.fixture(scope="session")
def owner_of_shared(shared: tuple[str, str]) -> Iterator[Engine]:
    engine = create_engine(shared[0])
    yield engine
    engine.dispose()


@pytest.fixture
def emptied(owner_of_shared: Engine) -> None:
    with owner_of_shared.begin() as connection:
        connection.exec_driver_sql(EMPTY.text)


@pytest.fixture(scope="session")
def writer_of_shared(shared: tuple[str, str]) -> Iterator[Engine]:
    engine = create_engine(shared[1])
    yield engine
    engine.dispose()


@pytest.fixture
def engine(writer_of_shared: Engine, emptied: None) -> Engine:
    """The writer's engine on the emptied database."""
    return writer_of_shared

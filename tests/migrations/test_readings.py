"""Revision 0006: how far the lists of a day have to reach where its balance was read after midnight, and a way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from binrecon.storage.database import engine_from
from sqlalchemy import Engine

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import DAY, EMAIL, at, coverage, fetch, insert

GAPS = "SELECT wallet, endpoint, status FROM v_binance_coverage_gaps WHERE required ORDER BY 1, 2"
NEXT = DAY + timedelta(days=1)


def held(engine: Engine, wallet: str, update_time: datetime) -> None:
    row = dict(email=EMAIL, wallet=wallet, date=DAY, update_time=update_time, fid=1, evidence_at=update_time)
    insert(engine, "binance_snapshot_days", row)


@pytest.fixture
def filled(empty_database: Database) -> Iterator[Engine]:
    """A day of two wallets as 0005 left it, covered to its midnight; one of them was read 15 seconds after."""
    assert alembic(empty_database.owner_url, "upgrade", "0005").returncode == 0
    engine = engine_from(empty_database.owner_url)
    for wallet, endpoint in (("SPOT", "deposit_history"), ("OPTION", "option_bill")):
        insert(engine, "binance_collection_plan", dict(email=EMAIL, date=DAY, wallet=wallet, endpoint=endpoint, key=""))
        coverage(engine, endpoint)
    held(engine, "SPOT", at("23:59:59"))
    held(engine, "OPTION", at("00:00:15", NEXT))
    yield engine
    engine.dispose()


def test_a_day_reaches_to_the_reading_that_stands_for_its_end(filled: Engine, empty_database: Database) -> None:
    assert fetch(filled, GAPS) == []
    assert alembic(empty_database.owner_url, "upgrade", "0006").returncode == 0
    assert fetch(filled, GAPS) == [("OPTION", "option_bill", "truncated")]
    coverage(filled, "option_bill", window_end=at("00:00:16", NEXT))
    assert len(fetch(filled, GAPS)) == 1
    coverage(filled, "option_bill", window_end=at("00:00:17", NEXT))
    assert fetch(filled, GAPS) == []
    assert alembic(empty_database.owner_url, "downgrade", "0005").returncode == 0
    assert fetch(filled, GAPS) == []

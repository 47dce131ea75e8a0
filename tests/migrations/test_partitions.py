"""Revision 0011 over a database that 0010 filled: every row of every table stays as it was, so do numbers, rights,
views and the chain, and there is a way back until something was archived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from binrecon.storage import chain_check, hash_chain
from binrecon.storage.database import engine_from
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, inspect

from tests.conftest import Database
from tests.migrations.catalog import parts
from tests.migrations.test_migrations import alembic
from tests.storage.rows import DAY, at, fetch, insert, transfer
from tests.storage.sealed_rows import BEFORE_CODE, SEALED_AFTER_PARTITIONS, add, owner_does

VALUES: dict[str, Any] = {
    "text": "x",
    "bigint": 1,
    "integer": 1,
    "smallint": 1,
    "numeric": "1.5",
    "jsonb": "{}",
    "boolean": True,
    "bytea": b"x",
    "interval": "1 hour",
    "date": DAY,
    "timestamp with time zone": at(),
    "ARRAY": ["x"],
}
WORDS: dict[str, Any] = {
    "wallet": "SPOT",
    "verdict": "open",
    "standing": "counts",
    "txn_type": "transfer_in",
    "window_end": at("13:00:00"),
    "side": "BOTH",
    "short": "-1",
    "sent": "-1",
    "method": "tran_id",
    "action": "withdrawn",
    "reason": "told by support",
    "kind": "other",
    "month": DAY.replace(day=1),
}
"""Of columns that take certain words or signs alone."""
EXCEPT: dict[str, dict[str, Any]] = {
    "binance_reconciliation_trades": {"txn_type": "trade", "txn_subtype": "spot_buy"},
    "binance_collection_coverage": {"status": "complete"},
    "binance_statement_events": {"action": "withdrawn"},
}
_NEEDED = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_name = :table AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
      AND is_generated = 'NEVER'
"""


def fill(engine: Engine, table: str) -> None:
    """A row of what the table must have, and nothing else."""
    columns = {name: WORDS.get(name, VALUES[kind]) for name, kind in fetch(engine, _NEEDED, table=table)}
    insert(engine, table, columns | EXCEPT.get(table, {}))


@pytest.fixture
def filled(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database as 0010 left it: rows in every table, of several months where it has months, and all sealed."""
    assert alembic(empty_database.owner_url, "upgrade", "0010").returncode == 0
    monkeypatch.setitem(SEALED, BEFORE_CODE.name, BEFORE_CODE)
    engine = engine_from(empty_database.owner_url)
    for name in SEALED_AFTER_PARTITIONS:
        monkeypatch.delitem(SEALED, name)
    for name in SEALED:
        for number, month in enumerate((1, 40, 400), start=1):
            other = {"received_at": at() - timedelta(days=month)} if name.startswith("binance_raw_") else {}
            add(engine, name, number, **other)
    hash_chain.seal(engine, at())
    for name in tables(engine):
        if not fetch(engine, f"SELECT 1 FROM {name} LIMIT 1"):
            fill(engine, name)
    for days in (1, 40, 400):
        day = DAY - timedelta(days=days)
        insert(engine, "binance_collection_plan", dict(email="a", date=day, wallet="SPOT", endpoint="trades"))
        insert(engine, "binance_weight_ledger", dict(bucket="b", weight=1, at=at(day=day)))
    transfer(engine, "BTC", "1")
    yield engine
    engine.dispose()


def tables(engine: Engine) -> list[str]:
    """Every table but partitions, which are seen through the table they are of."""
    query = (
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname LIKE 'binance%'"
    )
    return sorted(name for (name,) in fetch(engine, query))


def contents(engine: Engine) -> dict[str, tuple[int, str]]:
    """Of every table its rows and a digest of them."""
    query = "SELECT count(*), md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) FROM {} AS row"
    return {name: fetch(engine, query.format(name))[0] for name in tables(engine) if name != "binance_archives"}


def verified(engine: Engine) -> tuple[object, int, int]:
    found = chain_check.verify(engine, lambda links, rows: None)
    return found.broken, found.links, found.rows


def views(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: sorted(fetch(engine, f"SELECT * FROM {name}"), key=repr)
        for name in inspect(engine).get_view_names()
        if name.startswith("v_binance")
    }


def test_every_row_goes_along_and_back(
    filled: Engine, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(chain_check, "archived_tables", lambda _: [])
        before, sealed = contents(filled), verified(filled)
    seen, schema = views(filled), parts(filled)
    assert sealed[0] is None and sealed[2] >= 3 * len(SEALED)
    assert all(count for count, _ in before.values()) and len(before) >= 40
    assert alembic(empty_database.owner_url, "upgrade", "0011").returncode == 0
    assert contents(filled) == before and verified(filled) == sealed and views(filled) == seen
    held = fetch(filled, "SELECT tableoid::regclass::text, count(*) FROM binance_raw_trades GROUP BY 1 ORDER BY 1")
    months = sorted({f"{at() - timedelta(days=days):%Y_%m}" for days in (1, 40, 400)})
    assert [name for name, _ in held] == [f"binance_raw_trades_{month}" for month in months]
    add(filled, "binance_raw_trades", 9)
    assert fetch(filled, "SELECT id FROM binance_raw_trades ORDER BY id") == [(1,), (2,), (3,), (4,)]
    owner_does(filled, "DELETE FROM binance_raw_trades WHERE id = 4")
    assert alembic(empty_database.owner_url, "downgrade", "0010").returncode == 0
    assert contents(filled) == before and views(filled) == seen and parts(filled) == schema


def test_there_is_no_way_back_from_an_archive(filled: Engine, empty_database: Database) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0011").returncode == 0
    fill(filled, "binance_archives")
    done = alembic(empty_database.owner_url, "downgrade", "0010")
    assert done.returncode != 0 and "its chain would miss them" in done.stdout + done.stderr

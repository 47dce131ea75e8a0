"""The bench of canonicalizing at a small size: what it compares is the same work. Times belong to the bench itself."""

from __future__ import annotations

import tempfile

from sqlalchemy import Engine

from tests.bench import canonical_trades
from tests.bench.fabricate import fabricate
from tests.bench.rows import Row, table
from tests.conftest import Database

_CONTENT = f"""
    SELECT count(*), md5(string_agg(row::text, ',' ORDER BY row::text))
    FROM (SELECT {canonical_trades._COLUMNS} FROM {canonical_trades.TABLE}) AS row
"""


def content(engine: Engine) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(_CONTENT).one())


def test_floor_and_product_write_the_same_rows(database: Database, owner_engine: Engine) -> None:
    _, fills = fabricate(owner_engine, 0.01)
    canonical_trades.canonicalize(owner_engine, database.writer_url)
    made = content(owner_engine)
    with tempfile.TemporaryFile() as legs:
        canonical_trades.export(owner_engine, legs)
        assert content(owner_engine)[0] == 0
        canonical_trades.copy(owner_engine, legs)
    assert content(owner_engine) == made and made[0] == 3 * fills


def test_the_second_pass_writes_nothing(database: Database, owner_engine: Engine) -> None:
    fabricate(owner_engine, 0.01)
    canonical_trades.canonicalize(owner_engine, database.writer_url)
    again = canonical_trades.second_pass(owner_engine, database.writer_url)
    assert again.rows == 0 and again.wal_mb < 1


def test_a_missed_target_is_named() -> None:
    assert table([Row("speed", 0.5, 0.6, least=True), Row("memory", 64, 64), Row("pages", 1950)]).splitlines()[1:] == [
        "speed       0.50  ≥ 0.6   MISSED",
        "memory     64.00  ≤ 64    ok",
        "pages   1,950.00",
    ]

"""The benches of canonicalizing at a small size: what they compare is the same work. Times belong to the bench
itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.bench import canonical_rate, fabricate, fabricate_income
from tests.bench.canonical_rate import Canonical
from tests.bench.rows import Row, table
from tests.conftest import Database

BOTH = [
    pytest.param(fabricate.TRADES, fabricate.fabricate, 3, id="fills"),
    pytest.param(fabricate_income.INCOME, fabricate_income.fabricate, 1, id="income"),
]
Fabricate = Callable[[Engine, float], tuple[int, int]]


def content(engine: Engine, what: Canonical) -> tuple[object, ...]:
    told = f"SELECT {what.columns} FROM {what.table}"
    row = f"SELECT count(*), md5(string_agg(row::text, ',' ORDER BY row::text)) FROM ({told}) AS row"
    with engine.connect() as connection:
        return tuple(connection.exec_driver_sql(row).one())


@pytest.mark.parametrize(("what", "fabricate", "legs"), BOTH)
def test_floor_and_product_write_the_same_rows(
    what: Canonical, fabricate: Fabricate, legs: int, database: Database, owner_engine: Engine
) -> None:
    _, records = fabricate(owner_engine, 0.01)
    canonical_rate.canonicalize(owner_engine, database.writer_url, what)
    made = content(owner_engine, what)
    with tempfile.TemporaryFile() as rows:
        canonical_rate.export(owner_engine, rows, what)
        assert content(owner_engine, what)[0] == 0
        canonical_rate.copy(owner_engine, rows, what)
    assert content(owner_engine, what) == made and made[0] == legs * records


@pytest.mark.parametrize(("what", "fabricate", "legs"), BOTH)
def test_the_second_pass_writes_nothing(
    what: Canonical, fabricate: Fabricate, legs: int, database: Database, owner_engine: Engine
) -> None:
    fabricate(owner_engine, 0.01)
    canonical_rate.canonicalize(owner_engine, database.writer_url, what)
    again = canonical_rate.second_pass(owner_engine, database.writer_url, what)
    assert again.rows == 0 and again.wal_mb < 1


def test_a_missed_target_is_named() -> None:
    assert table([Row("speed", 0.5, 0.6, least=True), Row("memory", 64, 64), Row("pages", 1950)]).splitlines()[1:] == [
        "speed       0.50  ≥ 0.6   MISSED",
        "memory     64.00  ≤ 64    ok",
        "pages   1,950.00",
    ]

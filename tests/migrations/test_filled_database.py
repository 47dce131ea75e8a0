"""Revision 0003 over a database that 0002 filled: no row is lost, the chain holds, and no early reading proves any
more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from binrecon.storage import chain_check, hash_chain
from binrecon.storage.database import engine_from
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, create_engine, inspect

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import EMAIL, at, fetch, insert
from tests.storage.sealed_rows import add

LATER = at("00:00:00") + timedelta(days=1)


@pytest.fixture
def filled(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A database as 0002 left it: a row in every table that was sealed then, all sealed, and readings of two kinds."""
    assert alembic(empty_database.owner_url, "upgrade", "0002").returncode == 0
    engine = engine_from(empty_database.owner_url)
    held = set(inspect(engine).get_table_names())
    then = {name: replace(table, later=()) for name, table in SEALED.items() if name in held}
    with monkeypatch.context() as patch:
        patch.setattr(hash_chain, "SEALED", then)
        for name in then:
            add(engine, name, 1)
        hash_chain.seal(engine, at())
    yield engine
    engine.dispose()


def reading(engine: Engine, endpoint: str, asked: str, received: str) -> None:
    """A complete reading of the day, asked at a time of the host's clock, whose answer bears one of the exchange's."""
    window = dict(window_start=at("00:00:00"), window_end=LATER)
    insert(
        engine,
        "binance_collection_coverage",
        dict(email=EMAIL, endpoint=endpoint, key="", status="complete", asked_at=asked, **window),
    )
    [(number,)] = fetch(engine, "SELECT max(id) FROM binance_collection_coverage")
    insert(
        engine,
        "binance_raw_deposit_history",
        dict(
            email=EMAIL,
            endpoint=endpoint,
            key="",
            coverage_id=number,
            request="{}",
            http_status=200,
            weight_headers="{}",
            received_at=received,
            body="[]",
            body_sha256="",
            deposit_data="[]",
            **window,
        ),
    )


def test_it_takes_the_database_along(filled: Engine, empty_database: Database) -> None:
    reading(
        filled, "any", "2026-11-04T02:00Z", "2026-11-04T02:00:01Z"
    )  # the sealed pages name the first reading as theirs
    reading(filled, "on a right clock", "2026-11-04T02:00Z", "2026-11-04T02:00:01Z")
    reading(filled, "two days ahead", "2026-11-04T12:00Z", "2026-11-02T12:00:01Z")
    reading(filled, "at noon", "2026-11-02T12:00Z", "2026-11-02T12:00:01Z")
    before = counts(filled)
    assert alembic(empty_database.owner_url, "upgrade", "head").returncode == 0
    assert {name: count for name, count in counts(filled).items() if name in before} == before
    assert chain_check.verify(filled, lambda links, rows: None).broken is None
    proved = fetch(
        filled, "SELECT endpoint, window_end FROM v_binance_readings WHERE endpoint <> 'any' ORDER BY endpoint"
    )
    assert proved == [("at noon", at()), ("on a right clock", LATER), ("two days ahead", at("12:00:01"))]
    assert fetch(filled, "SELECT DISTINCT uid FROM binance_collection_coverage") == [(None,)]
    assert alembic(empty_database.owner_url, "downgrade", "0002").returncode == 0
    assert counts(filled) == before


def counts(engine: Engine) -> dict[str, int]:
    names = sorted(set(inspect(create_engine(engine.url)).get_table_names()) - {"alembic_version"})
    return {name: int(fetch(engine, f"SELECT count(*) FROM {name}")[0][0]) for name in names}

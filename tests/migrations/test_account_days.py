"""Revision 0004 over a database that 0003 filled: every row and verdict stays, the chain holds, and a way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from binrecon.storage import chain_check, hash_chain
from binrecon.storage.database import engine_from
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import DAY, EMAIL, at, fetch, insert
from tests.storage.sealed_rows import BEFORE_CODE, SEALED_SINCE, add

VERDICTS = "SELECT * FROM v_binance_verdicts_current ORDER BY email, date, asset"
GAPS = "SELECT email, date, endpoint, key, required, status, detail FROM v_binance_coverage_gaps ORDER BY endpoint, key"
PLAN = (
    "SELECT email, date, endpoint, key, required, priority, reason FROM binance_collection_plan ORDER BY endpoint, key"
)


@pytest.fixture
def filled(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database as 0003 left it: a row in every sealed table, all sealed, a plan, and gaps of both kinds."""
    assert alembic(empty_database.owner_url, "upgrade", "0003").returncode == 0
    engine = engine_from(empty_database.owner_url)
    # Nothing was archived then.
    monkeypatch.setattr(chain_check, "archived_tables", lambda _: [])
    # Nobody signed periods or brought balances, verdicts named no code, and resolutions had no measure then.
    for name in SEALED_SINCE:
        monkeypatch.delitem(SEALED, name)
    monkeypatch.setitem(SEALED, BEFORE_CODE.name, BEFORE_CODE)
    monkeypatch.setitem(SEALED, "binance_resolutions", replace(SEALED["binance_resolutions"], later=()))
    with monkeypatch.context() as patch:
        patch.setattr(hash_chain, "SEALED", {name: replace(table, later=()) for name, table in SEALED.items()})
        for name in SEALED:
            for number in (1, 2):
                add(engine, name, number)
        hash_chain.seal(engine, at())
    for endpoint, key in (("deposit_history", ""), ("trades", "BTCUSDT")):
        insert(engine, "binance_collection_plan", dict(email=EMAIL, date=DAY, endpoint=endpoint, key=key))
    yield engine
    engine.dispose()


def verified(engine: Engine) -> tuple[object, int]:
    found = chain_check.verify(engine, lambda links, rows: None)
    return found.broken, found.rows


def test_it_takes_the_database_along_and_back(filled: Engine, empty_database: Database) -> None:
    held = {query: fetch(filled, query) for query in (VERDICTS, GAPS, PLAN)}
    [(sealed,)] = fetch(filled, "SELECT sum(cardinality(row_ids)) FROM binance_hash_chain")
    assert len(held[GAPS]) == 2 and len(held[PLAN]) == 2 and held[VERDICTS]
    assert alembic(empty_database.owner_url, "upgrade", "0004").returncode == 0
    assert [row[:-1] for row in fetch(filled, VERDICTS)] == held[VERDICTS], "the same verdicts, and their measure"
    assert {query: fetch(filled, query) for query in (GAPS, PLAN)} == {query: held[query] for query in (GAPS, PLAN)}
    assert fetch(filled, "SELECT DISTINCT wallet FROM binance_collection_plan") == [("SPOT",)]
    assert verified(filled) == (None, sealed)
    assert alembic(empty_database.owner_url, "downgrade", "0003").returncode == 0
    assert {query: fetch(filled, query) for query in held} == held


def test_the_way_back_is_refused_once_another_measure_or_wallet_was_decided(
    filled: Engine, empty_database: Database
) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0004").returncode == 0
    verdict = dict(email=EMAIL, date=DAY, wallet="MARGIN", asset="BTC", verdict="open", reason="", measure="loan")
    insert(filled, "binance_reconciliation_verdicts", verdict)
    refused = alembic(empty_database.owner_url, "downgrade", "0003")
    assert refused.returncode != 0 and "would pass for verdicts on the balance" in refused.stderr

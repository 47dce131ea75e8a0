"""Revision 0005 over a database that 0004 filled: every row and verdict stays, the chain holds, and a way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.storage import chain_check, hash_chain
from binrecon.storage.database import engine_from
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, transfer
from tests.storage.sealed_rows import BEFORE_CODE, SEALED_SINCE, add

VERDICTS = "SELECT * FROM v_binance_verdicts_current ORDER BY email, date, asset, measure"
GAPS = "SELECT * FROM v_binance_coverage_gaps ORDER BY date, wallet, endpoint, key"
PLAN = (
    "SELECT email, date, wallet, endpoint, key, required, priority, reason FROM binance_collection_plan"
    " ORDER BY endpoint, key"
)
LEGS = "SELECT external_id, leg, measure, amount FROM binance_reconciliation_transfers ORDER BY 1, 2, 3"


@pytest.fixture
def filled(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database as 0004 left it: rows in every sealed table, all sealed, a plan, legs, and gaps of several kinds."""
    assert alembic(empty_database.owner_url, "upgrade", "0004").returncode == 0
    engine = engine_from(empty_database.owner_url)
    # Nothing was archived then.
    monkeypatch.setattr(chain_check, "archived_tables", lambda _: [])
    # Nobody signed periods or brought balances, verdicts named no code, and resolutions had no measure then.
    for name in SEALED_SINCE:
        monkeypatch.delitem(SEALED, name)
    monkeypatch.setitem(SEALED, BEFORE_CODE.name, BEFORE_CODE)
    monkeypatch.setitem(SEALED, "binance_resolutions", replace(SEALED["binance_resolutions"], later=()))
    for name in SEALED:
        for number in (1, 2):
            add(engine, name, number)
    hash_chain.seal(engine, at())
    for endpoint, key in (("daily_snapshot", "SPOT"), ("deposit_history", ""), ("trades", "BTCUSDT")):
        question = dict(email=EMAIL, date=DAY, wallet="SPOT", endpoint=endpoint, key=key)
        insert(engine, "binance_collection_plan", question)
    coverage(engine, "daily_snapshot", "SPOT", window_start=at("00:00:00"))
    coverage(engine, "deposit_history")
    transfer(engine, "BTC", "1")
    yield engine
    engine.dispose()


def test_it_takes_the_database_along_and_back(filled: Engine, empty_database: Database) -> None:
    """The opening snapshot is not covered: a day of snapshots still begins a day earlier."""
    held = {query: fetch(filled, query) for query in (VERDICTS, GAPS, PLAN, LEGS)}
    [(sealed,)] = fetch(filled, "SELECT sum(cardinality(row_ids)) FROM binance_hash_chain")
    assert {row[3] for row in held[GAPS]} >= {"daily_snapshot", "trades"} and held[VERDICTS] and held[LEGS]
    assert alembic(empty_database.owner_url, "upgrade", "0005").returncode == 0
    assert {query: fetch(filled, query) for query in held} == held
    witnesses = fetch(filled, "SELECT endpoint FROM binance_collection_plan WHERE witness")
    assert witnesses == [("daily_snapshot",)]
    found = chain_check.verify(filled, lambda links, rows: None)
    assert (found.broken, found.rows) == (None, sealed)
    assert alembic(empty_database.owner_url, "downgrade", "0004").returncode == 0
    assert {query: fetch(filled, query) for query in held} == held


@pytest.mark.parametrize("change", [{"wallet": "COIN_M_FUTURES"}, {"wallet": "ISOLATED_MARGIN"}, {"measure": "loan"}])
def test_the_way_back_is_refused_once_it_would_lose_something(
    filled: Engine, empty_database: Database, change: dict[str, Any]
) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0005").returncode == 0
    transfer(filled, "BTC", "1", external_id="one", **change)
    transfer(filled, "BTC", "1", external_id="one", **({"source": "other"} if "wallet" in change else {}))
    assert alembic(empty_database.owner_url, "downgrade", "0004").returncode != 0


def test_every_wallet_has_its_word_and_others_are_refused(engine: Engine) -> None:
    for number, wallet in enumerate(Wallet):
        transfer(engine, "BTC", "1", external_id=str(number), wallet=str(wallet))
    with pytest.raises(IntegrityError):
        transfer(engine, "BTC", "1", wallet="FUNDING")


def test_one_leg_of_a_record_may_move_two_measures_and_each_once(engine: Engine) -> None:
    for measure in ("balance", "loan"):
        transfer(engine, "USDT", "200", external_id="borrowed", wallet="MARGIN", measure=measure)
    with pytest.raises(IntegrityError):
        transfer(engine, "USDT", "200", external_id="borrowed", wallet="MARGIN", measure="loan")


def test_futures_may_hold_less_than_nothing_for_the_database(engine: Engine) -> None:
    held = dict(source="futures_snapshot", external_id="1", date=BEFORE, email=EMAIL, wallet="FUTURES", asset="BTC")
    insert(engine, "binance_reconciliation_balances", held | dict(raw_balance="-0.01"))
    assert fetch(engine, "SELECT raw_balance < 0 FROM binance_reconciliation_balances") == [(True,)]

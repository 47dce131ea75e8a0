"""Revision 0007: rows of an option's bill take the name that the next reading gives them, and go back."""

from __future__ import annotations

from binrecon.storage.database import engine_from

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import at, fetch, transfer

NAMES = "SELECT external_id FROM binance_reconciliation_transfers ORDER BY pid"
ID = "1125899906842624010"


def test_rows_are_named_as_a_reading_names_them_and_go_back(empty_database: Database) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0006").returncode == 0
    engine = engine_from(empty_database.owner_url)
    told = dict(source="option_bill", endpoint="option_bill", wallet="OPTION", txn_subtype="FEE")
    moment = at("12:00:00.123")
    transfer(engine, "USDT", "-1", external_id=ID, counter_party="BTC-261127-100000-C", datetime=moment, **told)
    transfer(engine, "USDT", "-1", external_id="7", datetime=moment, **told)
    transfer(engine, "USDT", "-1", external_id="8")
    before = fetch(engine, NAMES)
    assert alembic(empty_database.owner_url, "upgrade", "0007").returncode == 0
    ms = int(moment.timestamp() * 1000)
    assert fetch(engine, NAMES) == [
        (f"{ID}:FEE:USDT:BTC-261127-100000-C:{ms}",),
        (f"7:FEE:USDT::{ms}",),
        ("8",),
    ]
    transfer(engine, "USDT", "-1", external_id=f"7:FEE:USDT::{ms + 1000}", datetime=moment, **told)
    assert alembic(empty_database.owner_url, "downgrade", "0006").returncode == 0
    assert fetch(engine, NAMES) == [*before, ("7:2",)]
    engine.dispose()

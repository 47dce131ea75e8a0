"""The bench of the group's day on few rows: it adds up what it says, and what never arrived is on its way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Engine, text

from tests.bench.fabricate_page import Size
from tests.bench.group_day import fill, of_all
from tests.conftest import Database

SIZE = Size(accounts=51, days=2, assets=5, last=date(2026, 11, 20))


def test_every_transfer_is_matched_but_what_never_arrived(owner_engine: Engine, database: Database) -> None:
    fill(owner_engine, database.writer_url, SIZE, sent=3)
    with owner_engine.connect() as connection:
        matched = connection.execute(text("SELECT count(*) FROM binance_transfer_matches")).scalar_one()
    assert matched == 51 * 4 * 3 - 4
    read = of_all(owner_engine, SIZE)
    assert (read.wallets, len(read.lines), read.unknown) == (51, 5, ())
    [late] = [line for line in read.lines if line.in_transit_closing]
    assert late.in_transit_closing > late.in_transit_opening > Decimal(0) and late.oldest_in_transit_days == 1

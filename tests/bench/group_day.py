"""Bench: what a day of the whole group takes to be read and added up, among a hundred accounts and a thousand that send
each other something three times a day for a hundred days."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from statistics import median

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType
from binrecon.services.group import GroupDay, group_of_day
from binrecon.services.own_transfers import match_own_transfers
from binrecon.storage.queries import driver
from binrecon.storage.sql_text import statements_in
from sqlalchemy import Engine, create_engine

from tests.bench.fabricate_page import ROWS, Size, fabricate
from tests.bench.rows import Row

ACCOUNTS, JUDGED, SENT, ASSETS = 1000, 3, 100, 40
LAST = date(2026, 11, 20)
ROUNDS = 5
SECONDS = 3


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """A day of all accounts, on a database of its own."""
    size = Size(max(3, round(ACCOUNTS * scale)), JUDGED, ASSETS, LAST)
    fill(owner, writer_url, size, SENT)
    took, read = [], None
    for _ in range(ROUNDS):
        start = time.monotonic()
        read = of_all(owner, size)
        took.append(time.monotonic() - start)
    assert read is not None
    return [
        Row("accounts of the group", size.accounts),
        Row("assets of its day", len(read.lines)),
        Row("a day of the group, s", median(took), SECONDS),
    ]


def fill(owner: Engine, writer_url: str, size: Size, sent: int) -> None:
    """Judged days, and own transfers of so many days before the last, matched."""
    fabricate(owner, size)
    with owner.begin() as connection:
        for statement in statements_in(Path(ROWS / "own_transfers.sql").read_text()):
            driver(connection).execute(statement, {**vars(size), "days": sent})
    writer = create_engine(writer_url)
    match_own_transfers(writer, "measured")
    writer.dispose()
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def of_all(engine: Engine, size: Size) -> GroupDay:
    """The last day of every account."""
    accounts = [Account(email, AccountType.SUB, email) for email in size.emails]
    return group_of_day(engine, accounts, size.last)

"""Seal evidence, verdicts and logs: links over rows not sealed yet, each naming the link before it.

Rests on decisions 32 and 33.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from binrecon.storage.queries import driver
from binrecon.storage.sealed_tables import SEALED, SealedTable
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transactions import retry_collisions, serialized

GENESIS = "0" * 64
"""What the first link names as the one before it."""
LATE = timedelta(days=1)
"""Longer than any transaction lasts: a sealing this long after a link has seen every row that was under way at that
link."""
MOST = 10_000
"""Rows that one link holds, and one statement reads."""


@dataclass(frozen=True)
class Sealed:
    """How many rows were sealed, and the newest link now with its number and its time, None where nothing was ever
    sealed. Whoever keeps that link outside the database can tell later that the chain was not written anew."""

    rows: int
    head: str | None
    number: int | None = None
    at: datetime | None = None

    @classmethod
    def of(cls, rows: int, newest: Any) -> Sealed:
        """With the newest link as `newest_link` gives it."""
        return cls(rows, None) if newest is None else cls(rows, newest.link, newest.id, newest.sealed_at)


@retry_collisions
def seal(engine: Engine, at: datetime) -> Sealed:
    """Append links over all rows that no link holds yet, in a transaction of its own; one sealer at a time.

    `at` is the time written into the links. Raises RetryableError when something else kept writing the chain.
    """
    with serialized(engine, "hash chain") as connection:
        return append_links(connection, at)


def append_links(connection: Connection, at: datetime) -> Sealed:
    """The same in the caller's transaction, which must have begun after it was alone with the chain: a fork is
    refused."""
    connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
    before = newest_link(connection)
    settled = None if before is None else before.sealed_at - LATE
    rows = sum(_seal_table(connection, table, at, settled) for table in SEALED.values())
    return Sealed.of(rows, newest_link(connection))


def newest_link(connection: Connection) -> Any:
    """The row of the newest link: `id`, `link` and `sealed_at`; None where there is none."""
    newest = "SELECT id, link, sealed_at FROM binance_hash_chain ORDER BY id DESC LIMIT 1"
    return connection.exec_driver_sql(newest).one_or_none()


def _seal_table(connection: Connection, table: SealedTable, at: datetime, settled: datetime | None) -> int:
    named = {"table": table.name, "at": at, "settled": settled, "most": MOST, "genesis": GENESIS}
    total = 0
    with driver(connection).cursor() as cursor:
        while True:
            cursor.execute(table.statement("seal.sql"), named)
            written = cursor.fetchone()
            sealed = written[0] if written else 0
            total += sealed
            if sealed < MOST:
                return total

"""What the page of a raw answer shows: the exact bytes, their hash made anew, and the link of the chain that holds
them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import sql
from sqlalchemy import Engine

from binrecon.storage.queries import driver
from binrecon.storage.sealed_tables import SEALED
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transactions import consistent_read

RAW_TABLES = tuple(name for name in SEALED if name.startswith("binance_raw_"))


class ExchangeAnswer(NamedTuple):
    """One answer of the exchange as it was stored, the reading that brought it, and its link; None where it is not
    sealed yet."""

    email: str
    endpoint: str
    key: str
    window_start: datetime
    window_end: datetime
    request: Any
    http_status: int
    received_at: datetime
    body: str | None
    body_sha256: str
    reading: int | None
    status: str | None
    detail: str | None
    run_id: str | None
    link: int | None
    link_hash: str | None
    sealed_at: datetime | None

    @property
    def is_intact(self) -> bool:
        """Whether the bytes have the hash that was kept beside them when they came."""
        return self.body is not None and hashlib.sha256(self.body.encode()).hexdigest() == self.body_sha256


def read_page(engine: Engine, table: str, number: int) -> ExchangeAnswer | None:
    """The page of this number; None where there is none. `table` is one of RAW_TABLES."""
    statement = sql.SQL(sql_text("pages/evidence.sql")).format(table=sql.Identifier(table))
    with consistent_read(engine) as connection, driver(connection).cursor() as cursor:
        found = cursor.execute(statement, {"id": number, "table": table}).fetchone()
    return None if found is None else ExchangeAnswer(*found)


def pages_of(engine: Engine, table: str, reading: int) -> list[tuple[int, datetime, int, int]]:
    """The pages of a reading: number, when it came, HTTP status, characters. `table` is one of RAW_TABLES."""
    statement = sql.SQL(sql_text("pages/reading_pages.sql")).format(table=sql.Identifier(table))
    with consistent_read(engine) as connection, driver(connection).cursor() as cursor:
        return cursor.execute(statement, {"coverage": reading}).fetchall()

"""Keep account statements, and read what they are held against. A statement is written whole and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg import Cursor
from psycopg.rows import tuple_row
from sqlalchemy import Connection, Engine

from binrecon.statements import Movement, Reading
from binrecon.storage.coverage_gaps import rows
from binrecon.storage.sql_text import sql_text

_ALONE = "SELECT pg_advisory_xact_lock(hashtext('statements'))"
_COPY = """
COPY binance_statement_rows (file_id, line, user_id, email, at, account, operation, asset, change, remark) FROM STDIN
"""


class Witness(NamedTuple):
    """One asset of one day that a statement covers whole, as three witnesses saw it, signed, in the asset.

    `snapshot` is None when one of the two snapshots is missing, `statement` when statements do not show the asset at all.
    `agree` names the witnesses that say the same: `all three`, `snapshot and statement`, `snapshot and movements`,
    `movements and statement`, `none`. `offset_proved` is whether the time of the statement's lines is proved.
    """

    date: date
    asset: str
    snapshot: Decimal | None
    movements: Decimal
    statement: Decimal | None
    agree: str
    offset_proved: bool
    verdict: str | None


def add(engine: Engine, readings: Sequence[Reading], author: str) -> list[bool]:
    """Store statements in one transaction: all or none. Tells for each whether it is new; bytes that are held already, under
    whatever name, change nothing."""
    with engine.begin() as connection, connection.connection.cursor() as cursor:
        cursor.execute(_ALONE)
        return [_add_one(cursor, reading, author) for reading in readings]


def _add_one(cursor: Cursor[Any], reading: Reading, author: str) -> bool:
    cursor.execute(sql_text("statements/add_file.sql"), _file(reading, author))
    written = cursor.fetchone()
    if written is None:
        return False
    statement, offset = reading.statement, reading.offset.value
    with cursor.copy(_COPY) as copy:
        for line in statement.lines:
            at = (line.local - offset).replace(tzinfo=UTC)
            copy.write_row((written[0], line.number, line.user, reading.owners[line.user], at, *line[3:]))
    return True


def _file(reading: Reading, author: str) -> dict[str, Any]:
    statement = reading.statement
    return {
        "sha256": hashlib.sha256(statement.content).hexdigest(), "member": statement.member,
        "file_name": statement.file_name, "version": statement.version, "utc_offset": reading.offset.value,
        "offset_proof": reading.offset.proof, "rows": len(statement.lines), "covered_from": reading.covered_from,
        "covered_to": reading.covered_to, "content": statement.content, "author": author,
        "accounts": json.dumps(reading.owners),
    }


def known_users(engine: Engine, users: Iterable[str]) -> dict[str, str]:
    """The accounts that earlier files named for these user ids."""
    with engine.connect() as connection:
        return dict(rows(connection, "statements/known_users.sql", {"users": [user for user in users if user]}))


def known_movements(engine: Engine, emails: Sequence[str], start: datetime, end: datetime) -> list[Movement]:
    """Movements of SPOT between the two times as lines of a statement would show them: a few thousand, spread evenly."""
    named = {"emails": list(emails), "start": start, "end": end}
    with engine.connect() as connection:
        return rows(connection, "statements/known_movements.sql", named, lambda _: Movement._make)


def operations(connection: Connection, email: str) -> list[str]:
    """Every operation that statements of the account name, in small letters."""
    return [name for (name,) in rows(connection, "statements/operations.sql", {"email": email}, tuple_row)]


def comparable_days(connection: Connection, email: str) -> list[date]:
    """The days that a statement of the account covers whole, in order."""
    return [day for (day,) in rows(connection, "statements/comparable_days.sql", asked(email), tuple_row)]


def witnesses(connection: Connection, email: str, first: date | None = None, last: date | None = None) -> list[Witness]:
    """The three witnesses of each comparable day and asset in which anything moved, by day and asset."""
    return rows(connection, "statements/witnesses.sql", asked(email, first, last), lambda _: Witness._make)


def asked(
    email: str, first: date | None = None, last: date | None = None,
    operations: Mapping[str, str] | None = None, kinds: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The parameters of the statement queries: account, first and last day (None for all), and classes by operation (in
    small letters) and by our own kind of movement."""
    return {
        "email": email, "emails": [email], "first": first, "last": last,
        "operations": list(operations or {}), "operation_classes": list((operations or {}).values()),
        "kinds": list(kinds or {}), "kind_classes": list((kinds or {}).values()),
    }

"""Keep account statements, and read what they are held against. A statement is written whole and never changed.

Rests on decisions 27 and 72.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import Cursor
from sqlalchemy import Connection, Engine

from binrecon.domain.statements import ApiMovement, Line, Reading, StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import RECONCILED, described
from binrecon.storage.autocommit import single_statements
from binrecon.storage.copy_format import ESCAPES
from binrecon.storage.locks import alone_in_transaction
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text

STATEMENTS = "statements"
"""The lock under which statements are filed, proved and withdrawn."""
_COPY = """
COPY binance_statement_rows (file_id, line, user_id, email, at, account, operation, asset, change, remark) FROM STDIN
"""


class Witness(NamedTuple):
    """One asset of one day that a statement covers whole, as three witnesses saw it, signed, in the asset.

    `snapshot` is None when one of the two snapshots is missing, `statement` when statements do not show the asset at
    all. `agree` names the witnesses that say the same: `all three`, `snapshot and statement`, `snapshot and movements`,
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


class Added(NamedTuple):
    """A statement that was brought: its number, and whether it is new or was held already."""

    id: int
    new: bool


class UnprovedFile(NamedTuple):
    """A statement whose clock is not proved, by number, or another part of its export, as it was brought, and the
    account of each user id in it."""

    id: int
    file_name: str
    member: str
    content: bytes
    owners: dict[str, str]


@dataclass(frozen=True)
class StatementScope:
    """What the statement queries are asked: account and wallet, first and last day (None for all), the class of each
    operation (in small letters) and of our own kinds of movement."""

    email: str
    wallet: Wallet
    first: date | None = None
    last: date | None = None
    operations: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def named(self) -> dict[str, Any]:
        """The parameters."""
        return {
            "email": self.email,
            "emails": [self.email],
            "wallet": str(self.wallet),
            "wallets": [str(self.wallet)],
            **stated_as(self.wallet),
            "first": self.first,
            "last": self.last,
            "operations": list(self.operations),
            "operation_classes": list(self.operations.values()),
            "kinds": list(self.kinds),
            "kind_classes": list(self.kinds.values()),
        }


def add(engine: Engine, readings: Sequence[Reading], author: str) -> list[Added]:
    """Store statements in one transaction: all or none. Bytes that are held already, under whatever name, and were not
    withdrawn, change nothing, but for parts of one export, which may be equal. Raises StatementError for a part that is
    held with other lines, and for one whose bytes are held as a whole file."""
    with engine.begin() as connection, driver(connection).cursor() as cursor:
        alone_in_transaction(connection, STATEMENTS)
        return [_add_one(cursor, reading, author) for reading in readings]


def _add_one(cursor: Cursor[Any], reading: Reading, author: str) -> Added:
    file = _file(reading, author)
    held = _held_already(cursor, reading, file)
    if held is not None:
        return Added(held, False)
    [(written,)] = cursor.execute(sql_text("statements/add_file.sql"), file).fetchall()
    with cursor.copy(_COPY) as copy:
        for line in reading.statement.lines:
            copy.write(_copy_line(written, line, reading))
    return Added(written, True)


def _held_already(cursor: Cursor[Any], reading: Reading, file: Mapping[str, Any]) -> int | None:
    """The number under which this file, or this part of this export, is held; None where it is new."""
    statement, part = reading.statement, reading.statement.part
    for number, same_bytes, same_part, in_parts, lines, place in cursor.execute(
        sql_text("statements/held_alike.sql"), file
    ).fetchall():
        if same_bytes and (same_part or not part.export):
            return int(number)
        if same_part and part.export:
            raise StatementError(
                f"{statement.place}: part {part.number} of this export is held with other lines, as statement {number} "
                f"({place}): withdraw that one, or bring this file under the name it was downloaded with"
            )
        if same_bytes and lines and not in_parts:
            raise StatementError(
                f"{statement.place}: the same lines are held as a file of its own, statement {number} ({place}), which "
                "counts as telling its days whole: withdraw that one first"
            )
    return None


def _copy_line(file_id: int, line: Line, reading: Reading) -> str:
    at = (line.local - reading.offset.value).isoformat(" ")
    texts = (line.user, reading.owners[line.user], f"{at}+00", line.account, line.operation, line.asset)
    values = (str(file_id), str(line.number), *map(_escaped, texts), f"{line.change:f}", _escaped(line.remark))
    return "\t".join(values) + "\n"


@lru_cache(maxsize=20_000)
def _escaped(text: str) -> str:
    return text.translate(ESCAPES)


def _file(reading: Reading, author: str) -> dict[str, Any]:
    statement = reading.statement
    return {
        "sha256": hashlib.sha256(statement.content).hexdigest(),
        "member": statement.member,
        "file_name": statement.file_name,
        "version": statement.version,
        "utc_offset": reading.offset.value,
        "offset_proof": reading.offset.proof,
        "rows": len(statement.lines),
        "covered_from": reading.covered_from,
        "covered_to": reading.covered_to,
        "content": statement.content,
        "author": author,
        "export": statement.part.export,
        "part": statement.part.number,
        "parts": statement.part.of,
        "owners": json.dumps(reading.owners),
        "accounts": sorted(set(reading.owners.values())),
    }


def known_users(engine: Engine, users: Iterable[str]) -> dict[str, str]:
    """The accounts of these user ids in earlier files whose clock was proved."""
    with single_statements(engine) as connection:
        return dict(rows(connection, "statements/known_users.sql", {"users": [user for user in users if user]}))


def known_movements(engine: Engine, emails: Sequence[str], start: datetime, end: datetime) -> list[ApiMovement]:
    """Movements of all wallets between the two times as lines of a statement would show them: a few thousand, spread
    evenly."""
    named = {"emails": list(emails), "wallets": [str(wallet) for wallet in RECONCILED], "start": start, "end": end}
    with single_statements(engine) as connection:
        return rows(connection, "statements/known_movements.sql", named, _movement)


def _movement(_: Any) -> Callable[[Sequence[Any]], ApiMovement]:
    def movement(row: Sequence[Any]) -> ApiMovement:
        email, wallet, *rest = row
        return ApiMovement(email, Wallet(wallet), *rest)

    return movement


def stated_as(wallet: Wallet) -> dict[str, Any]:
    """The parameter of the queries that read the lines of a wallet: what statements call it."""
    return {"stated_as": list(described(wallet).stated_as)}


def operations(connection: Connection, email: str) -> list[str]:
    """Every operation that statements of the account name, in small letters."""
    return [name for (name,) in rows(connection, "statements/operations.sql", {"email": email})]


def unproved_files(engine: Engine, email: str) -> list[UnprovedFile]:
    """The statements of an account whose clock is not proved yet, in the order of their import, each with all parts of
    its export."""
    with single_statements(engine) as connection:
        return rows(connection, "statements/unproved_files.sql", {"email": email}, lambda _: UnprovedFile._make)


def comparable_days(connection: Connection, wanted: StatementScope) -> list[date]:
    """The days that a statement of the account covers whole, in order."""
    return [day for day, _ in rows(connection, "statements/comparable_days.sql", wanted.named())]


def witnesses(connection: Connection, wanted: StatementScope) -> list[Witness]:
    """The three witnesses of each comparable day and asset in which anything moved, by day and asset."""
    return rows(connection, "statements/witnesses.sql", wanted.named(), lambda _: Witness._make)

"""Keep statements of balances: whole, with hash and author, never changed; withdrawn by an event.

Rests on decision 130.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.rows import class_row
from sqlalchemy import Connection

from binrecon.domain.balance_statements import StatedBalances
from binrecon.domain.statements import StatementError
from binrecon.storage.locks import alone_in_transaction
from binrecon.storage.queries import driver, rows
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sql_text import sql_text

BALANCE_STATEMENTS = "balance statements"
"""The lock under which they are filed and withdrawn."""
_COPY = "COPY binance_balance_statement_rows (statement_id, line, email, wallet, date, asset, balance) FROM STDIN"


@dataclass(frozen=True)
class HeldBalances:
    """A statement of balances as it stands, with its first and last date."""

    id: int
    file_name: str
    whole: bool
    accounts: list[str]
    rows: int
    author: str
    imported_at: datetime
    first: date
    last: date
    withdrawn_by: str | None


def add_balances(connection: Connection, read: StatedBalances, author: str) -> tuple[int, bool]:
    """Keep the file in the caller's transaction; gives its number and whether it is new. Bytes that are held already
    and were not withdrawn change nothing. Raises StatementError where they are held of other accounts (a user id means
    another one now), or as whole and this one is not, or the other way round."""
    alone_in_transaction(connection, BALANCE_STATEMENTS)
    digest = hashlib.sha256(read.content).hexdigest()
    for number, whole, accounts, owners in rows(connection, "history/held_alike.sql", {"sha256": digest}):
        said = "whole" if whole else "not whole"
        _refuse_unless(owners == [line.account for line in read.lines], read, number, f" for {', '.join(accounts)}")
        _refuse_unless(whole == read.whole, read, number, f", which is {said}")
        return int(number), False
    named = {
        "sha256": digest,
        "file_name": read.file_name,
        "whole": read.whole,
        "accounts": sorted({line.account for line in read.lines}),
        "rows": len(read.lines),
        "content": read.content,
        "author": author,
    }
    [(written,)] = rows(connection, "history/add_balances.sql", named)
    with driver(connection).cursor() as cursor, cursor.copy(_COPY) as copy:
        for line in read.lines:
            copy.write_row((written, line.line, line.account, line.wallet, line.date, line.asset, line.balance))
    return int(written), True


def _refuse_unless(alike: bool, read: StatedBalances, number: int, held: str) -> None:
    if not alike:
        raise StatementError(f"{read.file_name}: held as statement {number}{held}: withdraw that first")


def held_balances(
    connection: Connection, statement_id: int | None = None, email: str | None = None
) -> list[HeldBalances]:
    """The statements of balances that were brought, newest first: all, one, or those of an account."""
    named = {"id": statement_id, "email": email}
    return rows(connection, "history/held_balances.sql", named, class_row(HeldBalances))


def withdraw_balances(connection: Connection, statement_id: int, author: str, reason: str) -> HeldBalances:
    """Let a statement of balances count no longer, in the caller's transaction; gives it as it was. Raises RefusedError
    where there is none of this number, and where it is withdrawn already."""
    alone_in_transaction(connection, BALANCE_STATEMENTS)
    found = held_balances(connection, statement_id)
    if not found:
        raise RefusedError(f"there is no statement of balances {statement_id}: take the number from the action 'show'")
    if found[0].withdrawn_by is not None:
        raise RefusedError(f"statement of balances {statement_id} is withdrawn already, by {found[0].withdrawn_by}")
    named = {"id": statement_id, "author": author, "reason": reason}
    with driver(connection).cursor() as cursor:
        cursor.execute(sql_text("history/withdraw_balances.sql"), named)
    return found[0]

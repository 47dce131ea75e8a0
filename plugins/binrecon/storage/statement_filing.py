"""What becomes of a statement after its import: its clock proved by later movements, or withdrawn; nothing is changed
or deleted.

Rests on decision 44.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row
from sqlalchemy import Connection

from binrecon.domain.statements import ClockOffset
from binrecon.storage.locks import alone_in_transaction
from binrecon.storage.queries import driver, rows
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sql_text import sql_text
from binrecon.storage.statements import STATEMENTS


@dataclass(frozen=True)
class Filed:
    """A statement as it stands. `covered_from` and `covered_to` are the window it tells of, None without lines;
    `reach_from` and `reach_to` that of all parts of its export. `missing` are the numbers of the parts that are not
    held; `parts` is None where nothing tells how many there are."""

    id: int
    file_name: str
    member: str
    accounts: list[str]
    rows: int
    author: str
    imported_at: datetime
    covered_from: datetime | None
    covered_to: datetime | None
    offset_proved: bool
    withdrawn_by: str | None
    in_parts: bool
    part: int
    parts: int | None
    missing: list[int]
    reach_from: datetime | None
    reach_to: datetime | None

    @property
    def place(self) -> str:
        """The name for sentences."""
        return f"{self.file_name}: {self.member}" if self.member else self.file_name

    @property
    def lacking(self) -> str:
        """What its export lacks, as a sentence; empty where it is whole."""
        if not self.in_parts:
            return ""
        if self.parts is None:
            return (
                f"part {self.part} of an export whose name tells no number of parts: no day counts as told whole; "
                "bring the ZIP "
                "as it was downloaded, which holds them all"
            )
        if not self.missing:
            return ""
        lost = ", ".join(map(str, self.missing))
        return (
            f"part {self.part} of {self.parts}; part(s) {lost} of this export are not held for the same accounts and "
            "days: no day "
            "counts as told whole until they are brought"
        )


def filed(connection: Connection, statement_id: int | None = None, email: str | None = None) -> list[Filed]:
    """The statements that were brought, newest first: all, one, or those of an account."""
    return rows(connection, "statements/held.sql", {"id": statement_id, "email": email}, class_row(Filed))


def withdraw(connection: Connection, statement_id: int, author: str, reason: str) -> Filed:
    """Take a statement out of the witnesses, in the caller's transaction; gives it as it was. Raises RefusedError where
    there is no such statement, and where it is withdrawn already."""
    alone_in_transaction(connection, STATEMENTS)
    found = filed(connection, statement_id)
    if not found:
        raise RefusedError(f"there is no statement {statement_id}: take the number from a run with the action 'show'")
    if found[0].withdrawn_by is not None:
        raise RefusedError(
            f"statement {statement_id} ({found[0].place}) is withdrawn already, by {found[0].withdrawn_by}"
        )
    _add_event(connection, statement_id, "withdrawn", None, author, reason)
    return found[0]


def prove_clock(connection: Connection, statement_id: int, offset: ClockOffset, author: str) -> bool:
    """Note that movements prove by now how far the statement's clock is from UTC: from here on its lines count at that
    time. Gives False, and writes nothing, where that was noted or the statement was withdrawn meanwhile."""
    alone_in_transaction(connection, STATEMENTS)
    [found] = filed(connection, statement_id)
    if found.offset_proved or found.withdrawn_by is not None:
        return False
    _add_event(connection, statement_id, "clock_proved", offset.value, author, offset.proof)
    return True


def _add_event(
    connection: Connection, statement_id: int, action: str, offset: timedelta | None, author: str, reason: str
) -> None:
    named = {"id": statement_id, "action": action, "utc_offset": offset, "author": author, "reason": reason}
    with driver(connection).cursor() as cursor:
        cursor.execute(sql_text("statements/add_event.sql"), named)

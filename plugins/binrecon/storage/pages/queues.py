"""What waits for people and what was done: errors, records in quarantine, resolutions, statements, the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Engine

from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read

NOBODY = ""
"""Whose log entries are everybody's: those of no account."""
MOST_ENTRIES = 200


class WaitingErrors(NamedTuple):
    """Errors that say the same, which nobody has marked as dealt with; `first` and `last` are their numbers."""

    email: str
    type: str
    symbol: str
    message: str
    times: int
    first: int
    last: int
    since: datetime
    newest: datetime


class QuarantinedRecord(NamedTuple):
    """A record that could not be read exactly, and the newest page it stood on."""

    email: str
    endpoint: str
    key: str
    reason: str
    record: str
    times: int
    since: datetime
    table: str
    page: int


class Claim(NamedTuple):
    """A resolution as it stands: `state` is active, waits for approval, expired or withdrawn."""

    id: int
    email: str
    date: date
    wallet: str
    asset: str
    kind: str
    amount: Decimal
    reason: str
    author: str
    expires_at: datetime | None
    approved_by: str | None
    withdrawn_by: str | None
    state: str


class HeldStatement(NamedTuple):
    """An account statement that was brought."""

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
    withdrawn_by: str


class Entry(NamedTuple):
    """One entry of the log."""

    id: int
    at: datetime
    actor: str
    action: str
    email: str
    date: date | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class Queues:
    """One consistent picture of all that waits."""

    errors: tuple[WaitingErrors, ...]
    quarantine: tuple[QuarantinedRecord, ...]
    resolutions: tuple[Claim, ...]
    statements: tuple[HeldStatement, ...]


def read_queues(engine: Engine, emails: Sequence[str]) -> Queues:
    """What waits, and what people have said, of these accounts."""
    named: dict[str, Any] = {"emails": list(emails), "id": None, "email": None, "day": None, "wallet": None, "at": None}
    with consistent_read(engine) as connection:
        return Queues(
            tuple(rows(connection, "pages/errors.sql", named, lambda _: WaitingErrors._make)),
            tuple(rows(connection, "pages/quarantine.sql", named, lambda _: QuarantinedRecord._make)),
            tuple(rows(connection, "pages/resolutions.sql", named, lambda _: Claim._make)),
            tuple(rows(connection, "pages/statements.sql", named, lambda _: HeldStatement._make)),
        )


def read_log(engine: Engine, emails: Sequence[str], action: str = "", before: int | None = None) -> list[Entry]:
    """The newest entries of the log older than the number `before`, those of no account among them."""
    named = {"emails": [*emails, NOBODY], "action": action, "before": before, "most": MOST_ENTRIES}
    with consistent_read(engine) as connection:
        return rows(connection, "pages/log.sql", named, lambda _: Entry._make)

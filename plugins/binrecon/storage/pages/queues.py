"""What waits for people and what was done: errors, records in quarantine, resolutions, statements, the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine

from binrecon.domain.vocabulary import NOBODY
from binrecon.storage.queries import rows
from binrecon.storage.resolutions import WAITS, Resolution, listed
from binrecon.storage.statement_filing import Filed, filed
from binrecon.storage.transactions import consistent_read

MOST_ENTRIES = 200
MOST_ROWS = 500
"""Rows of each table that the page of what waits shows; it says so where there may be more."""


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
    resolutions: tuple[Resolution, ...]
    statements: tuple[Filed, ...]


def read_queues(engine: Engine, emails: Sequence[str], at: datetime) -> Queues:
    """What waits at this moment, and what people have said, of these accounts and of none; resolutions that wait for
    approval come first."""
    shown = set(emails)
    named = {"emails": [*emails, NOBODY], "most": MOST_ROWS}
    with consistent_read(engine) as connection:
        claims = [one for one in listed(connection, at) if one.email in shown]
        return Queues(
            tuple(rows(connection, "pages/errors.sql", named, lambda _: WaitingErrors._make)),
            tuple(rows(connection, "pages/quarantine.sql", named, lambda _: QuarantinedRecord._make)),
            tuple(sorted(claims, key=lambda one: one.state != WAITS)[:MOST_ROWS]),
            tuple([one for one in filed(connection) if shown.intersection(one.accounts)][:MOST_ROWS]),
        )


def read_log(engine: Engine, emails: Sequence[str], action: str = "", before: int | None = None) -> list[Entry]:
    """The newest entries of the log older than the number `before`, those of no account among them."""
    named = {"emails": [*emails, NOBODY], "action": action, "before": before, "most": MOST_ENTRIES}
    with consistent_read(engine) as connection:
        return rows(connection, "pages/log.sql", named, lambda _: Entry._make)

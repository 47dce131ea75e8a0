"""The queue of errors that a person has to look at: what is in it, and what was done about it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from binrecon.storage.queries import rows
from binrecon.storage.resolutions import RefusedError

MOST = 200
"""So many are listed at once."""


class OpenError(NamedTuple):
    """An error that nobody has resolved; `waiting` is how many there are in all."""

    id: int
    at: datetime
    email: str
    type: str
    symbol: str | None
    message: str
    waiting: int


def open_errors(connection: Connection, email: str | None = None) -> tuple[OpenError, ...]:
    """The errors that need a person, of one account or of all, newest first, at most MOST."""
    found = rows(connection, "resolutions/open_errors.sql", {"email": email, "most": MOST})
    return tuple(map(OpenError._make, found))


def resolve_errors(connection: Connection, first: int, last: int, notes: str, author: str) -> int:
    """Mark the errors from id `first` to `last` as resolved in the caller's transaction; gives how many. Those that
    need nobody or are resolved already stay as they are; raises RefusedError where that leaves none."""
    named = {"first": first, "last": last, "notes": notes, "author": author}
    resolved = rows(connection, "resolutions/resolve_errors.sql", named)
    if not resolved:
        raise RefusedError(f"no error from {first} to {last} waits for a person")
    return len(resolved)

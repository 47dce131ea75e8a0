"""Named locks, and what is said when a wait for a lock or a statement passes its bound: who holds what, and what to do.

Rests on decision 51.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable, QueryCanceled
from sqlalchemy import Connection, Engine, text

from binrecon.domain.errors import RetryableError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10
LOCK_SECONDS = 120
"""Longer than any task of ours holds a lock that another one wants; each is tried again after it."""
STATEMENT_SECONDS = 20 * 60
IDLE_SECONDS = 10 * 60
"""A session that does nothing inside a transaction for so long has lost its task: the server ends it, and its locks
with it."""

LOCK_TIMEOUT = f"{LOCK_SECONDS // 60}min"
"""As the server calls it."""
BOUNDS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "lock_timeout": f"{LOCK_SECONDS}s",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
        "tcp_keepalives_idle": 60,
        "tcp_keepalives_interval": 15,
        "tcp_keepalives_count": 4,
    }.items()
)
"""For the `options` of a connection: the server ends a wait, and a session whose host no longer answers."""
ALIVE = {"keepalives_idle": 60, "keepalives_interval": 15, "keepalives_count": 4, "tcp_user_timeout": 120_000}
"""The same for this side: a server that no longer answers is given up."""

WAITED = (LockNotAvailable, QueryCanceled)

_IN_TRANSACTION = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_TAKE = text("SELECT pg_advisory_lock(hashtextextended(:name, 0))")
_TAKE_IF_FREE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_GIVE_BACK = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")
_HOLDERS = """
    SELECT session.pid, session.application_name, session.state,
        extract(epoch FROM clock_timestamp() - coalesce(session.xact_start, session.state_change))::bigint AS seconds
    FROM pg_stat_activity AS session
    WHERE session.datname = current_database() AND session.pid NOT IN (pg_backend_pid(), %(waiter)s)
      AND EXISTS (
        SELECT FROM pg_locks AS held
        WHERE held.pid = session.pid AND held.granted AND CASE
            WHEN %(name)s::text IS NULL THEN held.locktype IN ('advisory', 'transactionid')
            ELSE held.locktype = 'advisory' AND held.objsubid = 1
                 AND (held.classid::bigint << 32 | held.objid::bigint) = hashtextextended(%(name)s, 0) END)
    ORDER BY seconds DESC NULLS LAST, session.pid
    LIMIT 3
"""


class WaitedError(RetryableError):
    """A lock or a statement took longer than its bound; the text says who holds what and what to do."""


def alone_in_transaction(connection: Connection, name: str) -> None:
    """Take the named lock until the end of the transaction. Raises WaitedError when another session keeps it."""
    with _named(connection, name):
        connection.execute(_IN_TRANSACTION, {"name": name})


@contextmanager
def alone_in_session(connection: Connection, name: str) -> Iterator[None]:
    """Hold the named lock over several transactions of this connection, and be outside of one at the start and the end.
    Raises WaitedError when another session keeps it."""
    with _named(connection, name):
        connection.execute(_TAKE, {"name": name})
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(_GIVE_BACK, {"name": name})
        connection.commit()


@contextmanager
def alone_if_free(engine: Engine, name: str) -> Iterator[bool]:
    """Hold the named lock while the body runs, with a session beside the engine's that is in no transaction; False, at
    once, where another session holds it. It is free when that one has died."""
    with engine.connect() as connection:
        connection.detach()  # for as long as the body takes, no connection is missing to what works beside it
        is_free = bool(connection.execute(_TAKE_IF_FREE, {"name": name}).scalar_one())
        connection.commit()
        try:
            yield is_free
        finally:
            if is_free:
                connection.execute(_GIVE_BACK, {"name": name})
                connection.commit()


@contextmanager
def _named(connection: Connection, name: str) -> Iterator[None]:
    try:
        yield
        return
    except WaitedError:
        told = waited(connection.connection.driver_connection, f"the lock {name!r}", name)
    raise told


def waited(connection: Any, what: str = "a lock", name: str | None = None) -> WaitedError:
    """The error for a wait that passed its bound, with the sessions that hold the named lock, or any that others can
    wait for. `connection` is the driver's, whatever its state: another one asks."""
    found = _holders(connection.info, name)
    held = "; ".join(
        f"{app or 'a session without a name'} (process {pid}, {state or 'state not shown'}, for {seconds or 0} s)"
        for pid, app, state, seconds in found
    )
    sentence = f"waited {LOCK_SECONDS} s for {what}"
    if not found:
        return WaitedError(f"{sentence}, which nobody holds by now: it is tried again")
    end = f"SELECT pg_terminate_backend({found[0][0]})"
    return WaitedError(
        f"{sentence}, held by {held}: it is tried again; a task that hangs has to be ended, or its session: {end}"
    )


def took_too_long(error: psycopg.Error, connection: Any) -> WaitedError:
    """The error for a lock that was not free in time, or for a statement that was still running at its bound."""
    if isinstance(error, LockNotAvailable):
        return waited(connection)
    return WaitedError(
        f"a statement was ended after {STATEMENT_SECONDS // 60} minutes, or by a person: it is tried again; "
        "if that goes on, see what the server is busy with in pg_stat_activity"
    )


def of_engine(engine: Engine, error: psycopg.Error) -> WaitedError:
    """The same for a connection that was not made by the engine."""
    with engine.connect() as connection:
        return took_too_long(error, connection.connection.driver_connection)


def _holders(info: Any, name: str | None) -> list[tuple[int, str, str | None, int | None]]:
    """Asked over a connection of its own: the waiting one is in a failed transaction. Empty where the server does not
    tell."""
    login = {**info.get_parameters(), "password": info.password or None, "connect_timeout": CONNECT_SECONDS}
    try:
        with psycopg.connect(**login, autocommit=True) as connection:
            return connection.execute(_HOLDERS, {"waiter": info.backend_pid, "name": name}).fetchall()
    except psycopg.Error as error:
        log.warning("who holds the lock could not be asked: %s", type(error).__name__)
        return []

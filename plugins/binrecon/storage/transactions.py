"""Transactions on one consistent picture of the database: to read alone, and to work while nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from binrecon.domain.account_day import AccountDay
from binrecon.domain.errors import RetryableError
from binrecon.storage.locks import alone_in_session

_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")
ATTEMPTS = 3
"""So often a transaction is tried again that met others, and rows are read anew that another run has just added."""
_COLLISIONS = (SerializationFailure, DeadlockDetected)
PICTURE = "REPEATABLE READ"


@contextmanager
def consistent_read(engine: Engine) -> Iterator[Connection]:
    """A transaction whose statements all see one state of the database."""
    with engine.connect().execution_options(isolation_level=PICTURE) as connection, connection.begin():
        yield connection


@contextmanager
def serialized(engine: Engine, *names: str) -> Iterator[Connection]:
    """One REPEATABLE READ transaction while nobody else works under one of these names; kept where the body ends,
    undone where it raises.

    The locks belong to the session and are taken before the transaction, because a transaction that waits for one
    inside would keep the picture from before the wait; in one order, so that no two sessions wait for each other.
    Raises WaitedError when another session keeps a lock; a collision with whoever writes the same rows under another
    name is raised as the driver raises it: see `retry_collisions`.
    """
    with engine.connect().execution_options(isolation_level=PICTURE) as connection, ExitStack() as held:
        for name in sorted(set(names)):
            held.enter_context(alone_in_session(connection, name))
        with connection.begin():
            yield connection


def day_lock(engine: Engine, account_day: AccountDay) -> AbstractContextManager[Connection]:
    """One transaction while nobody else decides about this account-day."""
    return serialized(engine, f"reconcile|{account_day.email}|{account_day.day}|{account_day.wallet}")


def retry_collisions(work: Callable[_Given, _Done]) -> Callable[_Given, _Done]:
    """Do the work again, from its lock on, where its transaction met another one. Raises RetryableError when something
    else kept writing the same rows. Rests on decision 78."""

    @wraps(work)
    def until_done(*given: _Given.args, **named: _Given.kwargs) -> _Done:
        for _ in range(ATTEMPTS):
            try:
                return work(*given, **named)
            except (DBAPIError, *_COLLISIONS) as error:
                if not isinstance(getattr(error, "orig", error), _COLLISIONS):
                    raise
        raise RetryableError(f"another task kept writing the rows of {work.__name__.replace('_', ' ')}; try again")

    return until_done

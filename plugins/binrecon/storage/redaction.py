"""Keeps amounts out of database errors: PostgreSQL quotes rows and values in them, and a task prints its error in the
log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from psycopg import Copy, Cursor, Error
from sqlalchemy import Engine

from binrecon.storage.locks import WAITED, of_engine, took_too_long

_Done = TypeVar("_Done")
_TELLS_VALUES = ("22", "23")
"""Classes of SQLSTATE whose first line may quote a value: data exceptions and broken constraints."""


def quiet(error: Error) -> Error:
    """The same class of error without detail, context and, where it may quote one, the value."""
    told = error.diag.message_primary or str(error).partition("\n")[0]
    if (error.sqlstate or "").startswith(_TELLS_VALUES):
        places = (error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
        told = " ".join([type(error).__name__, *filter(None, places)])
    return type(error)(f"{told} (SQLSTATE {error.sqlstate})" if error.sqlstate else told)


def quietly(work: Callable[[], _Done]) -> _Done:
    """Do the work; raise its database error without what it quotes, and without the error it came from."""
    try:
        return work()
    except Error as error:
        told = quiet(error)
    raise told


def bounded(work: Callable[[], _Done], engine: Callable[[], Engine]) -> _Done:
    """Do the work quietly over a connection that is not the engine's; a wait that passed its bound says who was waited
    for."""
    try:
        return quietly(work)
    except WAITED as error:
        told = of_engine(engine(), error)
    raise told


class QuietCursor(Cursor[Any]):
    """A cursor whose errors can be logged, and tell who was waited for."""

    def execute(self, *args: Any, **kwargs: Any) -> QuietCursor:
        self._bounded(partial(super().execute, *args, **kwargs))
        return self

    def executemany(self, *args: Any, **kwargs: Any) -> None:
        self._bounded(partial(super().executemany, *args, **kwargs))

    def _bounded(self, work: Callable[[], object]) -> None:
        """Do the work quietly; a wait that passed its bound says who was waited for."""
        try:
            quietly(work)
            return
        except WAITED as error:
            told = took_too_long(error, self.connection)
        raise told

    @contextmanager
    def copy(self, *args: Any, **kwargs: Any) -> Iterator[Copy]:
        try:
            with super().copy(*args, **kwargs) as copy:
                yield copy
        except Error as error:
            told = quiet(error)
        else:
            return
        raise told

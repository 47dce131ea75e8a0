"""Keeps amounts out of database errors: PostgreSQL quotes rows and values in them, and a task prints its error in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from psycopg import Copy, Cursor, Error

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


class QuietCursor(Cursor[Any]):
    """A cursor whose errors can be logged."""

    def execute(self, *args: Any, **kwargs: Any) -> QuietCursor:
        quietly(partial(super().execute, *args, **kwargs))
        return self

    def executemany(self, *args: Any, **kwargs: Any) -> None:
        quietly(partial(super().executemany, *args, **kwargs))

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

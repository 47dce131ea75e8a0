"""Runs one file of include/sql and gives its rows as psycopg makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import psycopg
from psycopg.rows import tuple_row
from sqlalchemy import Connection

from binrecon.storage.sql_text import sql_text


def driver(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's connection under SQLAlchemy's, in the same transaction: for COPY, named cursors and plain rows."""
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def rows(
    connection: Connection, name: str, parameters: Mapping[str, Any], row_factory: Callable[..., Any] = tuple_row
) -> list[Any]:
    """The rows of `include/sql/<name>` with these named parameters, past SQLAlchemy's row objects."""
    with driver(connection).cursor(row_factory=row_factory) as cursor:
        cursor.execute(sql_text(name), parameters)
        return list(cursor.fetchall())


def execute(connection: Connection, name: str, parameters: Mapping[str, Any]) -> int:
    """Run `include/sql/<name>` with these named parameters; gives how many rows it wrote."""
    with driver(connection).cursor() as cursor:
        cursor.execute(sql_text(name), parameters)
        return int(cursor.rowcount)

"""The one way from SQL into pandas. Every value stays exact: NUMERIC and JSON numbers as Decimal, ids as int."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
from psycopg.types.json import set_json_loads
from sqlalchemy import Connection

from binrecon.storage.queries import driver

_EXACT_JSON = partial(json.loads, parse_float=Decimal)


def read_frame(connection: Connection, query: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of a query with psycopg's named parameters (%(name)s), one column each, all of dtype object.

    pandas' own read_sql makes floats of NUMERIC and of integers beside a NULL; here nothing is converted, and NULL is
    None.
    """
    with driver(connection).cursor() as cursor:
        set_json_loads(_EXACT_JSON, cursor)
        cursor.execute(query, parameters)
        return _frame(cursor, cursor.fetchall())


def read_frames(
    connection: Connection, query: str, parameters: Mapping[str, Any], rows: int = 50_000
) -> Iterator[pd.DataFrame]:
    """The same in pieces of at most `rows`, fetched as they are used, so that a large day does not fill the memory."""
    with driver(connection).cursor(name="binrecon_frames") as cursor:
        set_json_loads(_EXACT_JSON, cursor)
        cursor.execute(query, parameters)
        while fetched := cursor.fetchmany(rows):
            yield _frame(cursor, fetched)


def _frame(cursor: Any, fetched: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(fetched, columns=[column.name for column in cursor.description], dtype=object)

"""Holds the files of an archived month against the chain, and gives the rows of a month as its files have them.

Rests on decision 117.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from psycopg.rows import tuple_row
from sqlalchemy import Connection

from binrecon.storage.archive_files import ArchivedRow
from binrecon.storage.archived_rows import ArchivedRows, DamagedArchiveError, rows_under
from binrecon.storage.archives import ArchivedTable
from binrecon.storage.chain_check import Link, archived_rows_differ
from binrecon.storage.queries import driver, rows
from binrecon.storage.sealed_tables import SEALED


def partition_of(table: str, month: date) -> str:
    return f"{table}_{month:%Y_%m}"


def links_of(connection: Connection, table: str, first_id: int | None, last_id: int | None) -> list[Link]:
    """The links that may name rows of the table from one id to another, in their order."""
    named = {"table": table, "first": first_id, "last": last_id}
    return [Link(*row) for row in rows(connection, "archives/links.sql", named)]


def rows_of(connection: Connection, table: str, month: date, links: Iterable[Link]) -> Iterator[ArchivedRow]:
    """The rows of the month's partition that these links name, by link and row: the lines of its file."""
    statement = SEALED[table].over("archives/rows.sql", partition_of(table, month))
    for link in links:
        with driver(connection).cursor(row_factory=tuple_row) as cursor:
            for row in cursor.execute(statement, {"ids": link.row_ids}):
                yield ArchivedRow(link.id, *row)


def difference(
    connection: Connection,
    place: Path,
    archived: Sequence[ArchivedTable],
    folder: Path,
    others: Sequence[ArchivedTable],
) -> str:
    """What of the archives in `place`, read back, is not what the links hold and the tables have, as a sentence; empty
    where nothing is. `others` are the archives in `folder` in which other rows of the same links lie."""
    try:
        return _difference(connection, ArchivedRows(archived, place), archived, folder, others)
    except DamagedArchiveError as damage:
        return str(damage)


def _difference(
    connection: Connection,
    filed: ArchivedRows,
    archived: Sequence[ArchivedTable],
    folder: Path,
    others: Sequence[ArchivedTable],
) -> str:
    for one in archived:
        for link in links_of(connection, one.table, one.first_id, one.last_id):
            kept = filed.of(one.table, link.id)
            kept |= rows_under(folder, others, one.table, link.id, set(link.row_ids) - kept.keys())
            broken = archived_rows_differ(connection, filed, link, kept, Counter())
            if broken is not None:
                return str(broken)
    return filed.left_over() or ""

"""Puts an archived month of raw tables back into the database, every row as it was.

Rests on decision 123.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects.postgresql import JSONB

from binrecon.domain.errors import FatalError
from binrecon.storage.archive_check import difference, links_of, partition_of, rows_of
from binrecon.storage.archive_files import ArchivedRow, file_of, read_manifest, read_rows
from binrecon.storage.archived_rows import ArchivedRows, DamagedArchiveError
from binrecon.storage.archives import ArchivedTable, archived_tables, judged_from
from binrecon.storage.archiving import ARCHIVED
from binrecon.storage.queries import driver, execute, rows
from binrecon.storage.schema import METADATA
from binrecon.storage.sql_text import sql_text

BODY = "body"
"""The column that lies beside the sealed ones."""


@dataclass(frozen=True)
class Restored:
    """What was put back: rows by table, none where nothing of the month lies in an archive. Days from `judged_from` on
    may be judged again then; None: every day."""

    rows: dict[str, int]
    judged_from: date | None


def put_back(engine: Engine, folder: Path, month: date, tables: Sequence[str] = ARCHIVED) -> Restored:
    """Put these tables of a month back, all or nothing. `engine` is of the owner of the tables. Raises
    DamagedArchiveError where an archive is not at hand, not what was written, or not what the chain holds; FatalError
    where the database refuses."""
    try:
        _make_places(engine, folder, month, tables)
        with engine.begin() as connection:
            connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
            archived = _archived(connection, month, tables)
            for one in archived:
                _fill(connection, folder / one.folder, one)
            _refuse_what_differs(connection, folder, archived)
            _tell(connection, archived)
            return Restored({one.table: one.rows for one in archived}, judged_from(connection))
    except psycopg.Error as error:
        raise FatalError(f"{month:%Y-%m}: the database refuses: {str(error).splitlines()[0]}") from None


def _archived(connection: Connection, month: date, tables: Sequence[str]) -> list[ArchivedTable]:
    named = {"month": month, "tables": list(tables)}
    return [ArchivedTable(*row) for row in rows(connection, "archives/of_month.sql", named)]


def _make_places(engine: Engine, folder: Path, month: date, tables: Sequence[str]) -> None:
    """Make the partitions, where the archives are what was written: by itself, since tasks wait for whoever does. An
    empty one that is left changes nothing."""
    with engine.begin() as connection:
        archived = _archived(connection, month, tables)
        absent = ArchivedRows(archived, folder).absent_names
        if absent:
            raise DamagedArchiveError(f"archive {absent[0]} is not in {folder}")
        for one in archived:
            rows(connection, "archives/make_partition.sql", {"table": one.table, "month": month})


def _fill(connection: Connection, place: Path, one: ArchivedTable) -> None:
    columns = read_manifest(place).tables[one.table].columns
    statement = _putting(one, columns)
    filed = _once(read_rows(place / file_of(one.table)))
    with driver(connection).cursor() as cursor:
        named = ({"names": list(columns), "text": row.text, "body": row.body} for row in filed)
        cursor.executemany(statement, named)


def _putting(one: ArchivedTable, columns: Sequence[str]) -> sql.Composed:
    """The statement for a row of the month. No sealed column of a raw table is NULL, so a JSON null is one that was
    answered."""
    types = METADATA.tables[one.table].columns
    all_of_them = [*columns, BODY]
    values = [
        sql.SQL("coalesce({}, 'null')" if isinstance(types[name].type, JSONB) else "{}").format(
            sql.Identifier("row", name)
        )
        for name in all_of_them
    ]
    return sql.SQL(sql_text("archives/put_back.sql")).format(
        partition=sql.Identifier(partition_of(one.table, one.month)),
        columns=sql.SQL(", ").join(map(sql.Identifier, all_of_them)),
        values=sql.SQL(", ").join(values),
    )


def _once(filed: Iterable[ArchivedRow]) -> Iterator[ArchivedRow]:
    """Each row once, though two links may hold it."""
    seen = set[int]()
    for row in filed:
        if row.id not in seen:
            seen.add(row.id)
            yield row


def _refuse_what_differs(connection: Connection, folder: Path, archived: Sequence[ArchivedTable]) -> None:
    """Raise DamagedArchiveError unless the tables have what the files have, and these what the chain holds."""
    for one in archived:
        links = links_of(connection, one.table, one.first_id, one.last_id)
        filed = read_rows(folder / one.folder / file_of(one.table))
        for there, held in zip_longest(rows_of(connection, one.table, one.month, links), filed):
            if there != held:
                row = held or there
                raise DamagedArchiveError(f"archive {one.folder}: {one.table}, row {row.id} does not go back as it was")
    others = [one for one in archived_tables(connection) if one not in archived]
    differs = difference(connection, folder, archived, folder, others)
    if differs:
        raise DamagedArchiveError(differs)


def _tell(connection: Connection, archived: Sequence[ArchivedTable]) -> None:
    """Write down that the rows are back: they are live ones for the chain's check, and the log says when they came."""
    for one in archived:
        execute(connection, "archives/remove.sql", {"table": one.table, "month": one.month})
    for folder, manifest in sorted({(one.folder, one.manifest_sha256) for one in archived}):
        many = sum(one.rows for one in archived if one.folder == folder)
        told = {"action": "evidence put back", "folder": folder, "manifest_sha256": manifest, "rows": many}
        execute(connection, "archives/log.sql", told)

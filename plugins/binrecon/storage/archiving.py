"""Takes old months of raw tables out of the database: written to files, verified against the chain, then dropped.

Rests on decision 117.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row
from sqlalchemy import Connection, Engine

from binrecon.domain.errors import ConfigurationError, FatalError, RetryableError
from binrecon.storage.archive_check import difference, links_of, partition_of, rows_of
from binrecon.storage.archive_files import (
    LINKS,
    MANIFEST,
    ArchivedRow,
    FiledTable,
    Manifest,
    file_of,
    file_sha256,
    write_links,
    write_manifest,
    write_rows,
)
from binrecon.storage.archives import LEAST_AGE, LOOK_BACK, ArchivedTable, archived_tables
from binrecon.storage.chain_check import Link
from binrecon.storage.partitions import make_partitions
from binrecon.storage.queries import driver, execute, rows
from binrecon.storage.sealed_tables import SEALED
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transactions import consistent_read
from binrecon.storage.unsettled_days import unsettled_days

KEPT_WHOLE = frozenset({"binance_raw_sub_accounts"})
"""The newest list of sub-accounts counts whatever its age, and they are few."""
WRITING = ".writing"
"""The folder beside the months in which one is written until it is verified."""
ARCHIVED = tuple(name for name in SEALED if name.startswith("binance_raw_") and name not in KEPT_WHOLE)


class _MonthHeld(NamedTuple):
    """What the partition of a month holds; `newest` where the highest sealed row of the table is among it."""

    rows: int
    first_id: int | None
    last_id: int | None
    unread: int
    newest: bool


@dataclass(frozen=True)
class MonthOutcome:
    """A month that was archived, with its rows, tables that stay because nothing newer is in them, and the manifest's
    hash; or why it was not (`refused`)."""

    month: date
    rows: int = 0
    kept: tuple[str, ...] = ()
    manifest_sha256: str = ""
    refused: str = ""


def archive_months(engine: Engine, folder: Path, before: date, today: date) -> Iterator[MonthOutcome]:
    """Archive the months that end before a day, oldest first, each by itself; what is refused stays as it is. `engine`
    is of the owner of the tables. Raises ConfigurationError where the day is too near, FatalError where the database
    refuses."""
    latest = today - LEAST_AGE
    if before > latest:
        raise ConfigurationError(f"evidence from {latest} on may still be judged by: the day is {latest} at the latest")
    make_partitions(engine)
    with consistent_read(engine) as connection:
        found = rows(connection, "archives/months.sql", {"before": before, "tables": list(ARCHIVED)})
    for month in sorted({month for month, _ in found}):
        try:
            outcome = _archive_month(engine, folder, month, [name for one, name in found if one == month])
        except psycopg.Error as error:
            raise FatalError(f"{month:%Y-%m}: the database refuses: {str(error).splitlines()[0]}") from None
        if outcome.rows or outcome.refused:
            yield outcome


def _archive_month(engine: Engine, folder: Path, month: date, tables: Sequence[str]) -> MonthOutcome:
    with consistent_read(engine) as connection:
        connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
        held = {name: found for name in tables if (found := _held(connection, name, month)).rows}
        going = {name: found for name, found in held.items() if not found.newest}
        if not going:
            return MonthOutcome(month)
        refused = _refusal(connection, month, going)
        archived = [] if refused else _write(connection, folder, month, going)
        refused = refused or _not_sealed(going, archived) or _verified(connection, folder, archived)
    if refused:
        return MonthOutcome(month, refused=refused)
    _put_in_place(folder, archived[0].folder)
    _drop(engine, month, archived)
    kept = tuple(name for name in held if name not in going)
    return MonthOutcome(month, sum(one.rows for one in archived), kept, archived[0].manifest_sha256)


def _held(connection: Connection, table: str, month: date) -> _MonthHeld:
    statement = sql.SQL(sql_text("archives/held.sql")).format(table=sql.Identifier(partition_of(table, month)))
    with driver(connection).cursor(row_factory=tuple_row) as cursor:
        [found] = cursor.execute(statement, {"table": table}).fetchall()
    return _MonthHeld(*found)


def _refusal(connection: Connection, month: date, held: Mapping[str, _MonthHeld]) -> str:
    """Why the month has to stay, as a sentence; empty where nothing speaks against it."""
    again = next((one.table for one in archived_tables(connection) if one.month == month and one.table in held), None)
    if again is not None:
        return f"{again} was archived, and has {held[again].rows} row(s) of the month now"
    unread = next((name for name, found in held.items() if found.unread), None)
    if unread is not None:
        return f"{held[unread].unread} answer(s) of {unread} are not booked yet"
    needed = (month + timedelta(days=31)).replace(day=1) + LOOK_BACK
    unsettled = unsettled_days(connection, needed)
    if unsettled:
        return (
            f"{len(unsettled)} account-day(s) before {needed} are open, unproved, not judged or explained for a time, "
            f"and no reviewed signature is about them as they are; the first is {unsettled[0]}"
        )
    return ""


def _write(connection: Connection, folder: Path, month: date, held: Mapping[str, _MonthHeld]) -> list[ArchivedTable]:
    """Write the month's files into a folder in WRITING, under the name that they get below `folder`; gives what they
    hold."""
    place = folder / WRITING / f"{month:%Y-%m}"
    shutil.rmtree(folder / WRITING, ignore_errors=True)
    place.mkdir(parents=True)
    links = {name: links_of(connection, name, found.first_id, found.last_id) for name, found in held.items()}
    tables = {name: _write_table(connection, place, month, name, links[name]) for name in held}
    kept = sorted((link for one in links.values() for link in one), key=lambda link: link.id)
    digest = write_links(place / LINKS, (link._asdict() for link in kept))
    named, manifest = _named(connection, place, folder, tables, digest)
    return [
        ArchivedTable(named, month, name, one.rows, one.first_id, one.last_id, one.sha256, manifest)
        for name, one in tables.items()
    ]


def _named(
    connection: Connection, place: Path, folder: Path, tables: dict[str, FiledTable], links: str
) -> tuple[str, str]:
    """Give the files in `place`, which is called as the month is, a manifest and a name; gives the name and the
    manifest's hash. It is the first name that no archive has, as tables of a month may go at another time than the rest
    of it, and that no folder has but one of just the same: what lies in any other may be the only copy of something,
    after a restore of an older database too."""
    taken = {one.folder for one in archived_tables(connection)}
    for name in chain([place.name], (f"{place.name}-{number}" for number in count(2))):
        if name not in taken:
            digest = write_manifest(place, Manifest(name, tables, links))
            if not (folder / name).exists() or _has_manifest(folder / name, digest):
                place.rename(place.with_name(name))
                return name, digest
    raise AssertionError("some name is free")


def _has_manifest(folder: Path, digest: str) -> bool:
    return (folder / MANIFEST).is_file() and file_sha256(folder / MANIFEST) == digest


def _write_table(connection: Connection, folder: Path, month: date, table: str, links: Iterable[Link]) -> FiledTable:
    file, ids, first_link = file_of(table), set[int](), [0]

    def lines() -> Iterator[ArchivedRow]:
        for row in rows_of(connection, table, month, links):
            ids.add(row.id)
            first_link[0] = first_link[0] or row.link
            yield row

    digest = write_rows(folder / file, lines())
    columns = SEALED[table].columns
    return FiledTable(len(ids), min(ids, default=0), max(ids, default=0), first_link[0], columns, file, digest)


def _not_sealed(held: Mapping[str, _MonthHeld], archived: Iterable[ArchivedTable]) -> str:
    """How many rows of a table no link holds, as a sentence: what was written are those that one does."""
    for one in archived:
        if one.rows != held[one.table].rows:
            return (
                f"{held[one.table].rows - one.rows} row(s) of {one.table} are in no link of the chain: seal them first"
            )
    return ""


def _verified(connection: Connection, folder: Path, archived: Sequence[ArchivedTable]) -> str:
    """What of the files, read back, is not what the links hold and the tables still have; empty where nothing is."""
    return difference(connection, folder / WRITING, archived, folder, archived_tables(connection))


def _put_in_place(folder: Path, name: str) -> None:
    """Give the verified folder its place. What stands there is the same, of a run that dropped nothing afterwards or
    of a month that was put back."""
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / WRITING / name).rename(folder / name)
    (folder / WRITING).rmdir()
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _drop(engine: Engine, month: date, archived: Sequence[ArchivedTable]) -> None:
    """Take the month's partitions away and write down that they are archived, all or nothing. One that has more rows
    than its file, as a task may have added one meanwhile, keeps all of them."""
    with engine.begin() as connection:
        for one in archived:
            part, whole = sql.Identifier(partition_of(one.table, month)), sql.Identifier(one.table)
            with driver(connection).cursor(row_factory=tuple_row) as cursor:
                cursor.execute(sql.SQL("ALTER TABLE {} DETACH PARTITION {}").format(whole, part))
                counting = sql.SQL(sql_text("archives/count.sql")).format(table=part)
                [(count,)] = cursor.execute(counting).fetchall()
                if count != one.rows:
                    raise RetryableError(f"{one.table} got rows of {month:%Y-%m} meanwhile: archive it again")
                cursor.execute(sql.SQL("DROP TABLE {}").format(part))
            execute(connection, "archives/add.sql", one._asdict())
        told = {"action": "evidence archived", "folder": archived[0].folder}
        told["manifest_sha256"] = archived[0].manifest_sha256
        execute(connection, "archives/log.sql", {**told, "rows": sum(one.rows for one in archived)})

"""Verify the hash chain: read it as a stream, hash the rows anew, and name the first link that does not hold.

Rows that were archived are read from their archives, where these are at hand. Rests on decisions 32 and 117.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from psycopg.rows import tuple_row
from sqlalchemy import Connection, Engine

from binrecon.storage.archived_rows import ArchivedRows, DamagedArchiveError
from binrecon.storage.archives import archived_tables
from binrecon.storage.hash_chain import GENESIS, LATE
from binrecon.storage.queries import driver
from binrecon.storage.sealed_tables import SEALED, SealedTable
from binrecon.storage.sql_text import sql_text

_HASH_DIGITS = 64
_ROW_DIGITS = 8
_AT_ONCE = 20
_CHANGED = "the row is not what was sealed"
_BELOW = -(2**63)
"""Below every id."""


class Link(NamedTuple):
    """A row of the chain."""

    id: int
    table: str
    row_ids: list[int]
    digest: str
    previous: str
    link: str
    sealed_at: datetime


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold, the table and, where it can be told, the row, and what differs. Without a
    link it is an archive, which `what` names."""

    link_id: int | None
    table: str
    row_id: int | None
    what: str

    def __str__(self) -> str:
        if self.link_id is None:
            return self.what
        row = "" if self.row_id is None else f", row {self.row_id}"
        return f"link {self.link_id}: {self.table}{row}: {self.what}"


@dataclass(frozen=True)
class Verified:
    """What was checked, the newest link, how many rows wait for the next sealing, and what is broken, if anything.
    `archives` are those that were read; `absent` those that were not at hand, and `unread` how many of
    the rows lie in them: of these nothing is known."""

    links: int
    rows: int
    head: str | None
    unsealed: int
    broken: Broken | None
    archives: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unread: int = 0


class _Waiting(NamedTuple):
    """How many rows of a table no link holds yet, and the first that should have been sealed by now."""

    name: str
    rows: int
    overdue: int | None


@dataclass
class _Walk:
    """Where the check stands. `passed_over`: rows by table that lie below the highest sealed id and that no link read
    so far names, each with the link that passed it: few, because such a row is sealed by the next sealings or never."""

    heard: Callable[[int, int], None]
    archived: ArchivedRows
    links: int = 0
    rows: int = 0
    head: str = GENESIS
    newest: datetime = datetime.min.replace(tzinfo=UTC)
    highest: dict[str, int] = field(default_factory=dict)
    passed_over: dict[tuple[str, int], Link] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)


def verify(
    engine: Engine, heard: Callable[[int, int], None], head: str | None = None, archives: Path | None = None
) -> Verified:
    """Check every link and every row it names against one picture of the database, in memory that does not grow with
    it.

    `heard` is told links and rows after every link. With `head`, that link, kept from an earlier sealing, must be in
    the chain. `archives` is the folder of archives; rows of a month that it does not hold count as unread.
    """
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
        walk = _Walk(heard, ArchivedRows([], None))
        try:
            walk.archived = ArchivedRows(archived_tables(connection), archives)
            return _walked(connection, walk, head)
        except DamagedArchiveError as damage:
            return _verified(walk, 0, Broken(None, "", None, str(damage)))


def _walked(connection: Connection, walk: _Walk, head: str | None) -> Verified:
    found = head is None
    for link in _links(connection):
        broken = _broken(connection, walk, link)
        if broken is not None:
            return _verified(walk, 0, broken)
        found = found or link.link == head
    waiting = _waiting(connection, walk)
    broken = _put_into_the_past(walk) or _left_out(walk, waiting) or _not_archived(walk)
    broken = broken or (None if found else _head_is_gone(walk))
    return _verified(walk, sum(table.rows for table in waiting) + len(walk.passed_over), broken)


def _verified(walk: _Walk, unsealed: int, broken: Broken | None) -> Verified:
    head, archived = walk.head if walk.links else None, walk.archived
    told = (tuple(archived.names), tuple(archived.absent_names), walk.unread.total())
    return Verified(walk.links, walk.rows - walk.unread.total(), head, unsealed, broken, *told)


def _links(connection: Connection) -> Iterator[Link]:
    streamed = {"yield_per": _AT_ONCE}
    with connection.exec_driver_sql(sql_text("hash_chain/links.sql"), execution_options=streamed) as links:
        yield from map(Link._make, links)


def _broken(connection: Connection, walk: _Walk, link: Link) -> Broken | None:
    """What is wrong with the next link; takes a link that holds into the walk."""
    highest = walk.highest.get(link.table)
    broken = altered(link, walk.head) or rows_differ(connection, walk.archived, link, walk.unread, highest)
    if broken is None:
        _take(connection, walk, link)
    return broken


def altered(link: Link, before: str) -> Broken | None:
    """Whether the link itself is what was written, where it was written: after the link `before`."""
    if link.previous != before:
        return _of(link, "does not follow the link before it: a link was taken out, put in or altered")
    if link.link != link_of(link):
        return _of(link, "the link itself was altered")
    if link.table not in SEALED or not link.row_ids:
        return _of(link, "names rows of no table that is sealed")
    return None


def link_of(link: Link) -> str:
    """The hash that the columns of a link must have."""
    at = link.sealed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    ids = ",".join(map(str, link.row_ids))
    return hashlib.sha256("|".join((link.previous, link.table, ids, link.digest, at)).encode()).hexdigest()


def rows_differ(
    connection: Connection, archived: ArchivedRows, link: Link, unread: Counter[str], highest: int | None = None
) -> Broken | None:
    """Whether the rows that the link names are there and as they were. `unread` and `highest` are as in
    `archived_rows_differ`."""
    if archived.knows(link.table):
        kept = archived.of(link.table, link.id)
        return archived_rows_differ(connection, archived, link, kept, unread, highest)
    [(ids, digest, spoilt)] = _fetch(connection, SEALED[link.table], "rows_of_link.sql", {"ids": link.row_ids})
    if ids != link.row_ids:
        return _of(link, "the row was deleted", min(set(link.row_ids) - set(ids)))
    if digest != link.digest:
        return _of(link, _CHANGED, _first_difference(link, digest))
    if spoilt is not None:
        return _of(link, "the bytes kept with the row do not have the hash kept beside them", spoilt)
    return None


def archived_rows_differ(
    connection: Connection,
    archived: ArchivedRows,
    link: Link,
    kept: Mapping[int, bytes],
    unread: Counter[str],
    highest: int | None = None,
) -> Broken | None:
    """The same for a table of which months are archived: `kept` are the hashes of rows under the link that archives
    hold. `unread` counts those that lie in archives which are not at hand; the `highest` row, which a link may repeat,
    is counted once."""
    live = {
        row_id: (digest, intact)
        for row_id, digest, intact in _fetch(connection, SEALED[link.table], "row_hashes.sql", {"ids": link.row_ids})
    }
    hashes = {row_id: digest for row_id, (digest, _) in live.items()} | dict(kept)
    named = set(link.row_ids)
    for row_id in sorted(hashes.keys() | named):
        if row_id not in named:
            return _of(link, "an archive has the row under this link, which does not name it", row_id)
        if row_id not in hashes and not archived.may_hold(link.table, row_id):
            return _of(link, "the row was deleted", row_id)
        if row_id in live and live[row_id][0] != hashes[row_id]:
            return _of(link, "the row is not what is archived of it", row_id)
        if row_id in live and not live[row_id][1]:
            return _of(link, "the bytes kept with the row do not have the hash kept beside them", row_id)
    missing = named - hashes.keys()
    unread[link.table] += len(missing - {highest})
    if missing:
        return _digits_differ(link, hashes)
    digest = digest_of([hashes[row_id] for row_id in link.row_ids])
    return None if digest == link.digest else _of(link, _CHANGED, _first_difference(link, digest))


def digest_of(hashes: list[bytes]) -> str:
    """The digest over rows in the order of their ids, as hash_chain/digest.sql makes it."""
    digits = "".join(one.hex()[:_ROW_DIGITS] for one in hashes)
    return f"{hashlib.sha256(b''.join(hashes)).hexdigest()}:{digits}"


def _digits_differ(link: Link, hashes: dict[int, bytes]) -> Broken | None:
    """Whether a row that is at hand differs from its first digits, which is all that can be told without the others."""
    for number, row_id in enumerate(link.row_ids):
        start = _HASH_DIGITS + 1 + number * _ROW_DIGITS
        if row_id in hashes and hashes[row_id].hex()[:_ROW_DIGITS] != link.digest[start : start + _ROW_DIGITS]:
            return _of(link, _CHANGED, row_id)
    return None


def _first_difference(link: Link, digest: str) -> int | None:
    """The first row whose own digits differ."""
    for number, row_id in enumerate(link.row_ids):
        start = _HASH_DIGITS + 1 + number * _ROW_DIGITS
        if link.digest[start : start + _ROW_DIGITS] != digest[start : start + _ROW_DIGITS]:
            return row_id
    return None


def _take(connection: Connection, walk: _Walk, link: Link) -> None:
    highest = walk.highest.get(link.table, _BELOW)
    named = {"after": highest, "last": link.row_ids[-1], "ids": link.row_ids}
    for row_id in link.row_ids:
        walk.passed_over.pop((link.table, row_id), None)
    for (row_id,) in _fetch(connection, SEALED[link.table], "passed_over.sql", named):
        walk.passed_over[link.table, row_id] = link
    walk.highest[link.table] = max(highest, link.row_ids[-1])
    walk.links, walk.rows = walk.links + 1, walk.rows + len(link.row_ids)
    walk.head, walk.newest = link.link, link.sealed_at
    walk.heard(walk.links, walk.rows)


def _put_into_the_past(walk: _Walk) -> Broken | None:
    """A row that no link names although a sealing followed the link that passed it after more time than any transaction
    lasts: it was not there then."""
    for (table, row_id), link in sorted(walk.passed_over.items(), key=lambda entry: entry[1].id):
        if link.sealed_at <= walk.newest - LATE:
            return Broken(link.id, table, row_id, "the row was put in after this link had sealed rows with higher ids")
    return None


def _not_archived(walk: _Walk) -> Broken | None:
    """A row of an archive that no link holds, or rows that are gone and that no archive can hold."""
    left = walk.archived.left_over()
    if left is not None:
        return Broken(None, "", None, left)
    for table, unread in sorted(walk.unread.items()):
        if unread != walk.archived.absent_rows(table):
            expected = walk.archived.absent_rows(table)
            return Broken(None, "", None, f"{table}: {unread} row(s) are gone, and {expected} were archived")
    return None


def _head_is_gone(walk: _Walk) -> Broken:
    what = "the chain does not hold the link it must: it was cut off or written anew"
    return Broken(walk.links, "binance_hash_chain", None, what)


def _waiting(connection: Connection, walk: _Walk) -> list[_Waiting]:
    """By table, what lies above the highest id that is sealed."""
    due = (walk.newest if walk.links else datetime.now(UTC)) - LATE
    return [
        _Waiting(
            name, *_fetch(connection, table, "not_sealed.sql", {"after": walk.highest.get(name, _BELOW), "due": due})[0]
        )
        for name, table in SEALED.items()
    ]


def _left_out(walk: _Walk, waiting: list[_Waiting]) -> Broken | None:
    """A row that the newest sealing must have seen, or, where there is none, one that has waited longer than any
    should."""
    what = (
        "the row is older than the newest link, and no link holds it: links were taken out, or nothing was ever sealed"
    )
    return next(
        (Broken(walk.links, table.name, table.overdue, what) for table in waiting if table.overdue is not None), None
    )


def _of(link: Link, what: str, row_id: int | None = None) -> Broken:
    return Broken(link.id, link.table, row_id, what)


def _fetch(connection: Connection, table: SealedTable, name: str, named: dict[str, Any]) -> list[tuple[Any, ...]]:
    with driver(connection).cursor(row_factory=tuple_row) as cursor:
        cursor.execute(table.statement(name), named)
        return cursor.fetchall()

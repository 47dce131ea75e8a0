"""What of the database lies in a bundle of an account's days: which readings, and which pages of which raw tables.

Rests on decision 133.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from psycopg import sql
from psycopg.rows import tuple_row
from sqlalchemy import Connection

from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.source import Source
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text

APART = ("account", "account_info", "sub_account_list", "klines")
"""Lists of an account that tell nothing of a day's balances, and name other accounts."""
PAIRS = "exchange_info"
_ONE = timedelta(days=1)
_LEGS = (" in", " out", " fee")


@dataclass(frozen=True)
class Span:
    """The days of an account that a bundle is of, `first` to `last`, both included. It holds what reaches from the day
    before them to the end of the day after: opening balances, and readings of ours after midnight."""

    email: str
    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first - _ONE, time(), UTC)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + 2 * _ONE, time(), UTC)

    @property
    def parameters(self) -> dict[str, Any]:
        return {**vars(self), "since": self.since, "until": self.until}


class ReadingHeld(NamedTuple):
    """A row of coverage; `own`: it proves, as far as whose key asked decides that."""

    id: int
    list: str
    key: str
    window_start: datetime
    window_end: datetime
    status: str
    detail: str
    meaning: str
    pages: int
    records: int
    asked_at: datetime
    own: bool


class PageHeld(NamedTuple):
    """A page of a raw table (`home`), without its body."""

    home: str
    id: int
    reading: int
    window_start: datetime
    window_end: datetime
    received_at: datetime
    body: str


@dataclass(frozen=True)
class Scope:
    """What a bundle of the span holds: readings and pages by number, the answer that tells the pairs, None where none
    was read, and the numbers of the transfers outside the span that something in it names."""

    span: Span
    readings: tuple[ReadingHeld, ...]
    pages: tuple[PageHeld, ...]
    pairs: PageHeld | None
    beyond: tuple[int, ...]

    @property
    def of_homes(self) -> dict[str, list[int]]:
        """The numbers of the account's pages by raw table."""
        found: dict[str, list[int]] = {}
        for page in self.pages:
            found.setdefault(page.home, []).append(page.id)
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        """Those of the statements whose lines name bodies."""
        homes = home_of_rows()
        return {
            **self.span.parameters,
            "readings": [reading.id for reading in self.readings],
            "beyond": list(self.beyond),
            "lists": list(homes),
            "homes": list(homes.values()),
            "page_homes": [page.home for page in self.pages],
            "page_ids": [page.id for page in self.pages],
            "page_bodies": [page.body for page in self.pages],
        }


def home_of_rows() -> dict[str, str]:
    """The raw table in which the pages of each list lie, by its name and by what its rows call their source."""
    found: dict[str, str] = {}
    for name, endpoint in CATALOGUE.items():
        if endpoint.raw_table:
            found[name] = endpoint.raw_table
    for name, endpoint in CATALOGUE.items():
        if isinstance(endpoint, Source) and endpoint.raw_table:
            found.setdefault(endpoint.rows_of or name, endpoint.raw_table)
    return found


def read_scope(connection: Connection, span: Span) -> Scope:
    """What the bundle of the span holds, in the picture that the connection's transaction sees."""
    beyond = _beyond(connection, span)
    named = _named_pages(connection, span, beyond)
    found = {one.id: one for one in _readings(connection, "readings.sql", {**span.parameters, "apart": list(APART)})}
    pages = [page for home in _homes() for page in _pages(connection, home, span, found, named.get(home, set()))]
    absent = sorted({page.reading for page in pages} - found.keys())
    more = _readings(connection, "readings_named.sql", {"email": span.email, "readings": absent})
    readings = sorted([*found.values(), *more])
    return Scope(span, tuple(readings), tuple(pages), _page_of_pairs(connection, span), tuple(beyond))


def _homes() -> list[str]:
    """The raw tables of lists that are of accounts."""
    homes = {one.raw_table for one in CATALOGUE.values() if one.raw_table and one.name not in (*APART, PAIRS)}
    return sorted(homes)


def _readings(connection: Connection, name: str, named: Mapping[str, Any]) -> list[ReadingHeld]:
    return [ReadingHeld(*row) for row in rows(connection, f"bundle/{name}", named)]


def _beyond(connection: Connection, span: Span) -> list[int]:
    """The transfers outside the span that findings of its days name, or that tell what a row of it is said to be told
    by."""
    findings = rows(connection, "bundle/findings.sql", span.parameters)
    named = sorted({record for (found,) in findings for record in records_of(found)})
    sources, records = ([one[n] for one in named] for n in (0, 1))
    parameters = {**span.parameters, "sources": sources, "records": records}
    return [pid for (pid,) in rows(connection, "bundle/beyond.sql", parameters)]


def records_of(findings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The source and id of each record that findings name, such as `withdraw 7213fe out`, or `wallet_transfer 77 of
    SPOT in` for one of another wallet."""
    told = findings.get("explained", ())
    for record in (record for finding in told for record in finding["records"]):
        for ending in _LEGS:
            if record.endswith(ending):
                source, _, identity = record.removesuffix(ending).partition(" ")
                yield source, identity.partition(" of ")[0]


def _named_pages(connection: Connection, span: Span, beyond: list[int]) -> dict[str, set[int]]:
    """The pages that canonical rows came from, by raw table."""
    homes, found = home_of_rows(), dict[str, set[int]]()
    for name, fid in rows(connection, "bundle/named_pages.sql", {**span.parameters, "beyond": beyond}):
        found.setdefault(homes[name], set()).add(fid)
    return found


def _pages(
    connection: Connection, home: str, span: Span, readings: Iterable[int], named: Iterable[int]
) -> Iterator[PageHeld]:
    statement = sql.SQL(sql_text("bundle/pages.sql")).format(table=sql.Identifier(home))
    parameters = {**span.parameters, "readings": list(readings), "named": list(named)}
    with driver(connection).cursor(row_factory=tuple_row) as cursor:
        for row in cursor.execute(statement, parameters):
            yield PageHeld(home, *row)


def _page_of_pairs(connection: Connection, span: Span) -> PageHeld | None:
    found = rows(connection, "bundle/page_of_pairs.sql", {"until": span.until - _ONE})
    for number, received_at, body in found:
        return PageHeld("binance_raw_exchange_info", number, 0, received_at, received_at, received_at, body)
    return None

"""Verifies one share of the hash chain an hour, so that each link is verified once a week and nothing has to be noted
of how far that came.

Rests on decision 128.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from binrecon.storage.archived_rows import ArchivedRows
from binrecon.storage.archives import archived_tables
from binrecon.storage.chain_check import Broken, Link, altered, rows_differ
from binrecon.storage.hash_chain import GENESIS
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transactions import consistent_read

SHARES = 7 * 24
"""One for each hour of a week."""
_AT_ONCE = 20
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class VerifiedShare:
    """How many links and rows of the share were verified, the links that do not hold, and whether time was up before
    the last one."""

    links: int
    rows: int
    broken: tuple[Broken, ...]
    cut_short: bool

    @property
    def findings(self) -> list[str]:
        """What a person should know, in sentences; none where every link holds."""
        told = []
        if self.broken:
            more = f" ({len(self.broken) - 1} more link(s) do not hold)" if len(self.broken) > 1 else ""
            told.append(f"the chain does not hold: {self.broken[0]}{more}")
        if self.cut_short:
            told.append(f"this hour's share of the chain was not verified whole: {self.links} link(s) were in time")
        return told


def share_of(now: datetime) -> int:
    """The number of the share that this hour verifies."""
    return (now - _FIRST) // timedelta(hours=1) % SHARES


def verify_share(engine: Engine, share: int, now: Callable[[], datetime], until: datetime) -> VerifiedShare:
    """Check every link of the share, that it follows the one before it and that its rows are as they were sealed, on
    one picture of the database; no further once `now` is past `until`. Rows of archived months are passed over."""
    broken: list[Broken] = []
    links = total = 0
    with consistent_read(engine) as connection:
        connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
        archived, unread = ArchivedRows(archived_tables(connection), None), Counter[str]()
        for link, before in _links(connection, share):
            if now() > until:
                return VerifiedShare(links, total - unread.total(), tuple(broken), cut_short=True)
            found = altered(link, before) or rows_differ(connection, archived, link, unread)
            broken += [found] if found else []
            links, total = links + 1, total + len(link.row_ids)
    return VerifiedShare(links, total - unread.total(), tuple(broken), cut_short=False)


def _links(connection: Connection, share: int) -> Iterator[tuple[Link, str]]:
    """Each link of the share, and what it has to name as the one before it."""
    text, named = sql_text("hash_chain/share.sql"), {"shares": SHARES, "share": share}
    with connection.exec_driver_sql(text, named, execution_options={"yield_per": _AT_ONCE}) as found:
        for *link, before in found:
            yield Link(*link), before or GENESIS

"""Read what symbol discovery decides by: every pair, what this account had to do with it, how far it is covered."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, text

from binrecon.storage.coverage_gaps import rows
from binrecon.storage.plan import SWEEP

_SWEPT = text("SELECT count(*) FROM binance_collection_plan WHERE email = :email AND date = :day AND reason = :reason")


class Pair(NamedTuple):
    """One pair as market.sql gives it. `unknown`: refused as such (-1121), and no fill of the day is possible.
    `covered_until` None: never read completely."""

    symbol: str
    base: str
    quote: str
    status: str
    spot: bool
    seen: bool
    both_held: bool
    unknown: bool
    covered_until: datetime | None
    covered: bool


class Market(NamedTuple):
    """All pairs in the order of their names, and how many sweep questions the day's plan already holds."""

    pairs: tuple[Pair, ...]
    swept: int = 0


def read_market(connection: Connection, email: str, day: date) -> Market:
    """The pairs as they concern this account and day."""
    pairs = tuple(map(Pair._make, rows(connection, "reconcile/market.sql", {"email": email, "day": day})))
    swept = connection.execute(_SWEPT, {"email": email, "day": day, "reason": SWEEP}).scalar_one()
    return Market(pairs, swept)

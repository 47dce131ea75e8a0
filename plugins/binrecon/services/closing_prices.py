"""Reads the closes that USD values need. A pair the exchange does not know leaves its asset without a price, not at
zero."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine

from binrecon.domain.errors import InvalidSymbolError
from binrecon.domain.intervals import Interval, day_interval
from binrecon.reconciliation.valuation import BRIDGES, DOLLAR
from binrecon.storage.autocommit import single_statements
from binrecon.storage.queries import rows

Collect = Callable[[str, str, Interval], object]
"""Reads one key of an endpoint for an interval without a key."""


def wanted(engine: Engine, day: date, email: str | None) -> list[str]:
    """The pairs whose close of the day is not stored; `email` None asks for the assets of all accounts."""
    named = {"day": day, "email": email, "dollar": DOLLAR, "bridges": list(BRIDGES)}
    with single_statements(engine) as connection:
        return [symbol for (symbol,) in rows(connection, "market/closes_wanted.sql", named)]


def collect_closes(collect: Collect, engine: Engine, day: date, email: str | None) -> int:
    """Read every wanted close with `collect`; returns how many pairs were asked. What is held already is not asked
    again."""
    symbols = wanted(engine, day, email)
    for symbol in symbols:
        try:
            collect("klines", symbol, day_interval(day))
        except InvalidSymbolError:
            continue
    return len(symbols)

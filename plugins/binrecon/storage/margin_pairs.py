"""Which pairs of margin a day asks about, from raw rows of its lists, as nothing is booked yet, and from readings."""

from __future__ import annotations

from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.storage.queries import rows


def traded_pairs(connection: Connection, account_day: AccountDay) -> list[str]:
    """The pairs of cross margin that its ledger says were traded, by name: those that its rows name, and of rows
    without a name every pair of two assets that moved at one moment, as both sides and the fee of a fill do. A pair too
    many costs a call, one too few would hide a trade."""
    return [symbol for (symbol,) in rows(connection, "reconcile/margin_pairs.sql", account_day.parameters)]


def isolated_pairs(connection: Connection, account_day: AccountDay) -> list[str]:
    """The pairs of isolated margin, by name: those of the readings at both ends of the day, and those that its moves
    name, which may have come and gone between the two."""
    return [symbol for (symbol,) in rows(connection, "reconcile/isolated_pairs.sql", account_day.parameters)]

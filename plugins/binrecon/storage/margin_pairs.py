"""Which pairs the ledger of cross margin says were traded on a day, from its raw rows: nothing is booked yet."""

from __future__ import annotations

from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.storage.queries import rows


def traded_pairs(connection: Connection, account_day: AccountDay) -> list[str]:
    """The pairs by name: those that its rows name, and of rows without a name every pair of two assets that moved at
    one moment, as both sides and the fee of a fill do. A pair too many costs a call, one too few would hide a trade."""
    return [symbol for (symbol,) in rows(connection, "reconcile/margin_pairs.sql", account_day.parameters)]

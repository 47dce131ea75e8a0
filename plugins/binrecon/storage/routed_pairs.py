"""Read which pairs an account's orders may have been routed in: those the exchange offers it for, and those it was seen
in."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, text

from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import day_interval

_ROUTED = text("""
    WITH held AS (SELECT asset FROM v_binance_user_assets WHERE email = :email)
    SELECT symbol, base_asset, quote_asset,
        base_asset IN (SELECT asset FROM held) AND quote_asset IN (SELECT asset FROM held) AS familiar
    FROM binance_exchange_info
    WHERE (closed_at IS NULL OR closed_at > :start)
      AND (smart_routing OR closed_at IS NOT NULL OR symbol IN (
          SELECT key FROM binance_collection_coverage
          WHERE email = :email AND endpoint = 'allocations' AND records > 0))
    ORDER BY symbol COLLATE "C"
""")


class RoutedPair(NamedTuple):
    """A pair open on the day. `familiar`: the account has been seen with both assets."""

    symbol: str
    base: str
    quote: str
    familiar: bool


def routed_pairs(connection: Connection, account_day: AccountDay) -> list[RoutedPair]:
    """By name; a pair that was closed when the day began can have had no fill. Of one that closed since, the newest
    reading does not say whether orders were routed over it before."""
    named = {"email": account_day.email, "start": day_interval(account_day.day).start}
    return [RoutedPair(*row) for row in connection.execute(_ROUTED, named)]

"""Which pairs each account was seen to trade: kept while trades are collected, read by discovery."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, text

_SEEN = text("""
    INSERT INTO binance_traded_symbols AS held (email, symbol, last_trade_time, last_checked)
    VALUES (:email, :symbol, :traded_at, :checked_at)
    ON CONFLICT (email, symbol) DO UPDATE SET
        last_trade_time = greatest(held.last_trade_time, excluded.last_trade_time),
        last_checked = greatest(held.last_checked, excluded.last_checked),
        is_active = true
""")
_CHECKED = text("""
    UPDATE binance_traded_symbols
    SET last_checked = greatest(last_checked, :checked_at), is_active = :is_active
    WHERE email = :email AND symbol = :symbol
""")


def seen(engine: Engine, email: str, symbol: str, traded_at: datetime | None, checked_at: datetime) -> None:
    """The account traded the pair, last at `traded_at` as far as is known."""
    named = {"email": email, "symbol": symbol, "traded_at": traded_at, "checked_at": checked_at}
    with engine.begin() as connection:
        connection.execute(_SEEN, named)


def checked(engine: Engine, email: str, symbol: str, checked_at: datetime, *, is_active: bool = True) -> None:
    """The pair was asked without news; `is_active` false when the exchange does not know it any more. A pair that was
    never traded gets no row."""
    named = {"email": email, "symbol": symbol, "checked_at": checked_at, "is_active": is_active}
    with engine.begin() as connection:
        connection.execute(_CHECKED, named)

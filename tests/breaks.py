"""Breaks that are made up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from binrecon.storage.breaks import Break

NEWEST = date(2026, 11, 25)
EMAIL = "main@fund.example"


def broken(state: str, asset: str = "BTC", age: int = 0, usd: str | None = None, **other: object) -> Break:
    """A break of the one day that is so old; an empty asset is a day that is unproved as a whole."""
    day, is_open = NEWEST - timedelta(days=age), state == "open"
    made = Break(
        email=EMAIL,
        wallet="SPOT",
        asset=asset,
        measure="balance" if asset else "",
        first_day=day,
        last_day=day,
        days=1,
        state=state,
        age=age,
        bucket="0-1",
        variance=Decimal(1) if asset else None,
        remains=Decimal(1) if asset else None,
        usd=None if usd is None else Decimal(usd),
        cause="nothing accounts for it" if is_open else "no snapshot",
        owner=None,
        due=None,
        comment="",
        reason="why",
        next_step="look",
    )
    return made._replace(**other)

"""Value an asset in US dollars from daily closes, by stated rules; an unknown price stays unknown.

One USDT counts as one dollar. Any other asset takes its USDT close, else the close in another quote asset times that
quote's own USDT close, tried in the order of BRIDGES. Prices and values are rounded half-even to 18 places: they
decide about alerts and order, never about a verdict.
"""

from __future__ import annotations

from decimal import Decimal

from binrecon.cells import Closes
from binrecon.money import CONTEXT, SCALE
from binrecon.reconciliation.roll_forward import fits

DOLLAR = "USDT"
BRIDGES = ("USDC", "FDUSD", "BTC", "BNB")
ONE = Decimal(1)
_STEP = Decimal(1).scaleb(-SCALE)


def usd_price(asset: str, closes: Closes) -> Decimal | None:
    """US dollars for one unit of the asset at the day's close, None when no route of the rules has a close."""
    if asset == DOLLAR:
        return ONE
    direct = closes.get((asset, DOLLAR))
    return direct if direct is not None else _bridged(asset, closes)


def _bridged(asset: str, closes: Closes) -> Decimal | None:
    for bridge in BRIDGES:
        first, second = closes.get((asset, bridge)), closes.get((bridge, DOLLAR))
        if first is not None and second is not None:
            return _stored(CONTEXT.multiply(first, second)) or None
    return None


def usd_value(amount: Decimal | None, price: Decimal | None) -> Decimal | None:
    """The amount in US dollars, None when the amount or the price is unknown or the value does not fit NUMERIC(36,18)."""
    if amount is None or price is None:
        return None
    return _stored(CONTEXT.multiply(amount, price)) if amount else amount


def _stored(value: Decimal) -> Decimal | None:
    return value.quantize(_STEP, context=CONTEXT) if fits(value) else None

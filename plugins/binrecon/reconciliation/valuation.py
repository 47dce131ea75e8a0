"""Value an asset in US dollars from daily closes, by stated rules; an unknown price stays unknown.

One USDT counts as one dollar. Any other asset takes its USDT close, else the close in another quote asset times that
quote's own USDT close, tried in the order of BRIDGES. Prices and values are rounded half-even to 18 places: they
decide about alerts and order, never about a verdict.
"""

from __future__ import annotations

from decimal import Decimal

from binrecon.domain.day_facts import ClosingPrices
from binrecon.domain.money import CONTEXT, SCALE, fits

DOLLAR = "USDT"
BRIDGES = ("USDC", "FDUSD", "BTC", "BNB")
ONE = Decimal(1)
_STEP = Decimal(1).scaleb(-SCALE)


def usd_prices(closes: ClosingPrices) -> dict[str, Decimal]:
    """US dollars for one unit of every asset that some route of the rules prices at the day's close."""
    prices: dict[str, Decimal] = {}
    for bridge in reversed(BRIDGES):
        dollars = closes.get((bridge, DOLLAR))
        if dollars is not None:
            prices |= _bridged(bridge, dollars, closes)
    prices |= {base: close for (base, quote), close in closes.items() if quote == DOLLAR}
    return prices | {DOLLAR: ONE}


def _bridged(bridge: str, dollars: Decimal, closes: ClosingPrices) -> dict[str, Decimal]:
    """Prices through one bridge; one that rounds to nothing or does not fit is no price."""
    quoted = ((base, close) for (base, quote), close in closes.items() if quote == bridge)
    priced = ((base, _stored(CONTEXT.multiply(close, dollars))) for base, close in quoted)
    return {base: price for base, price in priced if price}


def usd_value(amount: Decimal | None, price: Decimal | None) -> Decimal | None:
    """The amount in US dollars, None when either is unknown or the value does not fit NUMERIC(36,18). Nothing is worth
    nothing at any price."""
    if not amount or price is None:
        return amount if amount == 0 else None
    return _stored(CONTEXT.multiply(amount, price))


def _stored(value: Decimal) -> Decimal | None:
    return value.quantize(_STEP, context=CONTEXT) if fits(value) else None

"""Exact money: integers of 1e-18 of a coin, and the decimal texts the exchange prints."""

from decimal import Context, Decimal

PLACES = 18
UNIT = 10**PLACES
_EXACT = Context(prec=60)


def units(text: str | int | Decimal) -> int:
    """Integer units of 1e-18 for a decimal text; ValueError when it has more than 18 decimals."""
    scaled = Decimal(text).scaleb(PLACES, context=_EXACT)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{text} has more than {PLACES} decimals")
    return whole


def plain(amount: int) -> str:
    """Shortest decimal text, no trailing zeros: the style of the transfer lists."""
    return fixed(amount, 0)


def fixed(amount: int, places: int = 8) -> str:
    """Decimal text with at least `places` decimals, more only where the amount needs them."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), UNIT)
    digits = f"{rest:018d}".rstrip("0").ljust(places, "0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"

"""Two assets off in the ratio of a trade near the day's price of their pair: a fill that no list tells can be guessed, never
proved, so this is a hint and no cause."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from binrecon.cells import Judgement
from binrecon.clues import Clues
from binrecon.money import CONTEXT

NEAR = Decimal("0.1")
"""A ratio of two variances so near a close, as a share of it, may be a fill: prices move within a day."""


class MissingFill(NamedTuple):
    """A fill that both variances would follow from: unsigned quantities, in the assets of the pair."""

    base: str
    quote: str
    bought: bool
    base_quantity: Decimal
    quote_quantity: Decimal


def missing_fills(asset: str, clues: Clues) -> Iterator[MissingFill]:
    """The fills, one for each pair of the asset, that would account for it and the pair's other asset at once."""
    for base, quote, close in clues.pairs_off.get(asset, ()):
        one, other = clues.off[base], clues.off[quote]
        if _near(one, other, close):
            yield MissingFill(base, quote, one.variance > 0, one.variance.copy_abs(), other.variance.copy_abs())


def _near(base: Judgement, quote: Judgement, close: Decimal) -> bool:
    if (base.variance < 0) is (quote.variance < 0):
        return False
    ratio = CONTEXT.divide(quote.variance.copy_abs(), base.variance.copy_abs())
    return CONTEXT.subtract(ratio, close).copy_abs() <= CONTEXT.multiply(close, NEAR)

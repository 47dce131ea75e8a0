"""Two assets off in the ratio of a trade near the day's price of their pair: a fill that no list tells can be guessed,
never proved, so this is a hint and no cause."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import NamedTuple

from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT

NEAR = Decimal("0.1")
"""A ratio of two variances so near a close, as a share of it, may be a fill: prices move within a day."""


class MissingFill(NamedTuple):
    """A fill that both variances would follow from: unsigned quantities, in the assets of the pair."""

    base: str
    quote: str
    bought: bool
    base_quantity: Decimal
    quote_quantity: Decimal


def missing_fills(asset: str, evidence: InvestigationInput) -> Iterator[MissingFill]:
    """The fills, one for each pair of the asset, that would account for it and the pair's other asset at once."""
    for base_asset, quote_asset, close in evidence.pairs_off.get(asset, ()):
        if _near(evidence.off[base_asset], evidence.off[quote_asset], close):
            yield _fill(evidence.off[base_asset], evidence.off[quote_asset])
    for base, quote in _crosses(evidence.off[asset], evidence):
        if (base.open_variance < 0) is not (quote.open_variance < 0) and not _priced(base, quote, evidence):
            yield _fill(base, quote)


def _fill(base: AssetVerdict, quote: AssetVerdict) -> MissingFill:
    bought, quantities = base.open_variance > 0, (base.open_variance.copy_abs(), quote.open_variance.copy_abs())
    return MissingFill(base.line.asset, quote.line.asset, bought, *quantities)


def _crosses(one: AssetVerdict, evidence: InvestigationInput) -> Iterator[tuple[AssetVerdict, ...]]:
    """The asset with each other one that is off by about the same worth; a cross is quoted in the dearer coin."""
    if not one.variance_usd:
        return
    size, room = one.variance_usd.copy_abs(), CONTEXT.multiply(one.variance_usd.copy_abs(), NEAR)
    start = bisect_left(evidence.off_by_value, CONTEXT.subtract(size, room), key=itemgetter(0))
    end = bisect_right(evidence.off_by_value, CONTEXT.add(size, room), key=itemgetter(0))
    for _, other in evidence.off_by_value[start:end]:
        if other is not one:
            yield tuple(sorted((one, other), key=attrgetter("usd_price", "line.asset")))


def _priced(one: AssetVerdict, other: AssetVerdict, evidence: InvestigationInput) -> bool:
    """Whether a pair of the two has a close of its own, by which it was held."""
    pair = one.line.asset, other.line.asset
    return pair in evidence.closes or pair[::-1] in evidence.closes


def _near(base: AssetVerdict, quote: AssetVerdict, close: Decimal) -> bool:
    if (base.open_variance < 0) is (quote.open_variance < 0):
        return False
    ratio = CONTEXT.divide(quote.open_variance.copy_abs(), base.open_variance.copy_abs())
    return CONTEXT.subtract(ratio, close).copy_abs() <= CONTEXT.multiply(close, NEAR)

"""Rank the pairs whose unseen trades could have caused what a roll-forward leaves, best guess first.

A fill moves its two assets in opposite directions by the same worth, and a fee asset down a little. So the guesses are
made as debts are settled: the two assets whose worths are nearest are taken to be one pair's and netted off, until
nothing that can be paired is left.

Rests on decision 35.
"""

from __future__ import annotations

import decimal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.day_facts import DayFacts
from binrecon.domain.money import CONTEXT
from binrecon.domain.quotes import FEE_ASSET, quote_rank
from binrecon.reconciliation.roll_forward import roll_forward

NEAR = Decimal("1.1")
"""Worths whose ratio is no larger may be one trade: prices move within a day, and fees are taken off."""
FEE_SHARE = Decimal("0.02")
"""A fee asset that lost a smaller share than this of the other asset's worth paid a fee, not a price."""
FAR = 1 / FEE_SHARE
GUESSED = 100
"""So many assets at most, those of largest worth, are paired off: a day with more left has another cause than
trades."""
BREADTHS: tuple[int | None, ...] = (0, 3, None)
"""One round each: how many candidates of an asset that no guess settles are asked besides it; None: of all assets
all."""
ROUNDS = range(1, len(BREADTHS) + 1)


class Candidate(NamedTuple):
    """A pair that was not asked yet. `familiar`: the account has been seen with both assets, or one of ours traded
    it."""

    symbol: str
    base: str
    quote: str
    familiar: bool = False

    def other(self, asset: str) -> str:
        return self.quote if asset == self.base else self.base


class Suspect(NamedTuple):
    """A pair that could explain what is left of `asset`. `likely`: it is among the guesses that explain it best;
    `alone`: together they do not explain what is left of the asset."""

    symbol: str
    asset: str
    likely: bool
    alone: bool = False


def residuals_of(facts: DayFacts) -> dict[str, Decimal]:
    """What the day's roll-forward leaves, per asset, signed (actual - expected); empty where a snapshot is missing."""
    with decimal.localcontext(CONTEXT):
        variances = ((line.asset, roll_forward(line)[1]) for line in facts.lines)
        return {asset: variance for asset, variance in variances if variance}


def rank(
    residuals: Mapping[str, Decimal], prices: Mapping[str, Decimal], candidates: Iterable[Candidate]
) -> list[Suspect]:
    """Every candidate that could have caused a part of what is left, best guess first, each once.

    `prices` are US dollars for one unit; an asset without one is judged by its sign alone. Behind the guesses come
    pairs of two assets that are off in opposite directions, nearest worths first; pairs that could be half of a way
    from one such asset to another; pairs of one such asset by what they are quoted in; and where the fee asset alone is
    short, pairs of assets the account has been seen with, on which it may have paid a fee.
    """
    with decimal.localcontext(CONTEXT):
        search = _Remainder(residuals, prices, candidates)
        guessed = search.guesses()
        taken = {suspect.symbol for suspect in guessed}
        return guessed + [suspect for suspect in search.others() if suspect.symbol not in taken]


def choose(suspects: Sequence[Suspect], breadth: int | None, room: int) -> list[Suspect]:
    """The guesses, and `breadth` more for every asset they do not explain, with None all suspects; never more than
    `room`, the best ones first."""
    chosen, more = [], Counter[str]()
    for suspect in suspects:
        more[suspect.asset] += suspect.alone and not suspect.likely
        if suspect.likely or breadth is None or (suspect.alone and more[suspect.asset] <= breadth):
            chosen.append(suspect)
    return chosen[: max(room, 0)]


class _Remainder:
    """One remainder and the pairs that may explain it. `worth` holds dollars, None where no price is known."""

    def __init__(
        self, residuals: Mapping[str, Decimal], prices: Mapping[str, Decimal], candidates: Iterable[Candidate]
    ) -> None:
        self.up = {asset: amount > 0 for asset, amount in residuals.items()}
        self.worth = {
            asset: abs(amount) * prices[asset] if asset in prices else None for asset, amount in residuals.items()
        }
        self.alone: set[str] = set()
        self.pairs = sorted(candidates)
        self.of: dict[str, dict[str, Candidate]] = {}
        for pair in self.pairs:
            for asset in (pair.base, pair.quote):
                self.of.setdefault(asset, {})[pair.other(asset)] = pair

    # guesses -------------------------------------------------------------------------------------------------

    def guesses(self) -> list[Suspect]:
        """Settle what is left pair by pair, then over a third asset, then give each asset left alone its first pair.
        What is short of the fee asset is left to the guesses where there are any: their trades may have paid it."""
        largest = sorted(self.worth, key=lambda asset: (-(self.worth[asset] or 0), asset))[:GUESSED]
        rest, found = {asset: self.worth[asset] for asset in largest}, dict[str, Suspect]()
        while pair := self._nearest(rest):
            asset = self._smaller(pair, rest)
            found.setdefault(pair.symbol, Suspect(pair.symbol, asset, True))
            self._settle(rest, pair.base, pair.quote)
        while way := self._way(rest, found):
            one, other, legs = way
            for asset, pair in legs.items():
                found.setdefault(pair.symbol, Suspect(pair.symbol, asset, True))
            self._settle(rest, one, other)
        self.alone = {asset for asset in rest if not (found and asset == FEE_ASSET and not self.up[asset])}
        for suspect in self._alone(found):
            found.setdefault(suspect.symbol, suspect)
        return list(found.values())

    def _nearest(self, rest: Mapping[str, Decimal | None]) -> Candidate | None:
        """The pair to settle next: worths that are near, else the asset with the fewest ways out."""
        possible = [pair for pair in self.pairs if self._opposite(pair, rest) and not self._is_fee(pair, rest)]
        ways = Counter(asset for pair in possible for asset in (pair.base, pair.quote))

        def order(pair: Candidate) -> tuple[bool, int, Decimal, int, str]:
            distance = _distance(rest[pair.base], rest[pair.quote])
            return (
                distance > NEAR,
                0 if distance <= NEAR else min(ways[pair.base], ways[pair.quote]),
                distance,
                quote_rank(pair.quote),
                pair.symbol,
            )

        return min(possible, key=order, default=None)

    def _way(
        self, rest: Mapping[str, Decimal | None], found: Mapping[str, Suspect]
    ) -> tuple[str, str, dict[str, Candidate]] | None:
        """Two assets off in opposite directions, and the pairs not yet guessed that lead from one to the other."""
        ups = sorted(asset for asset in rest if self.up[asset] and asset in self.of)
        downs = sorted(asset for asset in rest if not self.up[asset] and asset in self.of)
        ends = sorted((_distance(rest[up], rest[down]), up, down) for up in ups for down in downs)
        for distance, one, other in ends:
            middles = self.of[one].keys() & self.of[other].keys()
            if middles and (distance <= FAR or distance.is_infinite()):
                middle = min(middles, key=lambda asset: (asset not in self.up, quote_rank(asset), asset))
                legs = {asset: self.of[asset][middle] for asset in (one, other)}
                return one, other, {asset: pair for asset, pair in legs.items() if pair.symbol not in found}
        return None

    def _alone(self, found: Mapping[str, Suspect]) -> list[Suspect]:
        """The first pair of each asset that no guess settles."""
        first = []
        for asset in sorted(self.alone):
            pairs = [pair for pair in self.of.get(asset, {}).values() if pair.symbol not in found]
            if pairs:
                best = min(pairs, key=lambda pair: (quote_rank(pair.other(asset)), pair.symbol))
                first.append(Suspect(best.symbol, asset, True, True))
        return first

    def _opposite(self, pair: Candidate, assets: Mapping[str, Decimal | None]) -> bool:
        return pair.base in assets and pair.quote in assets and self.up[pair.base] is not self.up[pair.quote]

    def _is_fee(self, pair: Candidate, rest: Mapping[str, Decimal | None]) -> bool:
        """Whether the fee asset is one side and lost no more than fees."""
        if FEE_ASSET not in (pair.base, pair.quote) or self.up[FEE_ASSET]:
            return False
        fee, price = rest[FEE_ASSET], rest[pair.other(FEE_ASSET)]
        return fee is not None and price is not None and fee < price * FEE_SHARE

    @staticmethod
    def _smaller(pair: Candidate, rest: Mapping[str, Decimal | None]) -> str:
        """The asset that the guess settles wholly: the base where that cannot be told."""
        base, quote = rest[pair.base], rest[pair.quote]
        return pair.quote if base is not None and quote is not None and quote < base else pair.base

    @staticmethod
    def _settle(rest: dict[str, Decimal | None], one: str, other: str) -> None:
        """Take what both assets have in common off both; an asset of unknown worth counts as settled."""
        worths = {asset: rest.pop(asset) for asset in (one, other)}
        known = {asset: worth for asset, worth in worths.items() if worth is not None}
        if len(known) == 1:
            rest.update(known)
        elif len(known) == 2 and _distance(*known.values()) > NEAR:
            larger = max(known, key=known.__getitem__)
            rest[larger] = max(known.values()) - min(known.values())

    # everything else -----------------------------------------------------------------------------------------

    def others(self) -> list[Suspect]:
        """All candidates that touch what is left, then the familiar ones where the fee asset is short."""
        touching = [pair for pair in self.pairs if pair.base in self.up or pair.quote in self.up]
        found = [self._suspect(pair, self._explained(pair)) for pair in sorted(touching, key=self._order)]
        if set(self.up) != {FEE_ASSET} or self.up[FEE_ASSET]:
            return found
        rest = [pair for pair in self.pairs if pair.familiar and FEE_ASSET not in (pair.base, pair.quote)]
        rest.sort(key=lambda pair: (quote_rank(pair.quote), pair.symbol))
        return found + [self._suspect(pair, FEE_ASSET) for pair in rest]

    def _suspect(self, pair: Candidate, asset: str) -> Suspect:
        return Suspect(pair.symbol, asset, False, asset in self.alone)

    def _explained(self, pair: Candidate) -> str:
        """Of two assets that are off, the base: a quote is off for many reasons."""
        return pair.base if pair.base in self.up else pair.quote

    def _order(self, pair: Candidate) -> tuple[int, Decimal, bool, int, Decimal, str]:
        asset = self._explained(pair)
        place, worth = quote_rank(pair.other(asset)), self.worth[asset] or Decimal(0)
        if self._opposite(pair, self.worth):
            distance = _distance(self.worth[pair.base], self.worth[pair.quote])
            return int(self._is_fee(pair, self.worth)), distance, not pair.familiar, place, -worth, pair.symbol
        half = 2 if self._is_half_a_way(pair) else 3
        return half, Decimal(0), not pair.familiar, place, -worth, pair.symbol

    def _is_half_a_way(self, pair: Candidate) -> bool:
        """Whether its asset that is not off has a pair with one that is off the other way."""
        asset = self._explained(pair)
        middle = pair.other(asset)
        return middle not in self.up and any(
            self.up.get(end, self.up[asset]) is not self.up[asset] for end in self.of[middle]
        )


def _distance(one: Decimal | None, other: Decimal | None) -> Decimal:
    """How many times the larger worth is the smaller one; infinite where one is not known."""
    if not one or not other:
        return Decimal("Infinity")
    return max(one / other, other / one)

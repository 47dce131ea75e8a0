"""From the dated balances of a wallet to the points of each asset: what it was at each midnight that somebody tells of.

Rests on decision 130.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from binrecon.domain.history import EVERYTHING_ELSE, BalancePoint, DatedBalances
from binrecon.domain.money import ZERO, plain

BIRTH = "birth"
"""The source of the zero before the first record of an account."""
STATED = "statement"
"""How the source of a statement of balances begins."""
_DATE = attrgetter("date")


def midnight(day: date) -> datetime:
    """The moment with which a UTC day begins."""
    return datetime.combine(day, time(), tzinfo=UTC)


def birth(born: date) -> DatedBalances:
    """Nothing was held when the day of the first record began."""
    return DatedBalances(born, BIRTH, True, {}, midnight(born))


def with_birth(anchors: Sequence[DatedBalances], born: date | None) -> list[DatedBalances]:
    """The anchors behind the birth of the account, where it is known and none is as old: somebody else tells then what
    was held."""
    if born is None or any(anchor.whole and anchor.date <= born for anchor in anchors):
        return list(anchors)
    return [birth(born), *anchors]


def points_of(
    anchors: Iterable[DatedBalances], assets: Iterable[str], silent: Collection[str] = ()
) -> dict[str, tuple[BalancePoint, ...]]:
    """By asset its points in order: of `assets`, of those that an anchor names, and of all others together
    (`EVERYTHING_ELSE`). Statements of balances say nothing of `silent` assets that they do not name."""
    dated = [(day, list(held)) for day, held in groupby(sorted(anchors, key=_DATE), _DATE)]
    named = {asset for _, held in dated for one in held for asset in one.balances}
    every = sorted({*assets, *named, EVERYTHING_ELSE})
    return {asset: tuple(_points(dated, asset, asset in silent)) for asset in every}


def _points(dated: Iterable[tuple[date, list[DatedBalances]]], asset: str, silent: bool) -> Iterator[BalancePoint]:
    for day, held in dated:
        speaking = [
            one
            for one in held
            if asset in one.balances or (one.whole and not (silent and one.source.startswith(STATED)))
        ]
        if speaking:
            yield _point(day, asset, speaking)


def _point(day: date, asset: str, speaking: Sequence[DatedBalances]) -> BalancePoint:
    told = [(one.source, one.balances.get(asset, ZERO)) for one in speaking]
    sources, until = tuple(source for source, _ in told), min(one.known_until for one in speaking)
    if len({balance for _, balance in told}) == 1:
        return BalancePoint(day, told[0][1], sources, until)
    return BalancePoint(day, None, sources, until, _contradiction(day, told))


def _contradiction(day: date, told: Sequence[tuple[str, Decimal]]) -> str:
    said = ", ".join(f"{source} {plain(balance)}" for source, balance in told)
    return f"the balances at {day} 00:00 UTC contradict each other: {said}"

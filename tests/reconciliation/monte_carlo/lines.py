"""Run one line of the table: so many open days of a cause, each with its unrelated records, and count what is
explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import BalanceLine, DayFacts
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.investigation.investigate import investigate
from binrecon.reconciliation.investigation.typed_amounts import is_typed
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import investigation_input
from tests.reconciliation.monte_carlo.amounts import amount, signed
from tests.reconciliation.monte_carlo.timeline import UNSEEN, Timeline
from tests.reconciliation.monte_carlo.unrelated import COIN, UNRELATED, OpenDay

SWAP = "swapped_asset"
CAUSES = (*UNRELATED, SWAP)
WIPED = {"insurance_clear": -1, "liquidation_takeover": 1}
"""Causes of a balance of exactly zero, with the sign of what was there before."""
EMPTIED = 0.2
"""So many of the round balances go whole, by hand."""
RECORDS = (1, 2, 4, 8, 16)
ODD = (0.0, 0.6, 0.95)
BOUND = 0.001
ALONE, FRESH, LATER = "no other day known", "later days unknown", "all days known"
VIEWS = (ALONE, FRESH, LATER)
"""What is known of other days: nothing, as after a gap; the earlier ones, as to the run of the day; and all, as to a
later run."""
ZERO = Decimal(0)


class Line(NamedTuple):
    """A line of the table: in each view, on how many of its days something unrelated was named as the cause."""

    cause: str
    records: int
    odd: float
    days: int
    explained: Mapping[str, int]

    def share(self, view: str) -> float:
        return self.explained[view] / self.days

    @property
    def is_above(self) -> bool:
        """Whether it is above the bound in any view."""
        return any(self.share(view) > BOUND for view in VIEWS)


def run(cause: str, records: int, odd: float, days: int, unseen: float = UNSEEN) -> Line:
    """The line of so many open days. What moved is in no list, so that every explanation is false."""
    explained: Counter[str] = Counter(dict.fromkeys(VIEWS, 0))
    for asked in _days(cause, records, odd, days, unseen):
        explained.update(explained_in(asked))
    return Line(cause, records, odd, days, explained)


def explained_in(asked: OpenDay) -> list[str]:
    """The views in which any asset of the day is explained."""
    cause, known = asked.seed.split()[0], _known(asked)
    if cause == SWAP:
        result, evidence = _swaps(asked)
    else:
        openings = {asset: _opening_of(cause, asked, off) for asset, off in asked.off.items()}
        result = judged({asset: (openings[asset], off) for asset, off in asked.off.items()}, asked.day)
        evidence = UNRELATED[cause][1](asked)
    seen = {
        ALONE: {(asset, day): off for (asset, day), off in known.items() if day == asked.day},
        FRESH: {(asset, day): off for (asset, day), off in known.items() if day <= asked.day},
        LATER: known,
    }
    return [
        view
        for view, variances in seen.items()
        if any(
            found.explained
            for found in investigate(
                result, investigation_input(asked.day, result.asset_verdicts, variances=variances, **evidence)
            ).values()
        )
    ]


def _days(cause: str, records: int, odd: float, days: int, unseen: float) -> Iterator[OpenDay]:
    assets = UNRELATED[cause][0] if cause in UNRELATED else (COIN,)
    seed = f"{cause} {records} {odd}"
    timeline = _timeline(seed, odd, assets, days, unseen)
    for day in islice(timeline.open_days(), days):
        yield OpenDay(seed, day, records, odd, {asset: timeline.variances[asset, day] for asset in assets}, unseen)


_LONG: dict[str, Timeline] = {}
"""The timeline of the line that is being run."""


def _timeline(seed: str, odd: float, assets: tuple[str, ...], days: int, unseen: float) -> Timeline:
    """Long enough for so many days on which all the assets are off."""
    if seed not in _LONG:
        _LONG.clear()
        _LONG[seed] = Timeline(seed, odd, assets, round(3 * days / unseen ** len(assets)) + 100, unseen)
    return _LONG[seed]


def _known(asked: OpenDay) -> dict[tuple[str, date], Decimal]:
    return _LONG[asked.seed].around(asked.day)


def _opening_of(cause: str, asked: OpenDay, off: Decimal) -> Decimal:
    """Where a balance of zero is a fact of its own, one that has nothing to do with what moved unseen."""
    if cause not in WIPED:
        return _opening(off)
    dice = Random(f"{asked.seed} {asked.day} opening")
    by_hand = is_typed(off) and dice.random() < EMPTIED
    return (off.copy_abs() if by_hand else amount(dice, asked.odd)) * WIPED[cause]


def _opening(off: Decimal) -> Decimal:
    return off.copy_abs() + 5


def judged(balances: dict[str, tuple[Decimal, Decimal]], day: date) -> DayResult:
    """A covered day on which each asset, by its opening balance and by how much it is off, moved in no list."""
    balance_lines = [
        BalanceLine(asset, opening, ZERO, ZERO, ZERO, ZERO, ZERO, opening + off)
        for asset, (opening, off) in balances.items()
    ]
    facts: dict[str, Any] = {"opening_snapshot": True, "closing_snapshot": True, "pending_pages": 0, "gaps": ()}
    return reconcile(DayFacts(AccountDay("fund@example.com", day, Wallet.SPOT), lines=tuple(balance_lines), **facts))


def _swaps(asked: OpenDay) -> tuple[DayResult, dict[str, Any]]:
    """The whole balance of one coin goes, and so many other coins are off, none of which is traded any more."""
    dice = Random(f"{asked.seed} {asked.day}")
    whole = asked.off[COIN].copy_abs()
    balances = {COIN: (whole, -whole)}
    for number in range(asked.records):
        off = signed(dice, asked.odd)
        balances[f"X{number}"] = _opening(off), off
    return judged(balances, asked.day), {"untraded_assets": frozenset(balances)}

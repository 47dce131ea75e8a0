"""What truly moved and no list tells, day by day: the variance of each asset, all of them known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.reconciliation.monte_carlo.amounts import signed

FIRST = date(2026, 1, 1)
UNSEEN, TWICE, BACK = 0.5, 0.2, 0.05
"""Share of days on which money moves unseen, of those on which it does so twice, and of those whose money comes back
next day."""


class Timeline:
    """The unseen movements of some assets, made of a seed."""

    def __init__(self, seed: str, odd: float, assets: tuple[str, ...], days: int, unseen: float = UNSEEN) -> None:
        dice = Random(seed)
        self.odd, self.assets = odd, assets
        self.last = FIRST + timedelta(days=days)
        self.variances: dict[tuple[str, date], Decimal] = {}
        for asset in assets:
            back = Decimal(0)
            for n in range(-40, days + 41):
                moved = back + (self._moved(dice) if dice.random() < unseen else 0)
                back = -moved if moved and dice.random() < BACK else Decimal(0)
                self.variances[asset, FIRST + timedelta(days=n)] = moved

    def _moved(self, dice: Random) -> Decimal:
        return signed(dice, self.odd) + (signed(dice, self.odd) if dice.random() < TWICE else 0)

    def open_days(self) -> Iterator[date]:
        """The days on which every one of the assets is off."""
        day = FIRST
        while day <= self.last:
            if all(self.variances[asset, day] for asset in self.assets):
                yield day
            day += timedelta(days=1)

    def around(self, day: date) -> dict[tuple[str, date], Decimal]:
        """The variances within forty days of the day."""
        days = [day + timedelta(days=n) for n in range(-40, 41)]
        return {
            (asset, one): self.variances[asset, one]
            for asset in self.assets
            for one in days
            if (asset, one) in self.variances
        }

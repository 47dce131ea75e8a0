"""What is stamped with midnights around an account-day, and what the days between them are off by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.money import ZERO


class Stamped(NamedTuple):
    """What the first second of a day adds to a measure of an asset, and the names of the records."""

    amount: Decimal = ZERO
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Midnights:
    """Of one measure by (asset, day): what is stamped with the midnight at which the day begins; and the variances of
    the days that are known, zeros included. `read_by_us`: the balances come of readings of ours just after midnight."""

    stamped: Mapping[tuple[str, date], Stamped] = field(default_factory=dict)
    variances: Mapping[tuple[str, date], Decimal] = field(default_factory=dict)
    read_by_us: bool = False

    def at(self, asset: str, day: date) -> Stamped:
        """What is stamped with the midnight at which the day begins."""
        return self.stamped.get((asset, day), Stamped())

    def shifted(self, asset: str, day: date) -> Decimal:
        """What the day before is off by, and the day itself by the opposite, where the balance between the two is on
        the wrong side of that: a snapshot holds it too early; a reading of ours does not hold it yet, and it is taken
        off all the same."""
        amount = self.at(asset, day).amount
        return amount.copy_negate() if self.read_by_us else amount

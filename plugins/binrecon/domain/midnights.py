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
    the days that are known, zeros included."""

    stamped: Mapping[tuple[str, date], Stamped] = field(default_factory=dict)
    variances: Mapping[tuple[str, date], Decimal] = field(default_factory=dict)

    def at(self, asset: str, day: date) -> Stamped:
        """What is stamped with the midnight at which the day begins."""
        return self.stamped.get((asset, day), Stamped())

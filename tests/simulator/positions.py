"""Positions of futures, as they follow from the fills."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from .contracts import mark_price
from .events import Event
from .products.futures import FuturesFill
from .units import UNIT

STEP = 10_000_000_000
"""Profits have eight decimals."""


@dataclass(frozen=True)
class Position:
    """What is held of a contract; `side` tells LONG and SHORT apart in hedge mode. `amount` is below zero where it is
    short, `entry` the average price of what opened it."""

    symbol: str
    side: str
    asset: str
    amount: int = 0
    entry: int = 0

    def after(self, fill: FuturesFill) -> "Position":
        """What opens or adds changes the average, what reduces does not, what turns it round opens anew."""
        amount = self.amount + fill.signed
        if self.amount * fill.signed >= 0:
            return replace(self, amount=amount, entry=(self.amount * self.entry + fill.signed * fill.price) // amount)
        return replace(self, amount=amount, entry=self.entry if amount * self.amount >= 0 else fill.price)

    def mark(self, day: date) -> int:
        """The mark price at the end of a day."""
        return mark_price(self.symbol, day)

    def unrealized(self, day: date) -> int:
        """In its asset, at that price."""
        return self.amount * (self.mark(day) - self.entry) // UNIT // STEP * STEP


def realized(position: Position, fill: FuturesFill) -> int:
    """What a fill realizes of a position: nothing unless it reduces it."""
    if position.amount * fill.signed >= 0:
        return 0
    closed = min(abs(position.amount), fill.qty) * (1 if position.amount > 0 else -1)
    return closed * (fill.price - position.entry) // UNIT // STEP * STEP


def positions_before(
    events: Iterable[Event], email: str, moment: int, kind: type[FuturesFill] = FuturesFill
) -> list[Position]:
    """Those that are open, by symbol and side; `kind` is that of the fills of one wallet."""
    held: dict[tuple[str, str], Position] = {}
    fills = [event for event in events if type(event) is kind and event.email == email]
    for fill in sorted(fills, key=lambda fill: (fill.time, fill.number)):
        if fill.time < moment:
            place = fill.symbol, fill.position_side
            held[place] = held.get(place, Position(*place, fill.asset)).after(fill)
    return [held[place] for place in sorted(held) if held[place].amount]

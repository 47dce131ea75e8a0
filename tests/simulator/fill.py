"""Fills of orders: of the books, as myTrades lists them, and by smart order routing, as myAllocations does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from .clock import FOREVER
from .postings import Posting


@dataclass(frozen=True)
class Fill:
    """One side of one match; a self-trade is two of these with one id and different sides and orders."""

    kind: ClassVar[str] = "fill"
    symbol: str
    base: str
    quote: str
    id: int
    order_id: int
    email: str
    is_buyer: bool
    price: int
    qty: int
    quote_qty: int
    commission: int
    commission_asset: str
    time: int
    is_maker: bool = False

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, self.symbol, self.id, "BUY" if self.is_buyer else "SELL")

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    @property
    def wallet(self) -> str:
        """Whose money was traded."""
        return "SPOT"

    @property
    def pair(self) -> str:
        """The isolated margin account whose money it was."""
        return ""

    def postings(self) -> Iterator[Posting]:
        return self.listed()

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # a fill never changes
        bought, sold = (self.base, self.qty), (self.quote, self.quote_qty)
        if not self.is_buyer:
            bought, sold = sold, bought
        yield self._leg(bought[0], bought[1], "buy")
        yield self._leg(sold[0], -sold[1], "sell")
        if self.commission:
            yield self._leg(self.commission_asset, -self.commission, "fee")

    def _leg(self, asset: str, amount: int, leg: str) -> Posting:
        return Posting(self.time, self.email, self.wallet, asset, amount, leg, pair=self.pair)


@dataclass(frozen=True)
class Allocation(Fill):
    """A fill by smart order routing: the exchange itself is the other side, and myTrades does not list it."""

    kind: ClassVar[str] = "allocations"

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, f"{self.symbol}:{self.id}")


@dataclass(frozen=True)
class MarginFill(Fill):
    """A fill of cross margin, or of the isolated margin account of its pair; myTrades of SPOT does not list it."""

    kind: ClassVar[str] = "margin_fill"
    isolated: bool = False

    @property
    def wallet(self) -> str:
        """Whose money was traded."""
        return "ISOLATED_MARGIN" if self.isolated else "MARGIN"

    @property
    def pair(self) -> str:
        """The isolated margin account whose money it was."""
        return self.symbol if self.isolated else ""

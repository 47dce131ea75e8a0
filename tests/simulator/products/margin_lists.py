"""Moves of isolated margin, and the bankruptcy loan of Portfolio Margin Pro that is paid back out of SPOT."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..clock import DAY, SECOND
from ..postings import Posting
from ..product import Product
from ..product_lists import rows_total, window_of
from ..registry import Fields, Statement, register
from ..units import fixed, plain

SPOT, ISOLATED, CROSS = "SPOT", "ISOLATED_MARGIN", "CROSS_MARGIN"


@dataclass(frozen=True, kw_only=True)
class MarginTransfer(Product):
    """A move of the list of margin moves. Those between SPOT and isolated margin stand in no list of wallets.

    A move of cross margin is listed here too, with `told_by_wallets` true: then the event beside it in the list of
    wallets moves the money. `in_seconds` cuts the time as the document's examples do; `bare` leaves the wallets out as
    its oldest does.
    """

    kind: ClassVar[str] = "margin_transfer"
    GOOD: ClassVar[frozenset[str]] = frozenset({"CONFIRMED"})

    tx_id: int
    asset: str
    amount: int
    source: str = SPOT
    target: str = ISOLATED
    pair: str = "BTCUSDT"
    told_by_wallets: bool = False
    in_seconds: bool = False
    bare: bool = False
    status: str = "CONFIRMED"

    @property
    def id(self) -> int:
        return self.tx_id

    @property
    def type(self) -> str:
        return "ROLL_IN" if self.source == SPOT else "ROLL_OUT"

    def moves(self) -> Iterator[Posting]:
        if not self.told_by_wallets:
            yield self.out(self.asset, self.amount, wallet=self.source)
            yield self.into(self.asset, self.amount, wallet=self.target)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "amount": fixed(self.amount),
            "asset": self.asset,
            "status": self.status_at(now),
            "timestamp": self.time // SECOND if self.in_seconds else self.time,
            "txId": self.tx_id,
            "type": self.type,
            **self._ends(),
        }

    def _ends(self) -> dict[str, str]:
        if self.bare:
            return {}
        symbols = {"fromSymbol": self.source, "toSymbol": self.target}
        named = {name: self.pair for name, wallet in symbols.items() if wallet == ISOLATED}
        return {"transFrom": self.source, "transTo": self.target, **named}


@dataclass(frozen=True, kw_only=True)
class PmLoanRepay(Product):
    """A bankruptcy loan paid back out of SPOT; the list gives no id and only what was paid."""

    kind: ClassVar[str] = "pm_loan_repay"

    asset: str = "USDT"
    amount: int

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # only what is done is listed
        return {"asset": self.asset, "amount": plain(self.amount), "repayTime": self.time}


register(
    MarginTransfer,
    "/sapi/v1/margin/transfer",
    rows_total("margin_transfer", window_of(7 * DAY, 30 * DAY), {"asset": "asset", "type": "type"}),
    1,
    Statement("Transfer Between Spot Account and Isolated Margin Account"),
)
register(
    PmLoanRepay,
    "/sapi/v1/portfolio/pmloan-history",
    rows_total("pm_loan_repay", window_of(30 * DAY, 360 * DAY)),
    500,
    Statement("Portfolio Margin Liquidation - Repayment", guessed=True),
    Fields(status=""),
)

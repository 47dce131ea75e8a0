"""Moves into and out of margin, and the bankruptcy loan of Portfolio Margin Pro that is paid back out of SPOT."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call
from ..clock import DAY, SECOND
from ..events import WalletTransfer
from ..habits import distinct
from ..postings import Posting
from ..product import Product
from ..product_lists import chosen, cut, rows_total, shown, window_of
from ..registry import Fields, Statement, register
from ..units import fixed, plain

SPOT, ISOLATED, CROSS = "SPOT", "ISOLATED_MARGIN", "CROSS_MARGIN"
_WALLETS = {
    CROSS: "MARGIN",
    "DELIVERY": "COIN_FUTURE",
}
"""Those that other lists name otherwise."""
ENDS = {
    "MAIN": SPOT,
    "UMFUTURE": "FUTURES",
    "CMFUTURE": "DELIVERY",
    "MARGIN": CROSS,
    "FUNDING": "FUNDING",
    "OPTION": "OPTION",
    "ISOLATEDMARGIN": ISOLATED,
}
"""Wallets as the list of wallet transfers names them, and as this one does."""


@dataclass(frozen=True, kw_only=True)
class MarginTransfer(Product):
    """A move of the list of margin moves. Those between SPOT and isolated margin stand in no list of wallets.

    A move of cross margin is listed here too, with `told_by_wallets` true: then the event beside it in the list of
    wallets moves the money. `in_seconds` cuts the time as the document's examples do; `bare` leaves the wallets out as
    its oldest does. `pair` is that of isolated margin, `to_pair` that of the end which is reached where it is another.
    """

    kind: ClassVar[str] = "margin_transfer"
    GOOD: ClassVar[frozenset[str]] = frozenset({"CONFIRMED"})

    tx_id: int
    asset: str
    amount: int
    source: str = SPOT
    target: str = ISOLATED
    pair: str = "BTCUSDT"
    to_pair: str = ""
    told_by_wallets: bool = False
    in_seconds: bool = False
    bare: bool = False
    status: str = "CONFIRMED"

    @property
    def id(self) -> int:
        return self.tx_id

    @property
    def type(self) -> str:
        return "ROLL_OUT" if self.source in (ISOLATED, CROSS) else "ROLL_IN"

    def moves(self) -> Iterator[Posting]:
        if not self.told_by_wallets:
            source, target = _WALLETS.get(self.source, self.source), _WALLETS.get(self.target, self.target)
            left, reached = self.pairs
            yield self.out(self.asset, self.amount, wallet=source)._replace(pair=left)
            yield self.into(self.asset, self.amount, wallet=target)._replace(pair=reached)

    @property
    def pairs(self) -> tuple[str, str]:
        """The isolated margin accounts it leaves and reaches."""
        left = self.pair if self.source == ISOLATED else ""
        return left, (self.to_pair or self.pair) if self.target == ISOLATED else ""

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
        named = {name: pair for name, pair in zip(("fromSymbol", "toSymbol"), self.pairs, strict=True) if pair}
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


def told_by_margin(move: WalletTransfer, tx_id: int, *, in_seconds: bool = False) -> MarginTransfer:
    """The row that this list has, under an id of its own, of a move which the list of wallet transfers tells."""
    source, target = next(
        (ENDS[out], ENDS[into]) for out in ENDS for into in ENDS if move.type == f"{out}_{into}"
    )  # fmt: skip
    return MarginTransfer(
        email=move.email,
        time=move.time,
        status=move.status,
        pending_until=move.pending_until,
        tx_id=tx_id,
        asset=move.asset,
        amount=move.amount,
        source=source,
        target=target,
        pair=move.from_symbol or move.to_symbol,
        to_pair=move.to_symbol,
        told_by_wallets=True,
        in_seconds=in_seconds,
    )


def margin_transfers(call: Call) -> Any:
    """All unless an isolated margin account is named, then what left or reached that one."""
    size, page, pair = call.page_size("size", 10, 100), call.page_number("current"), call.text("isolatedSymbol")
    found = chosen(call, "margin_transfer", window_of(7 * DAY, 30 * DAY)(call), {"asset": "asset", "type": "type"})
    kept = [move for move in found if pair is None or pair in move.pairs]
    return {"rows": shown(call, cut(kept, page, size)), "total": distinct(kept)}


register(
    MarginTransfer,
    "/sapi/v1/margin/transfer",
    margin_transfers,
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

"""How margin debts end otherwise than by paying back: small ones are exchanged, orders are forced."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call
from ..clock import FOREVER
from ..habits import distinct
from ..limits import uid_pool
from ..postings import Posting
from ..product_lists import THIRTY_DAYS, chosen, cut, rows_total, shown, window_of
from ..registry import WALLET_LISTS, Fields, Statement, register
from ..units import fixed
from .margin_record import MarginRecord


@dataclass(frozen=True, kw_only=True)
class SmallLiability(MarginRecord):
    """A small debt of cross margin, cleared for `target_amount` of another coin. The row does not tell how much of
    `amount` was interest: it reads as if all had been the loan. It has no id."""

    kind: ClassVar[str] = "small_liability"
    MONEY: ClassVar[tuple[str, str]] = ("target_amount", "targetAmount")

    asset: str
    principal: int
    interest: int = 0
    target: str
    target_amount: int

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.target}"

    @property
    def amount(self) -> int:
        """The debt that is cleared."""
        return self.principal + self.interest

    def moves(self) -> Iterator[Posting]:
        yield self.change(self.target, -self.target_amount)
        yield self.change(self.asset, -self.principal, "loan")
        if self.interest:
            yield self.change(self.asset, -self.interest, "interest")

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # an exchange is listed when it is done
        yield self.change(self.target, -self.target_amount)
        yield self.change(self.asset, -self.amount, "loan")

    def row(self, now: int) -> dict[str, Any]:
        del now  # an exchange is listed when it is done
        return {
            "asset": self.asset,
            "amount": fixed(self.amount),
            "targetAsset": self.target,
            "targetAmount": fixed(self.target_amount),
            "bizType": "EXCHANGE_SMALL_LIABILITY",
            "timestamp": self.time,
        }


@dataclass(frozen=True, kw_only=True)
class ForcedOrder(MarginRecord):
    """An order of a liquidation, of `symbol`; its fills are margin trades, so that the order moves nothing itself."""

    kind: ClassVar[str] = "margin_liquidation"
    MONEY: ClassVar[tuple[str, str]] = ("qty", "executedQty")

    order_id: int
    symbol: str
    side: str
    price: int
    qty: int

    @property
    def id(self) -> str:
        return f"{self.symbol}:{self.order_id}"

    def moves(self) -> Iterator[Posting]:
        return iter(())

    def row(self, now: int) -> dict[str, Any]:
        del now  # an order is listed when it is done
        return {
            "avgPrice": fixed(self.price),
            "executedQty": fixed(self.qty),
            "orderId": self.order_id,
            "price": fixed(self.price),
            "qty": fixed(self.qty),
            "side": self.side,
            "symbol": self.symbol,
            "timeInForce": "GTC",
            "isIsolated": bool(self.pair),
            "updatedTime": self.time,
        }


def small_liabilities(call: Call) -> Any:
    """Page and size must be sent."""
    call.need("current")
    call.need("size")
    return rows_total(SmallLiability.kind, THIRTY_DAYS)(call)


def forced_orders(call: Call) -> Any:
    """Those of cross and of isolated margin unless a pair is named."""
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    found = chosen(call, ForcedOrder.kind, window_of(FOREVER, 2 * FOREVER)(call), {"isolatedSymbol": "pair"})
    return {"rows": shown(call, cut(found, page, size)), "total": distinct(found)}


register(
    SmallLiability,
    "/sapi/v1/margin/exchange-small-liability-history",
    small_liabilities,
    100,
    Statement("Small Liability Exchange", guessed=True),
    Fields("targetAmount", ""),
    pool=uid_pool,
    among=WALLET_LISTS,
)
register(
    ForcedOrder,
    "/sapi/v1/margin/forceLiquidationRec",
    forced_orders,
    1,
    Statement("Margin Liquidation", guessed=True),
    Fields("executedQty", "", "symbol"),
    among=WALLET_LISTS,
)

"""The ledger of cross and isolated margin: a row for every change of a balance, most of which other lists tell too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ..call import Call
from ..clock import DAY, FOREVER
from ..events import Event
from ..fill import MarginFill
from ..postings import Posting
from ..product_lists import newest, window_of
from ..registry import WALLET_LISTS, Fields, Statement, register
from ..units import plain
from ..wire import ApiError
from .income import Dust
from .margin_clearing import SmallLiability
from .margin_loans import MarginDebt
from .margin_record import CROSS_WALLET, ISOLATED_WALLET, KEPT, MarginRecord, of_account

REPAY_LIQUIDATION = "REPAY_LIQUIDATION"
ONLY_HERE = frozenset({"OTHER_LIQUIDATION", REPAY_LIQUIDATION, "LIQUIDATION_FEE", "COMMISSION_RETURN"})
TOO_LONG = ApiError(-4047, "Time interval must be within 0-7 days")
_FILLS = {
    (True, "buy"): "BUY_INCOME",
    (True, "sell"): "BUY_EXPENSE",
    (False, "buy"): "SELL_INCOME",
    (False, "sell"): "SELL_EXPENSE",
}
_OPERATIONS = {
    "LIQUIDATION_FEE": "Margin Fee",
    "OTHER_LIQUIDATION": "Cross Margin Liquidation - Small Assets Takeover",
    REPAY_LIQUIDATION: "Cross Margin Liquidation - Repayment",
    "COMMISSION_RETURN": "Commission Rebate",
}


@dataclass(frozen=True, kw_only=True)
class CapitalFlow(MarginRecord):
    """A row of the ledger; `amount` has its true sign, whatever the list shows. A type of ONLY_HERE moves the money,
    any other tells again what another list tells and moves nothing.

    REPAY_LIQUIDATION ends `interest` and for the rest the loan, and reads as if all had been the loan.
    """

    kind: ClassVar[str] = "margin_capital_flow"

    number: int
    tran_id: int
    asset: str
    amount: int
    type: str
    interest: int = 0

    @property
    def id(self) -> int:
        return self.number

    @property
    def alone(self) -> bool:
        """Whether no other list tells it."""
        return self.type in ONLY_HERE

    def moves(self) -> Iterator[Posting]:
        if self.alone:
            yield self.change(self.asset, self.amount, leg="fee" if self.type == "LIQUIDATION_FEE" else "")
            yield from self._ended(self.interest)

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # a row of the ledger never changes
        if self.alone:
            yield self.change(self.asset, self.amount, leg="fee" if self.type == "LIQUIDATION_FEE" else "")
            yield from self._ended(0)

    def _ended(self, interest: int) -> Iterator[Posting]:
        if self.type == REPAY_LIQUIDATION:
            yield self.change(self.asset, self.amount + interest, "loan")
            if interest:
                yield self.change(self.asset, -interest, "interest")

    def row(self, now: int) -> dict[str, Any]:
        del now  # a row of the ledger never changes
        return {
            "id": self.number,
            "tranId": self.tran_id,
            "timestamp": self.time,
            "asset": self.asset,
            **({"symbol": self.pair} if self.pair else {}),
            "type": self.type,
            "amount": plain(self.amount),
        }


def flow_type(event: Event, posting: Posting) -> str:
    """The type under which the ledger has a change of a margin balance."""
    if isinstance(event, MarginFill):
        return _FILLS.get((event.is_buyer, posting.leg), "TRADING_COMMISSION")
    if isinstance(event, MarginDebt):
        return event.direction
    if isinstance(event, SmallLiability):
        return "SMALL_CONVERT"
    return "SMALL_BALANCE_CONVERT" if isinstance(event, Dust) else "TRANSFER"


def told_by_ledger(events: Iterable[Event], first_id: int) -> list[CapitalFlow]:
    """The rows of the ledger for what these events moved in margin, numbered in the order of time. Rows that stand in
    the ledger alone may be among the events: they get numbers too, and are not in the world yet."""
    moved = [
        (posting, event)
        for event in events
        for posting in event.postings()
        if posting.wallet in (CROSS_WALLET, ISOLATED_WALLET) and posting.measure == "balance"
    ]
    moved.sort(key=lambda one: one[0].time)
    return [_told(event, posting, first_id + place) for place, (posting, event) in enumerate(moved)]


def _told(event: Event, posting: Posting, number: int) -> CapitalFlow:
    if isinstance(event, CapitalFlow):
        return replace(event, number=number)
    return CapitalFlow(
        email=posting.email,
        time=posting.time,
        pair=posting.pair,
        asset=posting.asset,
        amount=posting.amount,
        type=flow_type(event, posting),
        number=number,
        tran_id=_number_of(event, number),
    )


def _number_of(event: Event, other: int) -> int:
    """The number by which the other list knows it, where it has one."""
    found = (getattr(event, name, None) for name in ("tx_id", "order_id", "parent_id", "id"))
    return next((one for one in found if isinstance(one, int)), other)


def capital_flow(call: Call) -> Any:
    """The newest rows of at most seven days, of the last 90; with `fromId` the oldest whose id is larger. Without a
    `symbol` those of cross margin."""
    size, after = call.page_size("limit", 500, 1000), call.number("fromId")
    start, end = window_of(7 * DAY, FOREVER)(call)
    if end - start > 7 * DAY:
        raise TOO_LONG
    window = (max(start, call.now - KEPT), end)
    found = of_account(call, CapitalFlow.kind, window, "symbol", "asset", "type")
    if after is None:
        return [_shown(call, one) for one in newest(found, size)]
    oldest = sorted({one.number for one in found if one.number > after})[:size]
    return [_shown(call, one) for one in found if one.number in oldest]


def _shown(call: Call, flow: CapitalFlow) -> dict[str, Any]:
    """A row in the way of this exchange; what was spoilt in it stays."""
    habits, row = call.settings.habits, flow.row(call.now)
    row["amount"] = plain(flow.amount if habits.signed_flows else abs(flow.amount))
    if habits.named_cross:
        row = {"symbol": "", **row}
    return call.scenario.finish(flow, row)


def operation(event: CapitalFlow, posting: Posting) -> str:
    """What a statement calls it; one name of isolated margin is known."""
    isolated = posting.pair and event.type == "LIQUIDATION_FEE"
    return "Isolated Margin Liquidation - Fee" if isolated else _OPERATIONS[event.type]


register(
    CapitalFlow,
    "/sapi/v1/margin/capital-flow",
    capital_flow,
    100,
    Statement(operation),
    Fields(status="type"),
    among=WALLET_LISTS,
)

"""Interest that margin loans are charged: one hour when they are taken, then at the start of every hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call
from ..clock import DAY
from ..habits import distinct
from ..postings import Posting
from ..product_lists import TOO_LARGE, cut, shown
from ..registry import WALLET_LISTS, Fields, Statement, register
from ..units import UNIT, fixed, plain
from .margin_record import KEPT, MarginRecord, of_account

STEP = UNIT // 10**8
"""What is charged has eight decimals."""


def hourly(principal: int, daily_rate: int) -> int:
    """Interest of one hour on a loan at a daily rate (units of one), rounded up."""
    return -(-principal * daily_rate // (24 * UNIT * STEP)) * STEP


@dataclass(frozen=True, kw_only=True)
class MarginInterest(MarginRecord):
    """Interest of one hour, owed from then on; nothing is paid. PERIODIC stands on the whole hour, midnight too,
    ON_BORROW at the moment of the loan. With `in_bnb` (cross margin only) BNB is owed for a loan of `asset`, and the
    type says CONVERTED. An isolated row has no rawAsset."""

    kind: ClassVar[str] = "margin_interest"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "interest")

    tx_id: int
    asset: str
    principal: int
    amount: int
    rate: int
    on_borrow: bool = False
    in_bnb: bool = False

    @property
    def id(self) -> int:
        return self.tx_id

    @property
    def charged(self) -> str:
        """The asset that is owed."""
        return "BNB" if self.in_bnb else self.asset

    def moves(self) -> Iterator[Posting]:
        yield self.change(self.charged, self.amount, "interest")

    def row(self, now: int) -> dict[str, Any]:
        del now  # what was charged never changes
        named = {"isolatedSymbol": self.pair} if self.pair else {"rawAsset": self.asset}
        return {
            "txId": self.tx_id,
            "interestAccuredTime": self.time,
            "asset": self.charged,
            "principal": plain(self.principal),
            "interest": fixed(self.amount),
            "interestRate": fixed(self.rate),
            "type": ("ON_BORROW" if self.on_borrow else "PERIODIC") + "_CONVERTED" * self.in_bnb,
            **named,
        }


def interest_history(call: Call) -> Any:
    """At most 30 days of the last 90; a start alone reaches to now, yet not further back than 30 days."""
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    asset = call.text("asset")
    found = [one for one in of_account(call, MarginInterest.kind, _window(call), "isolatedSymbol")
             if asset in (None, one.charged)]  # fmt: skip
    return {"rows": shown(call, cut(found, page, size)), "total": distinct(found)}


def _window(call: Call) -> tuple[int, int]:
    start, end = call.number("startTime"), call.number("endTime")
    if end is None:
        end = call.now
        start = end - 7 * DAY if start is None else max(start, end - 30 * DAY)
    start = end - 7 * DAY if start is None else start
    if end - start > 30 * DAY:
        raise TOO_LARGE
    return max(start, call.now - KEPT), end


register(
    MarginInterest,
    "/sapi/v1/margin/interestHistory",
    interest_history,
    1,
    Statement("Margin Interest", guessed=True),
    Fields("interest", "type"),
    among=WALLET_LISTS,
)

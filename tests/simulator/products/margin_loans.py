"""What cross and isolated margin borrow and pay back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call, invalid
from ..clock import DAY, FOREVER
from ..habits import distinct
from ..postings import Posting
from ..product_lists import cut, shown, window_of
from ..registry import WALLET_LISTS, Statement, register
from ..units import fixed
from .margin_record import MarginRecord, of_account

BORROW, REPAY = "BORROW", "REPAY"


@dataclass(frozen=True, kw_only=True)
class MarginDebt(MarginRecord):
    """A record of the list of borrowing and paying back, which is asked one `direction` at a time; `type` says who
    asked for it. Ids are told apart within a direction only."""

    kind: ClassVar[str] = "margin_borrow_repay"
    direction: ClassVar[str]
    MONEY: ClassVar[tuple[str, str]] = ("principal", "amount")
    GOOD: ClassVar[frozenset[str]] = frozenset({"CONFIRMED"})

    tx_id: int
    asset: str
    principal: int
    type: str = "MANUAL"
    status: str = "CONFIRMED"

    @property
    def id(self) -> str:
        return f"{self.direction}:{self.tx_id}"

    def _row(self, now: int, principal: int, interest: int) -> dict[str, Any]:
        row = {
            "type": self.type,
            "amount": fixed(self.principal + interest),
            "asset": self.asset,
            "interest": fixed(interest),
            "principal": fixed(principal),
            "status": self.status_at(now),
            "timestamp": self.time,
            "txId": self.tx_id,
        }
        return row | ({"isolatedSymbol": self.pair} if self.pair else {})


@dataclass(frozen=True, kw_only=True)
class MarginBorrow(MarginDebt):
    """Coins that come in and are owed from then on; AUTO when an order took them, which is when it was placed. No page
    shows a row of it: with `tells_principal` false the field says 0."""

    direction: ClassVar[str] = BORROW

    tells_principal: bool = True

    def moves(self) -> Iterator[Posting]:
        yield self.change(self.asset, self.principal)
        yield self.change(self.asset, self.principal, "loan")

    def row(self, now: int) -> dict[str, Any]:
        return self._row(now, self.principal if self.tells_principal else 0, 0)


@dataclass(frozen=True, kw_only=True)
class MarginRepay(MarginDebt):
    """Coins that go out and end the interest, then the loan. BNB_AUTO_REPAY pays interest charged in BNB."""

    direction: ClassVar[str] = REPAY

    interest: int = 0

    def moves(self) -> Iterator[Posting]:
        yield self.change(self.asset, -self.principal - self.interest)
        if self.principal:
            yield self.change(self.asset, -self.principal, "loan")
        if self.interest:
            yield self.change(self.asset, -self.interest, "interest")

    def row(self, now: int) -> dict[str, Any]:
        return self._row(now, self.principal, self.interest)


def borrow_repay(call: Call) -> Any:
    """One `type`, BORROW or REPAY. Of the window only its last 30 days come, its last 7 where no asset is named; with
    `txId` that record, whenever it was."""
    direction = call.need("type")
    if direction not in (BORROW, REPAY):
        raise invalid("type")
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    found = [one for one in of_account(call, MarginDebt.kind, _window(call), "isolatedSymbol", "asset")
             if one.direction == direction and call.number("txId") in (None, one.tx_id)]  # fmt: skip
    return {"rows": shown(call, cut(found, page, size)), "total": distinct(found)}


def _window(call: Call) -> tuple[int, int]:
    if call.number("txId") is not None:
        return 0, call.now
    start, end = window_of(7 * DAY, FOREVER)(call)
    return max(start, end - (30 if call.text("asset") else 7) * DAY), end


def operation(event: MarginDebt, posting: Posting) -> str:
    """What a statement calls it."""
    name = "Margin Loan" if event.direction == BORROW else "Margin Repayment"
    return f"Isolated {name}" if posting.pair else name


register(MarginDebt, "/sapi/v1/margin/borrow-repay", borrow_repay, 10, Statement(operation), among=WALLET_LISTS)

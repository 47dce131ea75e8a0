"""Options: every move of the wallet OPTION is a row of its bill; the list of exercises explains some."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call, invalid
from ..clock import DAY
from ..events import FamilyTransfer, WalletTransfer
from ..futures_ways import FuturesWays
from ..limits import options_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import matching, newest, shown
from ..registry import LEDGER_ROWS, WALLET_LISTS, Fields, Statement, register
from ..units import plain

OPTION = "OPTION"
HELD = 90 * DAY
FIRST_ID = 1_125_899_906_842_624_000
"""Ids are above 2^53."""


@dataclass(frozen=True, kw_only=True)
class OptionBill(Product):
    """Cash of `asset` by its sign, of any type; rows of contracts bear their `symbol`."""

    kind: ClassVar[str] = "option_bill"
    WALLET: ClassVar[str] = OPTION

    number: int
    type: str
    amount: int
    asset: str = "USDT"
    symbol: str = ""

    @property
    def id(self) -> int:
        return self.number

    def moves(self) -> Iterator[Posting]:
        leg = "fee" if self.type in ("FEE", "EXERCISE_FEE") else "in" if self.amount > 0 else "out"
        yield Posting(self.time, self.email, OPTION, self.asset, self.amount, leg)

    def row(self, now: int) -> dict[str, Any]:
        del now  # what was booked never changes
        row = {"id": self.number, "asset": self.asset, "amount": plain(self.amount), "type": self.type}
        return {**row, **({"symbol": self.symbol} if self.symbol else {}), "createDate": self.time}


@dataclass(frozen=True, kw_only=True)
class OptionExercise(Product):
    """What an option came to at its end; the money is two rows of the bill, and this row moves nothing."""

    kind: ClassVar[str] = "option_exercise"
    WALLET: ClassVar[str] = OPTION

    number: int
    symbol: str
    amount: int
    fee: int

    @property
    def id(self) -> int:
        return self.number

    def moves(self) -> Iterator[Posting]:
        return iter(())

    def row(self, now: int) -> dict[str, Any]:
        del now  # an exercise never changes
        return {
            "id": str(self.number),
            "currency": "USDT",
            "symbol": self.symbol,
            "exercisePrice": "99000.00000000",
            "markPrice": "99200.00000000",
            "quantity": "1.00000000",
            "amount": plain(self.amount),
            "fee": plain(self.fee),
            "createDate": self.time,
            "priceScale": 2,
            "quantityScale": 2,
            "optionSide": "CALL",
            "positionSide": "LONG",
            "quoteAsset": "USDT",
        }


def bill_of(move: WalletTransfer | FamilyTransfer, posting: Posting, ways: FuturesWays) -> OptionBill:
    """The row of the bill that stands for the end of a transfer in this wallet."""
    del ways  # times of a bill are exact
    return OptionBill(
        email=posting.email,
        time=move.time,
        number=FIRST_ID + move.id,
        type="TRANSFER",
        asset=posting.asset,
        amount=posting.amount,
        pending_until=move.pending_until,
    )


def bill(call: Call) -> Any:
    """The newest rows of the window, or the first ones from an id on; newest first, as the example shows them."""
    if call.need("currency") != "USDT":
        raise invalid("currency")
    size, from_id = call.page_size("limit", 100, 1000), call.number("recordId")
    start, end = call.window(HELD, None, invalid("startTime"))
    found = matching(call, "option_bill", (max(start, call.now - HELD), end), {"currency": "asset"})
    done = [row for row in found if row.status_at(call.now) in row.GOOD]
    kept = newest(done, size) if from_id is None else [row for row in done if row.number >= from_id][:size]
    return shown(call, call.settings.habits.tied(str(start), kept[::-1]))


def exercises(call: Call) -> Any:
    """The newest rows of the window."""
    size = call.page_size("limit", 100, 1000)
    start, end = call.window(HELD, None, invalid("startTime"))
    return shown(call, newest(matching(call, "option_exercise", (start, end), {"symbol": "symbol"}), size)[::-1])


NAMED = "Options Bill"
LEDGER_ROWS[OPTION] = bill_of
register(
    OptionBill,
    "/eapi/v1/bill",
    bill,
    1,
    Statement(NAMED, guessed=True),
    Fields("amount", "", "asset"),
    pool=options_pool,
    among=WALLET_LISTS,
)
register(
    OptionExercise,
    "/eapi/v1/exerciseRecord",
    exercises,
    5,
    Statement(NAMED, guessed=True),
    Fields("amount", "", "currency"),
    pool=options_pool,
    among=WALLET_LISTS,
)

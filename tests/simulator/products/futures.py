"""USDⓈ-M futures: every move of the wallet FUTURES is a row of the list of income; the list of fills explains some."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call, invalid, too_long
from ..clock import DAY, FOREVER, SECOND
from ..contracts import CONTRACTS
from ..events import Event, FamilyTransfer, WalletTransfer
from ..fill_lists import BAD_COMBINATION, BAD_SYMBOL
from ..futures_ways import OWN_IDS, USUAL, FuturesWays
from ..limits import futures_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import matching, newest, shown
from ..registry import LEDGER_ROWS, WALLET_LISTS, Fields, Statement, register
from ..statement_futures import GUESSES, old_operation, operation
from ..units import UNIT, fixed, plain
from ..wire import ApiError

FUTURES = "FUTURES"
SEVEN_DAYS = 7 * DAY
HELD = 90 * DAY
NO_PAGES = ApiError(-1103, "An unknown parameter was sent.")


@dataclass(frozen=True, kw_only=True)
class FuturesIncome(Product):
    """Cash of `asset` by its sign, of any type; `symbol` and `trade_id` where the type has them.

    `nth` ends the id of a row that another one equals in everything. A row is not listed before `pending_until`.
    """

    kind: ClassVar[str] = "futures_income"
    WALLET: ClassVar[str] = FUTURES
    MONEY: ClassVar[tuple[str, str]] = ("amount", "income")

    type: str
    asset: str = "USDT"
    amount: int
    tran_id: int
    symbol: str = ""
    trade_id: str = ""
    nth: int = 1

    @property
    def id(self) -> str:
        parts = [self.type, self.tran_id, self.asset, self.symbol, self.trade_id, *[self.nth][: self.nth - 1]]
        return ":".join(map(str, parts))

    def moves(self) -> Iterator[Posting]:
        leg = "fee" if self.type == "COMMISSION" else "in" if self.amount > 0 else "out"
        yield Posting(self.time, self.email, self.WALLET, self.asset, self.amount, leg)

    def row(self, now: int) -> dict[str, Any]:
        del now  # an income never changes
        return {
            "symbol": self.symbol,
            "incomeType": self.type,
            "income": fixed(self.amount),
            "asset": self.asset,
            "info": self.type,
            "time": self.time,
            "tranId": self.tran_id,
            "tradeId": self.trade_id,
        }


@dataclass(frozen=True, kw_only=True)
class FuturesFill(Product):
    """A fill: what it realizes and what it is charged are incomes of their own, under one id; its own row moves
    nothing.

    `asset` is what its margin is in. `commission` is above zero where it is charged, below where it is a rebate. `bare`
    is a row of before August 2026, without the pair, the margin's asset and the quantity of the base asset.
    """

    kind: ClassVar[str] = "futures_trades"
    WALLET: ClassVar[str] = FUTURES
    MONEY: ClassVar[tuple[str, str]] = ("commission", "commission")

    symbol: str
    number: int
    order_id: int
    tran_id: int
    buyer: bool
    price: int
    qty: int
    realized: int = 0
    commission: int
    commission_asset: str = "USDT"
    asset: str = "USDT"
    position_side: str = "BOTH"
    maker: bool = False
    bare: bool = False

    @property
    def id(self) -> str:
        return f"{self.symbol}:{self.number}"

    @property
    def pair(self) -> str:
        return CONTRACTS[self.symbol].pair

    @property
    def signed(self) -> int:
        """What it adds to the position."""
        return self.qty if self.buyer else -self.qty

    def moves(self) -> Iterator[Posting]:
        """By the millisecond of the fill."""
        if self.realized:
            leg = "in" if self.realized > 0 else "out"
            yield Posting(self.time, self.email, self.WALLET, self.asset, self.realized, leg)
        if self.commission:
            yield Posting(self.time, self.email, self.WALLET, self.commission_asset, -self.commission, "fee")

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # the incomes tell of the money
        return iter(())

    def row(self, now: int) -> dict[str, Any]:
        del now  # a fill never changes
        row = {
            "buyer": self.buyer,
            "commission": fixed(self.commission),
            "commissionAsset": self.commission_asset,
            "id": self.number,
            "maker": self.maker,
            "orderId": self.order_id,
            "price": plain(self.price),
            "qty": plain(self.qty),
            "quoteQty": plain(self.qty * self.price // UNIT),
            "realizedPnl": fixed(self.realized),
            "side": "BUY" if self.buyer else "SELL",
            "positionSide": self.position_side,
            "symbol": self.symbol,
            "time": self.time,
        }
        later = {"baseQty": plain(self.qty), "marginAsset": self.asset, "pair": self.pair}
        return row if self.bare else {**row, **later}


# what the list of income tells of other events -----------------------------------------------------------------


def told_by_income(event: Event, posting: Posting) -> bool:
    """Whether a row of the wallet's ledger tells of this money, not the row of the event itself."""
    return posting.wallet in LEDGER_ROWS and isinstance(event, WalletTransfer | FamilyTransfer | FuturesFill)


def income_rows(event: Event, ways: FuturesWays = USUAL) -> Iterator[Any]:
    """The rows of ledgers that stand for money of an event which is none itself."""
    for posting in event.postings():
        if told_by_income(event, posting):
            yield LEDGER_ROWS[posting.wallet](event, posting, ways)


def _row_of(event: Any, posting: Posting, ways: FuturesWays) -> FuturesIncome:
    return _of_fill(event, posting, ways) if isinstance(event, FuturesFill) else _of_move(event, posting, ways)


LEDGER_ROWS[FUTURES] = _row_of


def stamp(moment: int, ways: FuturesWays) -> int:
    """The time of the income of what happened at a moment."""
    return moment if ways.milliseconds else moment // SECOND * SECOND


def _of_fill(fill: FuturesFill, posting: Posting, ways: FuturesWays) -> FuturesIncome:
    return FuturesIncome(
        email=fill.email,
        time=stamp(fill.time, ways),
        type="COMMISSION" if posting.leg == "fee" else "REALIZED_PNL",
        asset=posting.asset,
        amount=posting.amount,
        tran_id=fill.tran_id,
        symbol=fill.symbol,
        trade_id=str(fill.number),
    )


def _of_move(move: WalletTransfer | FamilyTransfer, posting: Posting, ways: FuturesWays) -> FuturesIncome:
    return FuturesIncome(
        email=posting.email,
        time=stamp(move.time, ways),
        type="TRANSFER",
        asset=posting.asset,
        amount=posting.amount,
        tran_id=move.id + OWN_IDS * ways.own_tran_ids,
        pending_until=move.pending_until,
    )


def exchanged(
    email: str,
    moment: int,
    tran_id: int,
    given: tuple[str, int],
    received: tuple[str, int],
    types: tuple[str, str] = ("AUTO_EXCHANGE", "AUTO_EXCHANGE"),
) -> list[FuturesIncome]:
    """One asset for another inside the wallet: two rows with one id."""
    legs = (types[0], given[0], -given[1]), (types[1], *received)
    return [
        FuturesIncome(email=email, time=moment, type=kind, asset=asset, amount=amount, tran_id=tran_id)
        for kind, asset, amount in legs
    ]


# how the lists answer ------------------------------------------------------------------------------------------


def income(call: Call) -> Any:
    """The oldest rows of the window, oldest first; without times the last seven days, never before three months."""
    if "page" in call.params:
        raise NO_PAGES
    start, end = call.window(SEVEN_DAYS, None, invalid("startTime"))
    if call.scenario.futures.empty_when_early and start < call.now - HELD:
        return []
    return oldest(call, "futures_income", (start, end), max(start, call.now - HELD))


def oldest(call: Call, kind: str, window: tuple[int, int], held_since: int) -> Any:
    """The oldest rows of a list of incomes that are done, in a window of which only the end is held."""
    size, (start, end) = call.page_size("limit", 100, 1000), window
    found = matching(call, kind, (held_since, end), {"incomeType": "type", "symbol": "symbol"})
    done = [row for row in found if row.status_at(call.now) in row.GOOD]
    return shown(call, call.settings.habits.tied(str(start), done)[:size])


def user_trades(call: Call) -> Any:
    """Of one symbol: from an id on, or the oldest of a window of seven days, or with no start the newest."""
    return fills_of(call, "futures_trades", CONTRACTS)


def fills_of(call: Call, kind: str, symbols: Collection[str]) -> Any:
    """The same of either kind of futures."""
    symbol = call.need("symbol")
    if symbol not in symbols:
        raise BAD_SYMBOL
    from_id, start, end = call.number("fromId"), call.number("startTime"), call.number("endTime")
    if from_id is not None and (start, end) != (None, None):
        raise BAD_COMBINATION
    size = call.page_size("limit", 500, 1000)
    filters = {"symbol": "symbol", "orderId": "order_id"}
    if from_id is not None:
        found = matching(call, kind, (call.now - HELD, call.now), filters)
        page = [fill for fill in found if fill.number >= from_id][:size]
    else:
        found = matching(call, kind, _trades_window(call, start, end), filters)
        page = newest(found, size) if start is None else found[:size]
    return [_trade(call, row) for row in shown(call, page)]


def _trades_window(call: Call, start: int | None, end: int | None) -> tuple[int, int]:
    if start is None:
        end = call.now if end is None else end
        start = end - SEVEN_DAYS
    elif end is None:
        end = start + SEVEN_DAYS
    if end - start > SEVEN_DAYS:
        raise too_long(168)
    return max(start, call.now - HELD), end


def _trade(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """The sign of what was charged is another in older examples."""
    charged = row.get("commission", "")
    if call.scenario.futures.negative_commission and charged.strip("0.") and charged[0] != "-":
        return {**row, "commission": f"-{charged}"}
    return row


register(
    FuturesIncome,
    "/fapi/v1/income",
    income,
    30,
    Statement(operation, old=old_operation, guesses=GUESSES),
    Fields("income", "", "asset"),
    pool=futures_pool,
    among=WALLET_LISTS,
)
register(
    FuturesFill,
    "/fapi/v1/userTrades",
    user_trades,
    5,
    Statement(operation, old=old_operation),
    Fields("qty", "side", "commissionAsset"),
    pool=futures_pool,
    among=WALLET_LISTS,
)

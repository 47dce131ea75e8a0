"""COIN-M futures: every move of the wallet COIN_FUTURE is a row of its list of income, whose ids are texts."""

from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call, invalid
from ..clock import DAY
from ..events import FamilyTransfer, WalletTransfer
from ..futures_ways import FuturesWays
from ..limits import futures_pool
from ..postings import Posting
from ..registry import LEDGER_ROWS, WALLET_LISTS, Fields, Statement, register
from .futures import NO_PAGES, SEVEN_DAYS, FuturesFill, FuturesIncome, fills_of, oldest, stamp

COIN_FUTURE = "COIN_FUTURE"
COIN_CONTRACTS = ("BTCUSD_PERP", "ETHUSD_PERP", "BNBUSD_PERP", "BTCUSD_261225")
YEAR = 365 * DAY


@dataclass(frozen=True, kw_only=True)
class CoinIncome(FuturesIncome):
    """As an income of the other futures, in coins; `info` is free text."""

    kind: ClassVar[str] = "coin_income"
    WALLET: ClassVar[str] = COIN_FUTURE

    asset: str = "BTC"
    info: str = ""

    def row(self, now: int) -> dict[str, Any]:
        return {**super().row(now), "tranId": str(self.tran_id), "info": self.info}


@dataclass(frozen=True, kw_only=True)
class CoinFill(FuturesFill):
    """As a fill of the other futures: its size is a number of contracts, its money coins."""

    kind: ClassVar[str] = "coin_trades"
    WALLET: ClassVar[str] = COIN_FUTURE

    @property
    def pair(self) -> str:
        return self.symbol.partition("_")[0]

    def row(self, now: int) -> dict[str, Any]:
        return {name: value for name, value in super().row(now).items() if name != "quoteQty"}


def _row_of(event: Any, posting: Posting, ways: FuturesWays) -> CoinIncome:
    return _of_fill(event, posting, ways) if isinstance(event, CoinFill) else coin_income_of(event, posting, ways)


def _of_fill(fill: CoinFill, posting: Posting, ways: FuturesWays) -> CoinIncome:
    return CoinIncome(
        email=fill.email,
        time=stamp(fill.time, ways),
        type="COMMISSION" if posting.leg == "fee" else "REALIZED_PNL",
        asset=posting.asset,
        amount=posting.amount,
        tran_id=fill.tran_id,
        symbol=fill.symbol,
        trade_id=str(fill.number),
    )


def coin_income_of(move: WalletTransfer | FamilyTransfer, posting: Posting, ways: FuturesWays) -> CoinIncome:
    """The income that stands for the end of a transfer in this wallet."""
    return CoinIncome(
        email=posting.email,
        time=stamp(move.time, ways),
        type="TRANSFER",
        asset=posting.asset,
        amount=posting.amount,
        tran_id=move.id,
        info="DEPOSIT" if posting.amount > 0 else "WITHDRAW",
        pending_until=move.pending_until,
    )


def income(call: Call) -> Any:
    """The oldest rows of the window, oldest first; without times the last seven days; a year at the most."""
    if "page" in call.params:
        raise NO_PAGES
    start, end = call.window(SEVEN_DAYS, YEAR + 1, invalid("startTime"))
    return oldest(call, "coin_income", (start, end), start)


def user_trades(call: Call) -> Any:
    """As of the other futures."""
    return fills_of(call, "coin_trades", COIN_CONTRACTS)


def fill_operation(event: CoinFill, posting: Posting) -> str:
    """What a statement calls what a fill made or was charged."""
    del event  # the posting says it
    return "Fee" if posting.leg == "fee" else "Realized Profit and Loss"


def operation(event: CoinIncome, posting: Posting) -> str:
    """What a statement calls it: by its type."""
    del posting  # the type says it
    named = {"TRANSFER": "Transfer Between Spot Account and CM Futures Account", "COMMISSION": "Fee"}
    named |= {"REALIZED_PNL": "Realized Profit and Loss", "FUNDING_FEE": "Funding Fee"}
    return named.get(event.type, OTHER)


OTHER = "Coin Futures Other"
LEDGER_ROWS[COIN_FUTURE] = _row_of
register(
    CoinIncome,
    "/dapi/v1/income",
    income,
    20,
    Statement(operation, guesses=frozenset({OTHER})),
    Fields("income", "", "asset"),
    pool=futures_pool,
    among=WALLET_LISTS,
)
register(
    CoinFill,
    "/dapi/v1/userTrades",
    user_trades,
    5,
    Statement(fill_operation),
    Fields("qty", "side", "commissionAsset"),
    pool=futures_pool,
    among=WALLET_LISTS,
)

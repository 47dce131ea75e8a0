"""The wallet of isolated margin: what each of its pairs holds, borrowed and owes, as we read it, and the lists of what
moved that, each asked pair by pair.

A list is that of cross margin at the same address, asked for one pair: how it pages, what its fields mean and how it
books are the same there and here. What it holds is a coin of a pair. Rests on decision 96.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import described
from binrecon.sources.booking import OwnFiles, Table, WalletReading
from binrecon.sources.margin import (
    BORROW_REPAY,
    CAPITAL_FLOW,
    INTEREST,
    ISOLATED_TRANSFER,
    TOLD_BY_LEDGER,
    TRADES,
)
from binrecon.sources.source import Source, StatementClass, Told
from binrecon.sources.wallet_reading import UP_TO_A_READING, wallet_reading

DAY = timedelta(days=1)
ALL = described(Wallet.ISOLATED_MARGIN).measures
_UP_TO_A_READING = {"ahead": UP_TO_A_READING, "wallet": Wallet.ISOLATED_MARGIN}
_of_a_pair = partial(replace, key_param="isolatedSymbol", keys=(), key_labels=(), **_UP_TO_A_READING)
_WEEK_LONG = {"reread": timedelta(days=5)}
"""Seven days may be asked, of which the last reaches to the reading."""
_PAIR_FIELDS = (
    "baseAsset:o enabled:b indexPrice:s isolatedCreated:b liquidatePrice:s liquidateRate:s marginLevel:s "
    "marginLevelStatus:s marginRatio:s quoteAsset:o symbol:s tradeEnabled:b"
)


def _side_fields(name: str) -> tuple[str, ...]:
    """The fields of one coin of a pair."""
    texts = ("asset", "borrowed", "free", "interest", "locked", "netAsset", "netAssetOfBtc", "totalAsset")
    return (*(f"{name}.{one}:s" for one in texts), f"{name}.borrowEnabled:b", f"{name}.repayEnabled:b")


ISOLATED_READING = wallet_reading(
    "isolated_reading",
    path="/sapi/v1/margin/isolated/account",
    limiter=Limiter.SAPI_IP,
    weight=10,
    records="assets",
    wallet=Wallet.ISOLATED_MARGIN,
    identity=("symbol",),
    measures=ALL,
    booking=WalletReading(
        pair="symbol",
        sides=("baseAsset", "quoteAsset"),
        balance=("free", "locked"),
        loan="borrowed",
        interest="interest",
        net="netAsset",
    ),
    told=Told(
        "the balances themselves, read by us: free + locked, borrowed and interest of both coins of every pair; "
        "netAsset must be what is held without what is owed",
        "the answer's arrival",
    ),
    known_fields=" ".join((_PAIR_FIELDS, *_side_fields("baseAsset"), *_side_fields("quoteAsset"))),
)
# Without a pair it tells of all of them: of which, and what is asked pair by pair, follows from it. What it tells of a
# pair may not name the pair, so that nothing of it is booked.
ISOLATED_MOVES = replace(
    ISOLATED_TRANSFER,
    name="isolated_transfer",
    key_param="isolatedSymbol",
    booking=OwnFiles(table=Table.TRANSFERS),
    told=Told(
        "per pair: what reaches its ISOLATED_MARGIN +amount, what leaves it −amount, whatever the other end; what the "
        "list without a pair tells must stand in that of a pair; without wallets, or of another pair: quarantine",
        "timestamp (seconds or ms)",
    ),
    **_UP_TO_A_READING,  # type: ignore[arg-type]
)
_DEBT = OwnFiles(table=Table.TRANSFERS, like="margin_borrow_repay", rows_of="isolated_borrow_repay")
_DEBTS = (("isolated_borrow_repay", StatementClass.OTHER),)
ISOLATED_BORROW = _of_a_pair(
    BORROW_REPAY,
    name="isolated_borrow",
    fixed=(("type", "BORROW"),),
    takes=False,
    booking=_DEBT,
    told=Told(
        "per pair: +amount, loan +principal (+amount where it is empty or 0); amount must be principal; only "
        "CONFIRMED; a row that does not name the pair: quarantine",
        "timestamp",
        "wins over the rows BORROW of the capital flow",
    ),
    statement=None,
    kinds=_DEBTS,
    **_WEEK_LONG,
)
ISOLATED_REPAY = _of_a_pair(
    BORROW_REPAY,
    name="isolated_repay",
    fixed=(("type", "REPAY"),),
    adds=False,
    booking=_DEBT,
    told=Told(
        "per pair: −amount, loan −principal, interest −interest; amount must be principal + interest; only CONFIRMED; "
        "a row that does not name the pair: quarantine",
        "timestamp",
        "wins over the rows REPAY of the capital flow",
    ),
    statement=None,
    kinds=_DEBTS,
    **_WEEK_LONG,
)
ISOLATED_INTEREST = _of_a_pair(
    INTEREST,
    name="isolated_interest",
    booking=OwnFiles(table=Table.TRANSFERS, like="margin_interest"),
    told=Told(
        "per pair: interest +interest of `asset`; a type that is not documented, and a row that does not name the "
        "pair: quarantine",
        "interestAccuredTime",
    ),
)
# A day and what follows up to the reading is more than the 24 hours that one answer may reach over.
ISOLATED_TRADES = _of_a_pair(
    TRADES,
    name="isolated_trades",
    key_param="symbol",
    fixed=(("isIsolated", "TRUE"),),
    max_span=2 * DAY,
    at_once=DAY,
    booking=OwnFiles(table=Table.TRADES, legs=3, like="margin_trades", rows_of="isolated_trade"),
    told=Told(
        "fills of orders, per pair: + base / − quote (or the reverse), − commission (fee), all in its own account; "
        "without quoteQty price × qty, if that has no more than eight decimals and is below 10^18; of cross margin: "
        "quarantine",
        "time",
        "wins over the rows …_INCOME, …_EXPENSE and TRADING_COMMISSION of the capital flow",
    ),
)
ISOLATED_FLOW = _of_a_pair(
    CAPITAL_FLOW,
    name="isolated_capital_flow",
    key_param="symbol",
    booking=OwnFiles(table=Table.TRANSFERS, like="margin_capital_flow"),
    told=Told(
        "per pair, as `margin_capital_flow`: the types that no other list tells count, all others are held against "
        "the lists that tell them; a row that does not name the pair: quarantine",
        "timestamp",
        "every other list of this wallet wins over its other types",
    ),
    kinds=tuple((kind, StatementClass.OTHER) for kind in TOLD_BY_LEDGER),
    **_WEEK_LONG,
)
BY_PAIR: tuple[Source, ...] = (
    ISOLATED_MOVES,
    ISOLATED_BORROW,
    ISOLATED_REPAY,
    ISOLATED_INTEREST,
    ISOLATED_TRADES,
    ISOLATED_FLOW,
)
"""What is asked of every pair. Exchanged small liabilities and dust are documented for cross margin alone; what the
capital flow of a pair may tell of them stands against no list, and its day is not proved."""
LISTS = (ISOLATED_READING, *BY_PAIR)

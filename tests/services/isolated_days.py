"""Days of isolated margin as raw pages: readings of its pairs at both ends, what their lists tell, and a day that they
prove."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.processing.canonical import run_pending
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.services import margin_days
from tests.services.margin_days import Held, Row, fill, flow
from tests.storage.readings import ms, read_by_us, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, pairs

ISOLATED = AccountDay(EMAIL, DAY, Wallet.ISOLATED_MARGIN)
NEXT = DAY + timedelta(days=1)
LISTED = (at("00:00:00"), at("23:59:00", NEXT))
TAKEN = {BEFORE: at("00:00:17"), DAY: at("00:00:15", NEXT)}
"""When the readings were taken that stand for the end of each day."""
ONE, OTHER = "BTCUSDT", "ETHUSDT"
COINS = {ONE: ("BTC", "USDT"), OTHER: ("ETH", "USDT")}
Lists = dict[str, list[Row]]
"""What a list tells, by list and pair with two underscores between; without a pair what is asked without one."""


def held_in(pair: str, base: tuple[str, str, str], quote: tuple[str, str, str]) -> Held:
    """What is held, borrowed and owed of both coins of a pair."""
    return {f"{pair}:{coin}": amounts for coin, amounts in zip(COINS[pair], (base, quote), strict=True)}


def account(pair: str, held: Held) -> Row:
    """A pair as the exchange shows it now."""
    sides = [margin_days.owned(coin, *held.get(f"{pair}:{coin}", ("0", "0", "0"))) for coin in COINS[pair]]
    return {"symbol": pair, "baseAsset": sides[0], "quoteAsset": sides[1], "isolatedCreated": True, "enabled": True}


def read(engine: Engine, end: date, held: Held, moment: datetime | None = None) -> None:
    """Our reading after the end of a day, of the pairs that hold anything."""
    shown = [account(pair, held) for pair in sorted({name.partition(":")[0] for name in held})]
    read_by_us(engine, "isolated_reading", shown, end, moment or TAKEN[end])


def isolated_day(engine: Engine, before: Held, after: Held, silent: tuple[str, ...] = (), **lists: list[Row]) -> None:
    """Plan the day, hold both readings and every list that follows whole, but those that are `silent`."""
    pairs(engine, *COINS.values())
    plan_fixed(engine, ISOLATED, AccountType.MAIN)
    for end, held in ((BEFORE, before), (DAY, after)):
        read(engine, end, held)
    run_pending(engine, EMAIL)
    reading(engine, "isolated_transfer", lists.get("isolated_transfer", []), window=LISTED)
    for endpoint, pair in plan_followed(engine, ISOLATED, "isolated_transfer"):
        if f"{endpoint}__{pair}" not in silent:
            reading(engine, endpoint, lists.get(f"{endpoint}__{pair}", []), key=pair, window=LISTED)


def judged(engine: Engine) -> DayResult:
    return reconcile_day(engine, ISOLATED, (), "run").result


def words(engine: Engine) -> dict[tuple[str, str], str]:
    return {cell: word for cell, (word, _) in margin_days.verdicts(judged(engine)).items()}


def moved(amount: str, source: str, target: str, number: int = 1, **other: Any) -> Row:
    """A move of the list of margin moves."""
    row = dict(amount=amount, asset="USDT", status="CONFIRMED", timestamp=ms(at("01:00:00")), txId=number)
    kind = "ROLL_OUT" if source == "ISOLATED_MARGIN" else "ROLL_IN"
    return row | dict(type=kind, transFrom=source, transTo=target) | other


BORROWED = margin_days.borrow("200", isolatedSymbol=ONE)
REPAID = margin_days.repay("99.998", "0.002", isolatedSymbol=ONE)
IN = moved("50", "SPOT", "ISOLATED_MARGIN")
ACROSS = moved("20", "ISOLATED_MARGIN", "ISOLATED_MARGIN", 2, fromSymbol=ONE, toSymbol=OTHER)
CHARGED = [
    margin_days.accrual("0.001", 1, isolatedSymbol=ONE),
    margin_days.accrual("0.001", 2, isolatedSymbol=ONE, type="ON_BORROW"),
]
FLOW = [
    flow("BORROW", "200", symbol=ONE),
    flow("REPAY", "100", number=2, at_clock="16:00:00", symbol=ONE),
    flow("TRANSFER", "50", number=3, at_clock="01:00:00", symbol=ONE),
    flow("TRANSFER", "20", number=4, at_clock="01:00:00", symbol=ONE),
    flow("BUY_EXPENSE", "300", number=11, at_clock="15:30:00", symbol=ONE),
    flow("BUY_INCOME", "0.003", "BTC", 12, "15:30:00", symbol=ONE),
    flow("TRADING_COMMISSION", "0.000003", "BTC", 13, "15:30:00", symbol=ONE),
]
ROWS: Lists = dict(
    isolated_transfer=[IN, ACROSS],
    isolated_transfer__BTCUSDT=[IN, ACROSS],
    isolated_transfer__ETHUSDT=[ACROSS],
    isolated_borrow__BTCUSDT=[BORROWED],
    isolated_repay__BTCUSDT=[REPAID],
    isolated_interest__BTCUSDT=CHARGED,
    isolated_trades__BTCUSDT=[fill(isIsolated=True)],
    isolated_capital_flow__BTCUSDT=FLOW,
    isolated_capital_flow__ETHUSDT=[flow("TRANSFER", "20", number=4, at_clock="01:00:00", symbol=OTHER)],
)
NOTHING = ("0", "0", "0")
HELD: Held = held_in(ONE, ("1", "0", "0"), ("300", "0", "0")) | held_in(OTHER, NOTHING, ("5", "0", "0"))
LEFT: Held = held_in(ONE, ("1.002997", "0", "0"), ("130", "100.002", "0")) | held_in(OTHER, NOTHING, ("25", "0", "0"))
CELLS = [(asset, measure) for asset in sorted(HELD) for measure in ("balance", "interest", "loan")]


def plus(held: Held, asset: str, balance: str = "0", loan: str = "0", interest: str = "0") -> Held:
    """The same with that much more of one asset."""
    more = [
        str(Decimal(one) + Decimal(other)) for one, other in zip(held[asset], (balance, loan, interest), strict=True)
    ]
    return held | {asset: (more[0], more[1], more[2])}

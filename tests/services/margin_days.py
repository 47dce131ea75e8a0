"""Days of cross margin as raw pages: the rows of its lists in a few words, and a day that they prove."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.storage.readings import ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, pairs

MARGIN = AccountDay(EMAIL, DAY, Wallet.MARGIN)
NEXT = DAY + timedelta(days=1)
BOTH = (at("00:00:00", BEFORE), at("00:00:00", NEXT))
Held = dict[str, tuple[str, str, str]]
"""asset -> what is held, borrowed and owed."""
Row = dict[str, Any]


def owned(asset: str, held: str, borrowed: str, interest: str) -> Row:
    """A row of the snapshot; a tenth is locked in orders."""
    locked = Decimal(held) / 10
    row = dict(asset=asset, free=str(Decimal(held) - locked), locked=str(locked), borrowed=borrowed, interest=interest)
    return row | {"netAsset": str(Decimal(held) - Decimal(borrowed) - Decimal(interest))}


def snapshot(day: date, held: Held) -> Row:
    assets = [owned(asset, *amounts) for asset, amounts in held.items()]
    return {"type": "margin", "updateTime": ms(at("23:59:59", day)), "data": {"userAssets": assets}}


def borrow(amount: str, number: int = 1, **other: Any) -> Row:
    row = dict(type="AUTO", amount=amount, asset="USDT", interest="0", principal=amount, status="CONFIRMED")
    return row | dict(timestamp=ms(at("15:10:00")), txId=number) | other


def repay(principal: str, interest: str, number: int = 1, **other: Any) -> Row:
    amount = str(Decimal(principal) + Decimal(interest))
    row = dict(type="MANUAL", amount=amount, asset="USDT", interest=interest, principal=principal, status="CONFIRMED")
    return row | dict(timestamp=ms(at("16:00:00")), txId=number) | other


def accrual(interest: str, number: int = 1, **other: Any) -> Row:
    row = dict(txId=number, interestAccuredTime=ms(at("16:00:00")), asset="USDT", rawAsset="USDT", principal="200")
    return row | dict(interest=interest, interestRate="0.00012", type="PERIODIC") | other


def move(kind: str, amount: str, number: int = 1, **other: Any) -> Row:
    row = dict(asset="USDT", amount=amount, type=kind, status="CONFIRMED", tranId=number, timestamp=ms(at("01:00:00")))
    return row | other


def flow(kind: str, amount: str, asset: str = "USDT", number: int = 1, at_clock: str = "15:10:00", **other: Any) -> Row:
    row = dict(id=number, tranId=number, timestamp=ms(at(at_clock)), asset=asset, type=kind, amount=amount)
    return row | other


def fill(number: int = 34, **other: Any) -> Row:
    """0.003 BTC bought for 300 USDT, 0.000003 BTC of it for the fee."""
    row = dict(symbol="BTCUSDT", id=number, orderId=1, price="100000", qty="0.003", commission="0.000003")
    ways = dict(commissionAsset="BTC", isBuyer=True, isMaker=False, isBestMatch=True, isIsolated=False)
    return row | ways | dict(time=ms(at("15:30:00"))) | other


def cleared(amount: str, paid: str, asset: str = "USDT", target: str = "BTC") -> Row:
    row = dict(asset=asset, amount=amount, targetAsset=target, targetAmount=paid)
    return row | dict(bizType="EXCHANGE_SMALL_LIABILITY", timestamp=ms(at("18:00:00")))


def margin_day(engine: Engine, before: Held, after: Held, silent: tuple[str, ...] = (), **rows: list[Row]) -> None:
    """Plan the day and hold its lists whole but those that are `silent`: what they list by list, or by list and key
    with two underscores between."""
    for question in plan_fixed(engine, MARGIN, AccountType.MAIN):
        if question.endpoint in silent:
            continue
        if question.witness:
            taken = [snapshot(BEFORE, before), snapshot(DAY, after)]
            reading(engine, question.endpoint, taken, key=question.key, window=BOTH)
            continue
        listed = rows.get(f"{question.endpoint}__{question.key}", rows.get(question.endpoint, []))
        reading(engine, question.endpoint, listed, key=question.key)


def judged(engine: Engine) -> DayResult:
    return reconcile_day(engine, MARGIN, (), "run").result


def verdicts(result: DayResult) -> dict[tuple[str, str], tuple[str, Decimal | None]]:
    return {(one.line.asset, str(one.line.measure)): (str(one.verdict), one.variance) for one in result.asset_verdicts}


def words(engine: Engine) -> dict[tuple[str, str], str]:
    return {cell: word for cell, (word, _) in verdicts(judged(engine)).items()}


ROWS: dict[str, list[Row]] = dict(
    margin_borrow_repay__BORROW=[borrow("200")],
    margin_borrow_repay__REPAY=[repay("99.998", "0.002")],
    margin_interest=[accrual("0.001"), accrual("0.001", 2, type="ON_BORROW")],
    margin_wallet_transfer__MAIN_MARGIN=[move("MAIN_MARGIN", "50")],
    margin_wallet_transfer__MARGIN_UMFUTURE=[move("MARGIN_UMFUTURE", "0.5", 2)],
    margin_capital_flow=[
        flow("BORROW", "200"),
        flow("REPAY", "100", number=2, at_clock="16:00:00"),
        flow("TRANSFER", "50", number=3, at_clock="01:00:00"),
        flow("TRANSFER", "0.5", number=4, at_clock="01:00:00"),
    ],
)
FLOW = ROWS["margin_capital_flow"]
HELD: Held = {"USDT": ("300", "0", "0"), "BTC": ("1", "0", "0")}
LEFT: Held = {"USDT": ("449.5", "100.002", "0"), "BTC": ("1", "0", "0")}
CELLS = [(asset, measure) for asset in ("BTC", "USDT") for measure in ("balance", "interest", "loan")]


def with_fill(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    clock: dict[str, Any] = dict(at_clock="15:30:00")
    told = [
        flow("BUY_EXPENSE", "300", number=11, **clock),
        flow("BUY_INCOME", "0.003", "BTC", 12, **clock),
        flow("TRADING_COMMISSION", "0.000003", "BTC", 13, **clock),
    ]
    return rows | dict(margin_capital_flow=[*rows["margin_capital_flow"], *told])


def trade(engine: Engine, *rows: Row) -> None:
    """What the ledger says was traded is asked and answered."""
    pairs(engine, ("BTC", "USDT"))
    for endpoint, key in plan_followed(engine, MARGIN, "margin_capital_flow"):
        reading(engine, endpoint, list(rows), key=key)

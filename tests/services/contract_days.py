"""A day of contracts from its pages: positions at both ends, the fills between them, and the income of those."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import AssetVerdict, DayResult
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.storage.readings import ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at

NEXT = DAY + timedelta(days=1)
FUTURES = AccountDay(EMAIL, DAY, Wallet.FUTURES)
BOTH_ENDS = (at("00:00:00", BEFORE), at("00:00:00", NEXT))
Sizes = Sequence[tuple[str, str]]
"""Contract and size, as a snapshot lists them: without a side."""


def fill(
    quantity: str, number: int = 1, moment: datetime = at(), realized: str = "0", fee: str = "0", **other: Any
) -> dict[str, Any]:
    """A fill that bought, or that sold where the quantity is below zero."""
    side, size = ("SELL", quantity[1:]) if quantity.startswith("-") else ("BUY", quantity)
    row = dict(symbol="BTCUSDT", id=number, side=side, positionSide="BOTH", qty=size, realizedPnl=realized)
    row |= dict(marginAsset="USDT", commission=fee, commissionAsset="USDT", time=ms(moment))
    return row | other


def income_of(*fills: dict[str, Any]) -> list[dict[str, Any]]:
    """What the ledger tells of fills, cut to the second."""
    rows = []
    for one in fills:
        told = dict(symbol=one["symbol"], info="", time=one["time"] // 1000 * 1000, tranId=one["id"])
        told |= {"tradeId": str(one["id"])}
        fee = Decimal(one["commission"])
        if Decimal(one["realizedPnl"]):
            rows.append(told | dict(incomeType="REALIZED_PNL", income=one["realizedPnl"], asset="USDT"))
        if fee:
            asset = one["commissionAsset"]
            rows.append(told | dict(incomeType="COMMISSION", income=f"{-abs(fee)}", asset=asset))
    return rows


def row_of(kind: str, income: str = "1", number: int = 99, **other: Any) -> dict[str, Any]:
    """A row of the ledger that no fill is behind."""
    row = dict(symbol="BTCUSDT", incomeType=kind, income=income, asset="USDT", info="", time=ms(at()), tranId=number)
    return row | {"tradeId": ""} | other


def snapshot(day: date, sizes: Sizes, balance: str) -> dict[str, Any]:
    assets = [dict(asset="USDT", walletBalance=balance, marginBalance=balance)]
    position = [
        dict(symbol=symbol, entryPrice="1", markPrice="1", positionAmt=size, unRealizedProfit="1.1")
        for symbol, size in sizes
    ]
    return {
        "type": "futures",
        "updateTime": ms(at("23:59:59", day)),
        "data": {"assets": assets, "position": position},
    }


def contract_day(
    engine: Engine,
    opening: Sizes,
    closing: Sizes,
    fills: Sequence[dict[str, Any]] = (),
    income: Sequence[dict[str, Any]] | None = None,
    balance: str | None = None,
    unread: Sequence[str] = (),
) -> None:
    """Plan the day, hold its lists whole and ask for the fills that follow, but those of the contracts `unread`. The
    balance follows from the income, and that from the fills, where they are not told."""
    rows = income_of(*fills) if income is None else list(income)
    total = sum((Decimal(row["income"]) for row in rows if row["asset"] == "USDT"), Decimal(100))
    plan_fixed(engine, FUTURES, AccountType.MAIN)
    taken = [snapshot(BEFORE, opening, "100"), snapshot(DAY, closing, balance or f"{total}")]
    reading(engine, "futures_snapshot", taken, key="FUTURES", window=BOTH_ENDS)
    reading(engine, "um_income", rows)
    for endpoint, key in plan_followed(engine, FUTURES, "um_income"):
        if key not in unread:
            reading(engine, endpoint, [one for one in fills if one["symbol"] == key], key=key)


def judged(engine: Engine, account_day: AccountDay = FUTURES) -> DayResult:
    return reconcile_day(engine, account_day, (), "run").result


def of_usdt(result: DayResult) -> AssetVerdict:
    [one] = [one for one in result.asset_verdicts if one.line.asset == "USDT"]
    return one

"""A small wallet of USDⓈ-M futures at the simulated exchange and its records, for tests of its lists and snapshots."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    UNIT,
    Caller,
    Clock,
    Exchange,
    FuturesFill,
    FuturesIncome,
    Scenario,
    World,
    start_of,
    units,
)

FIRST = date(2026, 9, 1)
NEXT = FIRST + timedelta(days=1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"
INCOME, TRADES = "/fapi/v1/income", "/fapi/v1/userTrades"
INTERNAL = "/sapi/v1/sub-account/futures/internalTransfer"
BIG = 1_302_273_555_483_444_120
USED = "X-MBX-USED-WEIGHT-1M"


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account(MAIN)
    world.add_account(SUB)
    world.open(MAIN, "USDT", units("1000"))
    world.open(MAIN, "USDT", units("1000"), "FUTURES")
    return world


def at(truth: World | Scenario, now: int = NOON + HOUR, email: str = MAIN, **ways: Any) -> Caller:
    return Caller(Exchange(truth, Clock(now), **ways), email)


def code(caller: Caller, path: str, **params: Any) -> int:
    response = caller.send(path, **params)
    assert response.status == 400, response
    return response.json()["code"]


def fill(number: int = 2059192, **fields: Any) -> FuturesFill:
    usual = {
        "email": MAIN,
        "time": NOON + 412,
        "symbol": "BTCUSDT",
        "order_id": 25851813,
        "tran_id": 9689322400,
        "buyer": False,
        "price": units("102500"),
        "qty": units("0.005"),
        "realized": units("12.5"),
        "commission": units("0.25625"),
    }
    return FuturesFill(**{**usual, "number": number, **fields})


def row(number: int, **fields: Any) -> FuturesIncome:
    usual = {"email": MAIN, "time": NOON, "type": "FUNDING_FEE", "amount": -UNIT, "symbol": "BTCUSDT"}
    return FuturesIncome(**{**usual, "tran_id": number, **fields})


def snapshot(truth: World | Scenario, day: date = FIRST, **ways: Any) -> dict[str, Any]:
    caller = at(truth, start_of(day) + 2 * DAY, **ways)
    [shown] = [
        vo
        for vo in caller.get("/sapi/v1/accountSnapshot", type="FUTURES")["snapshotVos"]
        if vo["updateTime"] == start_of(day) + DAY - 1000
    ]
    assert shown["type"] == "futures"
    return shown["data"]

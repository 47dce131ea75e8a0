"""/api/v3/myAllocations as documented: fields, allowed combinations, span, order, pages, weight; and `sors` beside the
pairs."""

from datetime import date, timedelta

import pytest

from tests.simulator import DAY, HOUR, Allocation, Caller, Clock, Exchange, Fill, Symbol, World, public, start_of, units

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"
ALLOCATIONS = "/api/v3/myAllocations"


def allocation(number: int, moment: int, order: int = 1, email: str = MAIN) -> Allocation:
    return Allocation(
        "BTCUSDT",
        "BTC",
        "USDT",
        number,
        order,
        email,
        True,
        units("28000"),
        units("0.5"),
        units("14000"),
        7,
        "BTC",
        moment,
    )


@pytest.fixture
def exchange() -> Exchange:
    world = World(FIRST, FIRST + timedelta(days=2))
    for email in (MAIN, SUB):
        world.add_account(email)
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("28000"), routed=True))
    world.add_symbol(Symbol("BTCUSDC", "BTC", "USDC", units("28000"), routed=True))
    world.add_symbol(Symbol("ETHBTC", "ETH", "BTC", units("0.04")))
    world.add_symbol(Symbol("LUNAUSDT", "LUNA", "USDT", status="BREAK", priced=False, gone=True, routed=True))
    for number in range(3):
        world.add(allocation(number, NOON))
    world.add(allocation(3, NOON + DAY, order=2))
    world.add(allocation(4, NOON, email=SUB))
    world.add(Fill("BTCUSDT", "BTC", "USDT", 9, 1, MAIN, True, units("1"), units("1"), units("1"), 0, "BNB", NOON))
    return Exchange(world, Clock(NOON + 4 * DAY))


@pytest.fixture
def main(exchange: Exchange) -> Caller:
    return Caller(exchange, MAIN)


def ids(caller: Caller, **params: int | str) -> list[int]:
    return [row["allocationId"] for row in caller.get(ALLOCATIONS, symbol="BTCUSDT", **params)]


def test_a_row_has_the_documented_shape(main: Caller) -> None:
    assert main.get(ALLOCATIONS, symbol="BTCUSDT", limit=1) == [{
        "symbol": "BTCUSDT", "allocationId": 0, "allocationType": "SOR", "orderId": 1, "orderListId": -1,
        "price": "28000.00000000", "qty": "0.50000000", "quoteQty": "14000.00000000",
        "commission": "0.000000000000000007",
        "commissionAsset": "BTC", "time": NOON, "isBuyer": True, "isMaker": False, "isAllocator": False,
    }]  # fmt: skip


@pytest.mark.parametrize(("params", "expected"), [
    ({}, [0, 1]), ({"startTime": NOON}, [0, 1]), ({"endTime": NOON}, [1, 2]), ({"fromAllocationId": 2}, [2, 3]),
    ({"startTime": NOON + 1, "endTime": NOON + DAY}, [3]), ({"orderId": 2}, [3]),
    ({"orderId": 1, "fromAllocationId": 1}, [1, 2]),
])  # fmt: skip
def test_each_allowed_combination_brings_its_rows_oldest_first(main: Caller, params: dict, expected: list[int]) -> None:
    assert ids(main, limit=2, **params) == expected


@pytest.mark.parametrize(("params", "code"), [
    ({}, -1102), ({"symbol": "NOPEUSDT"}, -1121), ({"symbol": "LUNAUSDT"}, -1121),
    ({"symbol": "BTCUSDT", "fromAllocationId": 1, "startTime": NOON}, -1128),
    ({"symbol": "BTCUSDT", "startTime": NOON, "endTime": NOON + DAY + 1}, -1127),
    ({"symbol": "BTCUSDT", "fromId": 1}, -1104),
])  # fmt: skip
def test_what_is_refused(main: Caller, params: dict, code: int) -> None:
    assert main.send(ALLOCATIONS, **params).json()["code"] == code


def test_it_weighs_twenty_whatever_is_asked(main: Caller, exchange: Exchange) -> None:
    for params in ({}, {"orderId": 1}):
        main.get(ALLOCATIONS, symbol="BTCUSDT", **params)
    assert [entry.weight for entry in exchange.log.of("myAllocations")] == [20, 20]


def test_allocations_are_no_trades_and_trades_no_allocations(main: Caller) -> None:
    assert [row["id"] for row in main.get("/api/v3/myTrades", symbol="BTCUSDT")] == [9]


def test_pairs_of_smart_order_routing_stand_beside_the_list_of_pairs(exchange: Exchange) -> None:
    told = public(exchange, "/api/v3/exchangeInfo").json()["sors"]
    assert told == [
        {"baseAsset": "BTC", "symbols": ["BTCUSDT", "BTCUSDC"]},
        {"baseAsset": "LUNA", "symbols": ["LUNAUSDT"]},
    ]

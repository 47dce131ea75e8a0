"""/api/v3 as documented: trades and their pages, exchange info, balances, candles and prices."""

from datetime import date, timedelta

import pytest

from tests.simulator import DAY, HOUR, Caller, Clock, Exchange, Fill, Scenario, Symbol, World, public, start_of, units

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"
TRADES = "/api/v3/myTrades"
NAME = "币安人生USDT"


def fill(number: int, moment: int, *, email: str = MAIN, buyer: bool = True, order: int = 1) -> Fill:
    return Fill(
        NAME, "币安人生", "USDT", number, order, email, buyer, units("0.5"), units("2"), units("1"), 0, "BNB", moment
    )


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account(MAIN)
    world.add_account(SUB)
    world.add_symbol(Symbol(NAME, "币安人生", "USDT", units("0.5")))
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    world.add_symbol(Symbol("LUNAUSDT", "LUNA", "USDT", status="BREAK", priced=False, gone=True))
    world.open(MAIN, "USDT", units("10000"))
    world.open(MAIN, "ZERO", 0)
    for number in range(3):
        world.add(fill(10 + number, NOON))
    world.add(fill(13, NOON, buyer=False, order=7))
    world.add(fill(13, NOON, order=8))
    world.add(fill(20, NOON + DAY - 1, order=9))
    return world


@pytest.fixture
def main(world: World) -> Caller:
    return Caller(Exchange(world, Clock(NOON + 4 * DAY)), MAIN)


def ids(caller: Caller, **params: int | str) -> list[int]:
    return [row["id"] for row in caller.get(TRADES, symbol=NAME, **params)]


def code(caller: Caller, **params: int | str) -> int:
    return caller.send(TRADES, **params).json()["code"]


def test_a_trade_row_has_the_documented_shape(main: Caller) -> None:
    row = main.get(TRADES, symbol=NAME, fromId=10, limit=1)[0]
    assert row == {
        "symbol": NAME, "id": 10, "orderId": 1, "orderListId": -1, "price": "0.50000000", "qty": "2.00000000",
        "quoteQty": "1.00000000", "commission": "0.00000000", "commissionAsset": "BNB", "time": NOON, "isBuyer": True,
        "isMaker": False, "isBestMatch": True,
    }  # fmt: skip


def test_trades_come_oldest_first_from_each_allowed_start(main: Caller) -> None:
    assert ids(main) == [10, 11, 12, 13, 13, 20]
    assert ids(main, limit=2) == [13, 20]
    assert ids(main, fromId=12, limit=2) == [12, 13]
    assert ids(main, fromId=21) == []
    assert ids(main, startTime=NOON, limit=2) == [10, 11]
    assert ids(main, endTime=NOON, limit=2) == [13, 13]
    assert ids(main, startTime=NOON, endTime=NOON) == [10, 11, 12, 13, 13]
    assert ids(main, startTime=NOON + 1) == [20]
    assert ids(main, orderId=8) == [13]
    assert ids(main, orderId=9, fromId=14) == [20]


def test_a_page_can_end_inside_a_millisecond_and_inside_a_self_trade(main: Caller) -> None:
    first = main.get(TRADES, symbol=NAME, startTime=NOON, endTime=NOON + DAY - 1, limit=4)
    assert [row["id"] for row in first] == [10, 11, 12, 13]
    assert {row["isBuyer"] for row in main.get(TRADES, symbol=NAME, fromId=13, limit=2)} == {True, False}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, -1102),
        ({"symbol": NAME, "fromId": 1, "startTime": NOON}, -1128),
        ({"symbol": NAME, "orderId": 1, "endTime": NOON}, -1128),
        ({"symbol": NAME, "startTime": NOON, "endTime": NOON + DAY + 1}, -1127),
        ({"symbol": NAME, "startTime": NOON, "endTime": NOON - 1}, -1130),
        ({"symbol": NAME, "limit": 1001}, -1130),
        ({"symbol": NAME, "limit": 0}, -1130),
        ({"symbol": NAME, "fromId": "x"}, -1100),
        ({"symbol": NAME, "page": 1}, -1104),
        ({"symbol": "NOPE"}, -1121),
        ({"symbol": "LUNAUSDT"}, -1121),
    ],
)
def test_what_trades_refuse(main: Caller, params: dict, expected: int) -> None:
    assert code(main, **params) == expected


def test_a_day_and_its_last_millisecond_are_one_window(main: Caller) -> None:
    assert ids(main, startTime=NOON, endTime=NOON + DAY) == [10, 11, 12, 13, 13, 20]


def test_the_texts_of_the_two_documented_refusals(main: Caller) -> None:
    assert main.send(TRADES, symbol=NAME, startTime=0, endTime=NOON).json() == {
        "code": -1127,
        "msg": "More than 24 hours between startTime and endTime.",
    }
    assert main.send(TRADES).json()["msg"] == "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."


def test_a_refused_symbol_is_refused_to_that_account_only(world: World) -> None:
    scenario = Scenario(world)
    scenario.refuse_symbol(MAIN, NAME)
    exchange = Exchange(scenario, Clock(NOON + 4 * DAY))
    assert code(Caller(exchange, MAIN), symbol=NAME) == -1121
    assert Caller(exchange, SUB).get(TRADES, symbol=NAME) == []


def test_a_trade_of_the_future_is_not_listed_yet(world: World) -> None:
    exchange = Exchange(world, Clock(NOON + DAY - 2))
    assert ids(Caller(exchange, MAIN)) == [10, 11, 12, 13, 13]


def test_a_lowered_page_is_the_default_and_the_maximum(world: World) -> None:
    main = Caller(Exchange(world, Clock(NOON + 4 * DAY), page_caps={TRADES: 3}), MAIN)
    assert ids(main) == [13, 13, 20]
    assert code(main, symbol=NAME, limit=4) == -1130


def test_exchange_info_lists_all_symbols_or_the_named(main: Caller) -> None:
    info = public(main.exchange, "/api/v3/exchangeInfo").json()
    assert [row["symbol"] for row in info["symbols"]] == [NAME, "BTCUSDT", "LUNAUSDT"]
    assert {row["rateLimitType"]: row["limit"] for row in info["rateLimits"]}["RAW_REQUESTS"] == 300000
    named = public(main.exchange, "/api/v3/exchangeInfo", symbols=f'["{NAME}"]').json()["symbols"]
    assert (named[0]["baseAsset"], named[0]["quoteAsset"]) == ("币安人生", "USDT")
    assert public(main.exchange, "/api/v3/exchangeInfo", symbol="NOPE").json()["code"] == -1121
    assert public(main.exchange, "/api/v3/exchangeInfo", symbol="BTCUSDT", symbols="[]").json()["code"] == -1128


def test_account_shows_the_balance_of_the_moment(world: World) -> None:
    main = Caller(Exchange(world, Clock(NOON)), MAIN)
    held = {row["asset"]: units(row["free"]) + units(row["locked"]) for row in main.get("/api/v3/account")["balances"]}
    assert held == {"USDT": units("9997"), "币安人生": units("6"), "ZERO": 0}
    few = main.get("/api/v3/account", omitZeroBalances="true")["balances"]
    assert {row["asset"] for row in few} == {"USDT", "币安人生"}


def test_daily_candles_follow_the_clock_and_close_at_the_true_price(world: World) -> None:
    exchange = Exchange(world, Clock(NOON + 4 * DAY))
    rows = public(
        exchange, "/api/v3/klines", symbol="BTCUSDT", interval="1d", startTime=start_of(FIRST), limit=2
    ).json()
    assert [row[0] for row in rows] == [start_of(FIRST), start_of(FIRST) + DAY]
    assert rows[0][6] == start_of(FIRST) + DAY - 1
    assert units(rows[0][4]) == world.close_price("BTCUSDT", FIRST)
    newest = public(exchange, "/api/v3/klines", symbol="BTCUSDT", interval="1d", limit=1).json()
    assert newest[0][6] > exchange.clock.now()
    assert public(exchange, "/api/v3/klines", symbol="BTCUSDT", interval="1D").json()["code"] == -1120
    assert public(exchange, "/api/v3/klines", symbol="LUNAUSDT", interval="1d").json() == []


def test_prices_are_one_object_or_a_list(main: Caller) -> None:
    one = public(main.exchange, "/api/v3/ticker/price", symbol="BTCUSDT").json()
    assert one["symbol"] == "BTCUSDT"
    assert len(public(main.exchange, "/api/v3/ticker/price").json()) == 2


def test_unknown_paths_and_methods_are_404(main: Caller) -> None:
    assert public(main.exchange, "/api/v3/nothing").status == 404

"""USDⓈ-M futures: the list of income and that of fills, and what the account is."""

from typing import Any

from tests.futures_wallet import (
    BIG,
    FIRST,
    INCOME,
    INTERNAL,
    MAIN,
    NOON,
    SUB,
    TRADES,
    USED,
    at,
    code,
    fill,
    row,
    snapshot,
)
from tests.futures_wallet import world as world
from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    UNIT,
    BfusdReward,
    Caller,
    Clock,
    Exchange,
    FamilyTransfer,
    FuturesWays,
    Scenario,
    WalletTransfer,
    World,
    public,
    units,
)
from tests.simulator.products.futures import exchanged

# income


def test_a_fill_is_two_rows_of_income_under_one_id_cut_to_the_second(world: World) -> None:
    world.add(fill())
    rows = at(world).get(INCOME)
    shared = {"asset": "USDT", "symbol": "BTCUSDT", "time": NOON, "tranId": 9689322400, "tradeId": "2059192"}
    assert rows == [
        {**shared, "incomeType": "COMMISSION", "income": "-0.25625000", "info": "COMMISSION"},
        {**shared, "incomeType": "REALIZED_PNL", "income": "12.50000000", "info": "REALIZED_PNL"},
    ]
    assert world.balance(MAIN, FIRST, "USDT", "FUTURES") == units("1012.24375")
    assert at(world).get(TRADES, symbol="BTCUSDT")[0]["time"] == NOON + 412


def test_a_day_adds_up_from_its_incomes(world: World) -> None:
    world.add(WalletTransfer(9689322392, MAIN, "MAIN_UMFUTURE", "USDT", 50 * UNIT, NOON))
    world.add(row(BIG, amount=-units("0.12345678")))
    world.add(fill())
    rows = at(world).get(INCOME)
    assert {r["incomeType"] for r in rows} == {"COMMISSION", "FUNDING_FEE", "REALIZED_PNL", "TRANSFER"}
    assert sum(units(r["income"]) for r in rows) == units("62.12029322")
    [usdt] = snapshot(world)["assets"]
    assert usdt["walletBalance"] == "1062.12029322"


def test_a_fill_that_opens_and_is_free_is_no_income(world: World) -> None:
    world.add(fill(realized=0, commission=0))
    assert at(world).get(INCOME) == [] and len(at(world).get(TRADES, symbol="BTCUSDT")) == 1


def test_a_fee_may_be_bnb_and_may_leave_it_below_zero(world: World) -> None:
    world.add(fill(realized=0, commission=10**10, commission_asset="BNB"))
    assert [(r["asset"], r["income"]) for r in at(world).get(INCOME)] == [("BNB", "-0.00000001")]
    assert world.balance(MAIN, FIRST, "BNB", "FUTURES") == -(10**10)


def test_a_transfer_is_an_income_of_the_futures_wallet_with_its_id(world: World) -> None:
    world.add(WalletTransfer(7, MAIN, "MAIN_UMFUTURE", "USDT", 50 * UNIT, NOON + 999))
    world.add(WalletTransfer(8, MAIN, "UMFUTURE_FUNDING", "USDT", UNIT, NOON + 1000))
    world.add(WalletTransfer(9, MAIN, "MAIN_MARGIN", "USDT", UNIT, NOON))
    world.add(WalletTransfer(10, MAIN, "MAIN_UMFUTURE", "USDT", UNIT, NOON, status="FAILED"))
    rows = at(world).get(INCOME)
    assert [(r["incomeType"], r["tranId"], r["income"], r["time"]) for r in rows] == [
        ("TRANSFER", 7, "50.00000000", NOON),
        ("TRANSFER", 8, "-1.00000000", NOON + 1000),
    ]
    assert {r["symbol"] + r["tradeId"] for r in rows} == {""}
    other = Scenario(world, FuturesWays(own_tran_ids=True, milliseconds=True))
    assert [(r["tranId"], r["time"]) for r in at(other).get(INCOME)] == [
        (1_800_000_000_000_000_007, NOON + 999),
        (1_800_000_000_000_000_008, NOON + 1000),
    ]


def test_a_transfer_is_no_income_before_it_is_done(world: World) -> None:
    move = WalletTransfer(7, MAIN, "MAIN_UMFUTURE", "USDT", UNIT, NOON, pending_until=NOON + HOUR)
    scenario = Scenario(world)
    world.add(move)
    assert at(scenario, NOON + HOUR - 1).get(INCOME) == [] and scenario.facts(MAIN, "FUTURES", NOON) == []
    assert len(at(scenario, NOON + HOUR).get(INCOME)) == 1 and len(scenario.facts(MAIN, "FUTURES")) == 1


def test_a_transfer_between_accounts_is_an_income_of_each_that_it_concerns(world: World) -> None:
    world.add(FamilyTransfer(7, MAIN, SUB, "USDT", UNIT, NOON, receiver_type="USDT_FUTURE"))
    world.add(FamilyTransfer(8, MAIN, SUB, "USDT", 2 * UNIT, NOON, "USDT_FUTURE", "USDT_FUTURE"))
    world.add(FamilyTransfer(9, MAIN, SUB, "USDT", UNIT, NOON, "USDT_FUTURE", status="FAILURE"))
    exchange = Exchange(world, Clock(NOON + HOUR))
    seen = {
        email: [(r["tranId"], r["income"]) for r in Caller(exchange, email).get(INCOME)] for email in world.accounts
    }
    assert seen == {MAIN: [(8, "-2.00000000")], SUB: [(7, "1.00000000"), (8, "2.00000000")]}


def test_moves_between_futures_wallets_have_a_list_of_the_main_account(world: World) -> None:
    world.add(FamilyTransfer(7, MAIN, SUB, "USDT", UNIT, NOON, receiver_type="USDT_FUTURE"))
    world.add(FamilyTransfer(8, MAIN, SUB, "USDT", 2 * UNIT, NOON, "USDT_FUTURE", "USDT_FUTURE"))
    world.add(FamilyTransfer(9, MAIN, SUB, "BTC", UNIT, NOON, "COIN_FUTURE", "COIN_FUTURE"))
    world.add(FamilyTransfer(10, MAIN, SUB, "USDT", UNIT, NOON, "USDT_FUTURE", "USDT_FUTURE", pending_until=NOON + DAY))
    moved = {"from": MAIN, "to": SUB, "asset": "USDT", "qty": "2", "tranId": 8, "time": NOON}
    caller, who = at(world), {"email": SUB, "futuresType": 1}
    assert caller.get(INTERNAL, **who) == {"success": True, "futuresType": 1, "transfers": [moved]}
    assert [r["tranId"] for r in caller.get(INTERNAL, **who | {"futuresType": 2})["transfers"]] == [9]
    assert [r["tranId"] for r in at(world, NOON + DAY).get(INTERNAL, **who)["transfers"]] == [10, 8]
    assert caller.get(INTERNAL, **who, page=2)["transfers"] == []
    assert at(world, NOON + 31 * DAY).get(INTERNAL, **who, startTime=NOON)["transfers"] == []
    assert code(caller, INTERNAL, email=SUB) == -1102 and code(caller, INTERNAL, email=SUB, futuresType=3) == -1130
    assert code(caller, INTERNAL, email="nobody@example.com", futuresType=1) == -5021
    assert code(at(world, email=SUB), INTERNAL, **who) == -4006


def test_a_reward_of_bfusd_held_in_futures_is_told_twice_and_paid_there(world: World) -> None:
    world.add(BfusdReward(email=MAIN, time=NOON, asset="USDT", amount=UNIT, in_futures=True))
    world.add(row(BIG, type="BFUSD_REWARD", symbol="", amount=UNIT))
    scenario = Scenario(world)
    assert len(at(scenario).get("/sapi/v1/bfusd/history/rewardsHistory")["rows"]) == 1
    assert scenario.facts(MAIN) == [] and [fact.amount for fact in scenario.facts(MAIN, "FUTURES")] == [UNIT]
    assert scenario.expected_variance() == {} and world.balance(MAIN, FIRST, "USDT") == units("1000")


def test_assets_exchanged_are_two_rows_with_one_id(world: World) -> None:
    swap = ("COIN_SWAP_WITHDRAW", "COIN_SWAP_DEPOSIT")
    for event in exchanged(MAIN, NOON, BIG, ("BTC", UNIT // 100), ("USDT", 975 * UNIT)):
        world.add(event)
    for event in exchanged(MAIN, NOON, BIG + 1, ("USDT", UNIT), ("USDC", UNIT), swap):
        world.add(event)
    assert [(r["incomeType"], r["tranId"], r["asset"], r["income"]) for r in at(world).get(INCOME)] == [
        ("AUTO_EXCHANGE", BIG, "BTC", "-0.01000000"),
        ("AUTO_EXCHANGE", BIG, "USDT", "975.00000000"),
        ("COIN_SWAP_DEPOSIT", BIG + 1, "USDC", "1.00000000"),
        ("COIN_SWAP_WITHDRAW", BIG + 1, "USDT", "-1.00000000"),
    ]
    assert world.closing(MAIN, FIRST, "FUTURES") == {
        "USDT": units("1974"),
        "BTC": units("-0.01"),
        "USDC": UNIT,
    }


def test_ids_are_numbers_of_nineteen_digits_and_types_may_be_unknown(world: World) -> None:
    world.add(row(BIG, type="SOMETHING_NEW", symbol=""))
    body = at(world).send(INCOME).body
    assert b'"tranId":1302273555483444120,' in body and b'"incomeType":"SOMETHING_NEW"' in body


def test_rows_equal_in_everything_are_two(world: World) -> None:
    world.add(row(5))
    world.add(row(5, nth=2))
    first, second = at(world).get(INCOME)
    assert first == second and len(Scenario(world).facts(MAIN, "FUTURES")) == 2


def test_income_comes_oldest_first_and_the_oldest_where_there_are_more(world: World) -> None:
    for number in range(1100):
        world.add(row(number, time=NOON + number // 1050 * 1000))
    caller = at(world)
    assert len(caller.get(INCOME)) == 100
    page = caller.get(INCOME, limit=1000, startTime=NOON)
    assert len(page) == 1000 and {r["time"] for r in page} == {NOON}
    assert at(world, oldest_first=True).get(INCOME, limit=1000, startTime=NOON) == page
    assert len(caller.get(INCOME, limit=1000, startTime=NOON + 1)) == 50
    assert code(caller, INCOME, limit=1001) == -1130 and code(caller, INCOME, limit=0) == -1130
    assert code(caller, INCOME, page=1) == -1103


def test_both_ends_of_the_window_are_in_it(world: World) -> None:
    for moment in (NOON - 1, NOON, NOON + MINUTE, NOON + MINUTE + 1):
        world.add(row(moment, time=moment))
    found = at(world).get(INCOME, startTime=NOON, endTime=NOON + MINUTE)
    assert [r["time"] for r in found] == [NOON, NOON + MINUTE]


def test_income_can_be_asked_by_type_and_symbol(world: World) -> None:
    world.add(fill())
    world.add(row(1, symbol="ETHUSDT"))
    caller = at(world)
    assert [r["incomeType"] for r in caller.get(INCOME, incomeType="COMMISSION")] == ["COMMISSION"]
    assert [r["tranId"] for r in caller.get(INCOME, symbol="ETHUSDT")] == [1]
    assert caller.get(INCOME, symbol="NOSUCH") == []


def test_income_is_of_seven_days_unless_told_and_of_three_months_at_most(world: World) -> None:
    world.add(row(1))
    assert len(at(world, NOON + 7 * DAY).get(INCOME)) == 1
    later = at(world, NOON + 7 * DAY + 1)
    assert later.get(INCOME) == [] and len(later.get(INCOME, startTime=NOON)) == 1
    assert len(at(world, NOON + 90 * DAY).get(INCOME, startTime=NOON - DAY)) == 1
    assert at(world, NOON + 90 * DAY + 1).get(INCOME, startTime=NOON) == []
    strict = Scenario(world, FuturesWays(empty_when_early=True))
    assert at(strict, NOON + 90 * DAY).get(INCOME, startTime=NOON - 1) == []
    assert len(at(strict, NOON + 90 * DAY).get(INCOME, startTime=NOON)) == 1


# fills


def test_a_fill_s_row(world: World) -> None:
    world.add(fill())
    assert at(world).get(TRADES, symbol="BTCUSDT") == [
        {
            "symbol": "BTCUSDT",
            "pair": "BTCUSDT",
            "id": 2059192,
            "orderId": 25851813,
            "side": "SELL",
            "positionSide": "BOTH",
            "price": "102500",
            "qty": "0.005",
            "quoteQty": "512.5",
            "baseQty": "0.005",
            "commission": "0.25625000",
            "commissionAsset": "USDT",
            "marginAsset": "USDT",
            "realizedPnl": "12.50000000",
            "buyer": False,
            "maker": False,
            "time": NOON + 412,
        }
    ]


def test_older_rows_lack_three_fields_and_older_commissions_are_negative(world: World) -> None:
    world.add(fill(bare=True))
    world.add(fill(2059193, commission=-units("0.1")))
    first, second = at(Scenario(world, FuturesWays(negative_commission=True))).get(TRADES, symbol="BTCUSDT")
    assert {"pair", "marginAsset", "baseQty"} == set(second) - set(first)
    assert (first["commission"], second["commission"]) == ("-0.25625000", "-0.10000000")
    assert at(world).get(TRADES, symbol="BTCUSDT")[0]["commission"] == "0.25625000"


def test_fills_are_asked_by_symbol_and_by_id_or_times(world: World) -> None:
    for number in range(5):
        world.add(fill(number, time=NOON + number))
    caller = at(world)

    def ids(**params: Any) -> list[int]:
        return [r["id"] for r in caller.get(TRADES, symbol="BTCUSDT", **params)]

    assert ids(fromId=3) == [3, 4] and ids(fromId=0, limit=2) == [0, 1]
    assert ids(limit=2) == [3, 4] and ids(startTime=NOON, limit=2) == [0, 1]
    assert ids(startTime=NOON + 1, endTime=NOON + 2) == [1, 2] and ids(orderId=1) == []
    assert code(caller, TRADES) == -1102 and code(caller, TRADES, symbol="NOSUCH") == -1121
    assert code(caller, TRADES, symbol="BTCUSDT", fromId=1, startTime=NOON) == -1128
    assert code(caller, TRADES, symbol="BTCUSDT", startTime=NOON, endTime=NOON + 7 * DAY + 1) == -1127
    assert code(caller, TRADES, symbol="BTCUSDT", limit=1001) == -1130
    assert caller.get(TRADES, symbol="ETHUSDT") == []


def test_fills_are_held_three_months_and_shown_seven_days_after_a_start(world: World) -> None:
    world.add(fill())
    for_ever = {"symbol": "BTCUSDT", "fromId": 0}
    assert len(at(world, NOON + 412 + 90 * DAY).get(TRADES, **for_ever)) == 1
    assert at(world, NOON + 413 + 90 * DAY).get(TRADES, **for_ever) == []
    assert at(world, NOON + 8 * DAY).get(TRADES, symbol="BTCUSDT") == []
    assert at(world, NOON + 8 * DAY).get(TRADES, symbol="BTCUSDT", startTime=NOON - 7 * DAY) == []
    assert len(at(world, NOON + 8 * DAY).get(TRADES, symbol="BTCUSDT", startTime=NOON)) == 1


# the account


def test_the_account_shows_what_is_held_and_what_is_open(world: World) -> None:
    world.add(fill(realized=0, qty=UNIT, buyer=True, price=units("60000")))
    world.add(row(1, asset="BNB", symbol="", amount=-UNIT))
    caller = at(world)
    account, held = caller.get("/fapi/v3/account"), caller.get("/fapi/v3/balance")
    wallets = {"BNB": "-1.00000000", "USDT": "999.74375000"}
    assert {a["asset"]: a["walletBalance"] for a in account["assets"]} == wallets
    assert {a["asset"]: a["balance"] for a in held} == wallets
    [position] = account["positions"]
    assert (position["symbol"], position["positionSide"], position["positionAmt"]) == ("BTCUSDT", "BOTH", "1")
    usdt = account["assets"][1]
    assert units(usdt["marginBalance"]) == units(usdt["walletBalance"]) + units(position["unrealizedProfit"])
    assert account["totalWalletBalance"] == usdt["walletBalance"]


def test_modes_and_time(world: World) -> None:
    single = Scenario(world, FuturesWays(multi_assets=False, fee_burn=False))
    assert at(world).get("/fapi/v1/multiAssetsMargin") == {"multiAssetsMargin": True}
    assert at(single).get("/fapi/v1/multiAssetsMargin") == {"multiAssetsMargin": False}
    assert (at(world).get("/fapi/v1/feeBurn"), at(single).get("/fapi/v1/feeBurn")) == (
        {"feeBurn": True},
        {"feeBurn": False},
    )
    assert public(Exchange(world, Clock(NOON)), "/fapi/v1/time").json() == {"serverTime": NOON}


def test_one_limit_for_all_paths_of_futures(world: World) -> None:
    caller = at(world)
    weights = {INCOME: 30, "/fapi/v3/account": 5, "/fapi/v3/balance": 5, "/fapi/v1/multiAssetsMargin": 30}
    used = 0
    for path, weight in weights.items():
        used += weight
        response = caller.send(path)
        assert response.headers[USED] == str(used) and not any(name.startswith("X-SAPI") for name in response.headers)
    for _ in range((2400 - used) // 30):
        assert caller.send("/fapi/v1/feeBurn").status == 200
    assert caller.send(INCOME).status == 429
    banned = caller.send(TRADES, symbol="BTCUSDT")
    assert (banned.status, banned.json()["code"]) == (418, -1003) and "Retry-After" in banned.headers


def test_an_account_under_portfolio_margin_is_refused(world: World) -> None:
    world.switch(MAIN, portfolio_margin=True)
    caller = at(world)
    response = caller.send("/fapi/v3/balance")
    assert (response.status, response.json()["code"]) == (401, -2015)
    assert Caller(caller.exchange, SUB).send("/fapi/v3/balance").status == 200
    assert caller.send("/sapi/v1/accountSnapshot", type="FUTURES").status == 200


# the snapshot

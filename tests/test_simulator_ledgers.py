"""COIN-M futures and options: what moved these wallets, and what they hold now, as they have no snapshots."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    JSON_KINDS,
    UNIT,
    Caller,
    Clock,
    CoinIncome,
    Exchange,
    FamilyTransfer,
    FuturesWays,
    OptionBill,
    OptionExercise,
    Scenario,
    WalletTransfer,
    World,
    public,
    random_scenario,
    random_world,
    start_of,
    units,
)

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"
INCOME, BILL, EXERCISES = "/dapi/v1/income", "/eapi/v1/bill", "/eapi/v1/exerciseRecord"
COIN, OPTION = "/dapi/v1/account", "/eapi/v1/marginAccount"
USDT = {"currency": "USDT"}
BIG = 1_125_899_906_842_624_010


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account(MAIN)
    world.add_account(SUB)
    for wallet, asset in (("SPOT", "USDT"), ("SPOT", "BTC"), ("COIN_FUTURE", "BTC"), ("OPTION", "USDT")):
        world.open(MAIN, asset, units("500"), wallet)
    return world


def at(truth: World | Scenario, now: int = NOON + HOUR, email: str = MAIN, **ways: Any) -> Caller:
    return Caller(Exchange(truth, Clock(now), **ways), email)


def code(caller: Caller, path: str, **params: Any) -> int:
    response = caller.send(path, **params)
    assert response.status == 400, response
    return response.json()["code"]


def income(number: int, **fields: Any) -> CoinIncome:
    usual = {"email": MAIN, "time": NOON, "type": "FUNDING_FEE", "amount": -UNIT, "symbol": "BTCUSD_PERP"}
    return CoinIncome(**{**usual, "tran_id": number, **fields})


def bill(number: int, **fields: Any) -> OptionBill:
    usual = {"email": MAIN, "time": NOON, "type": "FEE", "amount": -UNIT, "symbol": "BTC-261127-100000-C"}
    return OptionBill(**{**usual, "number": number, **fields})


# COIN-M


def test_ids_of_coin_incomes_are_texts_and_their_info_is_free(world: World) -> None:
    world.add(income(9689322392, type="COMMISSION", trade_id="2059192"))
    assert at(world).get(INCOME) == [
        {
            "symbol": "BTCUSD_PERP",
            "incomeType": "COMMISSION",
            "income": "-1.00000000",
            "asset": "BTC",
            "info": "",
            "time": NOON,
            "tranId": "9689322392",
            "tradeId": "2059192",
        }
    ]
    assert world.balance(MAIN, FIRST, "BTC", "COIN_FUTURE") == units("499")


def test_a_transfer_is_a_row_of_the_ledger_at_its_end(world: World) -> None:
    world.add(WalletTransfer(7, MAIN, "MAIN_CMFUTURE", "BTC", 2 * UNIT, NOON + 999))
    world.add(WalletTransfer(8, MAIN, "CMFUTURE_MAIN", "BTC", UNIT, NOON + 1000))
    world.add(WalletTransfer(9, MAIN, "MAIN_OPTION", "USDT", UNIT, NOON + 7))
    world.add(WalletTransfer(10, MAIN, "MAIN_CMFUTURE", "BTC", UNIT, NOON, status="FAILED"))
    rows = at(world).get(INCOME)
    assert [(r["incomeType"], r["tranId"], r["income"], r["time"], r["info"]) for r in rows] == [
        ("TRANSFER", "7", "2.00000000", NOON, "DEPOSIT"),
        ("TRANSFER", "8", "-1.00000000", NOON + 1000, "WITHDRAW"),
    ]
    assert at(world).get(BILL, **USDT) == [
        {"id": BIG - 1, "asset": "USDT", "amount": "1", "type": "TRANSFER", "createDate": NOON + 7}
    ]
    exact = Scenario(world, FuturesWays(milliseconds=True))
    assert at(exact).get(INCOME)[0]["time"] == NOON + 999
    assert len(at(world).get("/sapi/v1/asset/transfer", type="MAIN_CMFUTURE")["rows"]) == 2


def test_a_transfer_between_accounts_is_told_by_both_ledgers(world: World) -> None:
    world.add(FamilyTransfer(9, MAIN, SUB, "BTC", UNIT, NOON, "COIN_FUTURE", "COIN_FUTURE"))
    exchange = Exchange(world, Clock(NOON + HOUR))
    seen = {email: [r["income"] for r in Caller(exchange, email).get(INCOME)] for email in world.accounts}
    assert seen == {MAIN: ["-1.00000000"], SUB: ["1.00000000"]}


def test_coin_income_spans_a_year_and_has_no_pages(world: World) -> None:
    world.add(income(1))
    caller = at(world, NOON + 200 * DAY)
    assert caller.get(INCOME) == [] and len(caller.get(INCOME, startTime=NOON)) == 1
    assert code(at(world), INCOME, startTime=NOON - 366 * DAY, endTime=NOON) == -1130
    assert code(caller, INCOME, page=1) == -1103 and code(caller, INCOME, limit=1001) == -1130


def test_coin_income_is_the_oldest_first_and_the_oldest_where_there_is_more(world: World) -> None:
    for number in range(5):
        world.add(income(number, time=NOON + number * 1000))
    assert [r["tranId"] for r in at(world).get(INCOME, limit=3)] == ["0", "1", "2"]


def test_the_coin_account_holds_balances_apart_from_profit(world: World) -> None:
    world.add(income(1))
    assert [(r["asset"], r["walletBalance"]) for r in at(world).get(COIN)["assets"]] == [("BTC", "499.00000000")]
    assert at(world, NOON - 1).get(COIN)["assets"][0]["walletBalance"] == "500.00000000"
    row = at(world).get(COIN)["assets"][0]
    assert units(row["marginBalance"]) == units(row["walletBalance"]) + units(row["unrealizedProfit"])
    assert row["unrealizedProfit"] != at(world, NOON + DAY).get(COIN)["assets"][0]["unrealizedProfit"]
    assert at(world).get(COIN)["updateTime"] == 0
    assert [(r["asset"], r["balance"]) for r in at(world).get("/dapi/v1/balance")] == [("BTC", "499.00000000")]


def test_both_futures_draw_on_one_pool_and_options_on_another(world: World) -> None:
    caller = at(world)
    used = "X-MBX-USED-WEIGHT-1M"
    assert caller.send("/fapi/v1/time").headers[used] == "1"
    assert caller.send(INCOME).headers[used] == "21"
    assert caller.send(COIN).headers[used] == "26"
    assert caller.send(OPTION).headers[used] == "3"
    assert caller.send(BILL, **USDT).headers[used] == "4"


# options


def test_a_bill_is_named_by_ids_beyond_what_a_float_can_hold(world: World) -> None:
    world.add(bill(BIG))
    world.add(bill(BIG + 1, type="SOMETHING_NEW", symbol=""))
    body = at(world).send(BILL, **USDT).body
    assert b'"id":1125899906842624010,' in body and b'"id":1125899906842624011,' in body
    first, second = at(world).get(BILL, **USDT)
    assert "symbol" not in first and second["symbol"] == "BTC-261127-100000-C"
    assert float(first["id"]) == float(second["id"]) and first["id"] != second["id"]


def test_the_newest_rows_of_a_bill_come_or_those_from_an_id_on(world: World) -> None:
    for number in range(5):
        world.add(bill(BIG + number, time=NOON + number))
    caller = at(world)

    def ids(**params: Any) -> list[int]:
        return [r["id"] - BIG for r in caller.get(BILL, **USDT, **params)]

    assert ids(limit=2) == [4, 3] and ids(recordId=BIG + 1, limit=2) == [2, 1]
    assert ids(startTime=NOON + 1, endTime=NOON + 2) == [2, 1]
    assert code(caller, BILL) == -1102 and code(caller, BILL, currency="BTC") == -1130
    assert code(caller, BILL, **USDT, limit=1001) == -1130


def test_a_bill_is_held_three_months(world: World) -> None:
    world.add(bill(BIG))
    assert len(at(world, NOON + 90 * DAY).get(BILL, **USDT)) == 1
    assert at(world, NOON + 90 * DAY + 1).get(BILL, **USDT, startTime=NOON) == []


def test_an_exercise_is_two_rows_of_the_bill_and_one_that_moves_nothing(world: World) -> None:
    world.add(OptionExercise(email=MAIN, time=NOON, number=42, symbol="BTC-261120-99000-C", amount=2 * UNIT, fee=UNIT))
    world.add(bill(BIG, type="EXERCISE_PNL", amount=2 * UNIT))
    world.add(bill(BIG + 1, type="EXERCISE_FEE", amount=-UNIT))
    [row] = at(world).get(EXERCISES)
    assert (row["id"], row["amount"], row["fee"], row["createDate"]) == ("42", "2", "1", NOON)
    assert world.balance(MAIN, FIRST, "USDT", "OPTION") == units("501")
    assert at(world).get(EXERCISES, symbol="BTC-1-1-C") == []


def test_the_account_of_options_says_what_is_held_and_when(world: World) -> None:
    world.add(bill(BIG))
    account = at(world).get(OPTION)
    assert account["time"] == NOON + HOUR
    [row] = account["asset"]
    assert (row["asset"], row["marginBalance"]) == ("USDT", "499")
    assert units(row["equity"]) == units("499") + units(row["unrealizedPNL"]) != units("499")
    assert at(world, email=SUB).get(OPTION)["asset"] == []


def test_there_is_no_snapshot_of_either(world: World) -> None:
    for wallet in ("COIN_FUTURE", "OPTION"):
        assert at(world).get("/sapi/v1/accountSnapshot", type=wallet)["code"] == -3026


def test_the_hosts_tell_the_time() -> None:
    exchange = Exchange(random_world(1, accounts=1, days=5), Clock(NOON))
    for path in ("/dapi/v1/time", "/eapi/v1/time"):
        assert public(exchange, path).json() == {"serverTime": NOON}


# seeds


def test_without_the_flags_a_seed_is_the_world_it_was() -> None:
    plain, more = random_world(3), random_world(3, coin_futures=True, options=True)
    assert [event for event in more.events if event in set(plain.events)] == plain.events
    assert plain.opening[MAIN, "COIN_FUTURE"] == {} and {"CoinIncome", "OptionBill"} <= {
        type(event).__name__ for event in more.events
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_faithful_reader_finds_no_variance_without_trouble(seed: int) -> None:
    scenario = random_scenario(seed, troubles=0, coin_futures=True, options=True, accounts=2, days=5)
    assert scenario.expected_variance() == {}
    assert scenario.facts(MAIN, "COIN_FUTURE") and scenario.facts(MAIN, "OPTION")


def test_drawn_trouble_befalls_these_ledgers() -> None:
    found = set()
    for seed in range(20):
        scenario = random_scenario(seed, troubles=5, coin_futures=True, options=True, accounts=1, days=5)
        found |= {cell[2] for cell in scenario.expected_variance()}
        found |= {f"unproved {wallet}" for wallet in ("COIN_FUTURE", "OPTION") if scenario.unproved(wallet=wallet)}
    assert {"COIN_FUTURE", "OPTION", "unproved COIN_FUTURE", "unproved OPTION"} <= found


@pytest.mark.parametrize("kind", sorted(set(JSON_KINDS) - {"unknown_status"}))
@pytest.mark.parametrize("path", [INCOME, BILL, COIN, OPTION])
def test_answers_can_be_spoilt(world: World, path: str, kind: str) -> None:
    world.add(income(1, amount=UNIT))
    world.add(bill(BIG, amount=UNIT))
    caller = at(world)
    sent = USDT if path == BILL else {}
    before = caller.send(path, **sent).body
    fault = caller.exchange.add_fault(kind, path)
    caller.exchange.clock.advance(1)
    assert caller.send(path, **sent).body != before and fault.fired == 1

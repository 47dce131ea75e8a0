"""The lists and accounts of margin, cross and isolated, answer as documented: windows, pages, refusals and traps."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    JSON_KINDS,
    MINUTE,
    SECOND,
    UNIT,
    Dust,
    ForcedOrder,
    Habits,
    MarginRepay,
    MarginTransfer,
    Scenario,
    SmallLiability,
    WalletTransfer,
    World,
    units,
)  # fmt: skip
from tests.simulator.events import Event
from tests.simulator.products.capital_flow import told_by_ledger
from tests.simulator.products.margin_lists import told_by_margin
from tests.test_simulator_margin import (
    DEBTS,
    FIRST,
    FLOWS,
    INTEREST,
    MAIN,
    MARGIN,
    MIDNIGHT,
    MOVES,
    NOON,
    TRADES,
    WHO,
    at,
    borrow,
    charge,
    closed,
    fill,
    flow,
    margin_rows,
    off,
    refused,
    world,
)  # fmt: skip

__all__ = ["world"]


# lists -----------------------------------------------------------------------------------------------------


def test_loans_are_asked_by_type_and_their_windows_are_cut_in_silence(world: World) -> None:
    for number in range(40):
        world.add(borrow(number + 1, MIDNIGHT + number * DAY))
    caller = at(world, MIDNIGHT + 39 * DAY)
    assert refused(caller, DEBTS, startTime=MIDNIGHT) == -1102
    assert refused(caller, DEBTS, type="LOAN") == -1130
    assert refused(caller, DEBTS, type="BORROW", size=101) == -1130
    whole = {"type": "BORROW", "startTime": MIDNIGHT, "endTime": caller.exchange.clock.now(), "size": 100}
    assert [row["txId"] for row in caller.get(DEBTS, **whole)["rows"]] == list(range(40, 32, -1))
    assert caller.get(DEBTS, **whole, asset="USDT")["total"] == 31
    assert caller.get(DEBTS, **whole, asset="BTC")["total"] == 0
    assert [row["txId"] for row in caller.get(DEBTS, type="BORROW", txId=2)["rows"]] == [2]
    assert caller.get(DEBTS, **{**whole, "type": "REPAY"}) == {"rows": [], "total": 0}
    assert caller.get(DEBTS, type="BORROW", size=3, current=2)["rows"][0]["txId"] == 37


RECORDS: list[tuple[str, Event, dict[str, Any], str]] = [
    (DEBTS, borrow(), {"type": "BORROW"}, "amount"),
    (INTEREST, charge(), {}, "interest"),
    (FLOWS, flow(1), {}, "amount"),
    (TRADES, fill(), {"symbol": "BTCUSDT", "fromId": 0}, "qty"),
    (MOVES, MarginTransfer(**WHO, tx_id=1, asset="USDT", amount=UNIT), {}, "amount"),
    (
        f"{MARGIN}/exchange-small-liability-history",
        SmallLiability(**WHO, asset="ETH", principal=UNIT, target="USDT", target_amount=UNIT),
        {"current": 1, "size": 9},
        "targetAmount",
    ),
    (
        f"{MARGIN}/forceLiquidationRec",
        ForcedOrder(**WHO, order_id=1, symbol="ETHBTC", side="BUY", price=UNIT, qty=UNIT),
        {},
        "qty",
    ),
]


@pytest.mark.parametrize(("path", "event", "params", "field"), RECORDS, ids=[one[0].split("/")[-1] for one in RECORDS])
def test_every_list_can_hide_delay_double_spoil_and_lose_a_record(
    world: World, path: str, event: Event, params: dict[str, Any], field: str
) -> None:
    world.add(event)

    def rows(change: Callable[[Scenario], None], now: int = NOON + 2 * DAY) -> list[dict[str, Any]]:
        scenario = Scenario(world)
        change(scenario)
        answer = at(scenario, now).get(path, **params)
        return answer["rows"] if isinstance(answer, dict) else answer

    later = NOON + 3 * DAY
    assert len(rows(lambda scenario: None)) == 1
    assert rows(lambda scenario: scenario.hide(event)) == []
    assert [len(rows(lambda scenario: scenario.delay(event, later), now)) for now in (later - 1, later)] == [0, 1]
    assert [len(rows(lambda scenario: scenario.vanish(event, later), now)) for now in (later - 1, later)] == [1, 0]
    assert len(rows(lambda scenario: scenario.duplicate(event))) == 2
    assert rows(lambda scenario: scenario.spoil(event, **{field: "much"}))[0][field] == "much"


def test_an_altered_record_says_something_else_until_it_is_put_right(world: World) -> None:
    scenario = Scenario(world)
    scenario.alter(world.add(charge()), until=NOON + 2 * DAY, amount=units("0.5"))
    shown = [at(scenario, NOON + n * DAY).get(INTEREST)["rows"][0]["interest"] for n in (1, 2)]
    assert shown == ["0.50000000", "0.00100000"]
    assert off(scenario, "interest", NOON + DAY) == {(FIRST, "USDT"): units("0.001") - units("0.5")}
    assert off(scenario, "interest", NOON + 2 * DAY) == {}


@pytest.mark.parametrize("other", ["MAIN", "UMFUTURE", "CMFUTURE", "FUNDING", "OPTION"])
def test_each_of_ten_moves_reaches_margin_or_leaves_it(world: World, other: str) -> None:
    for number, kind in enumerate((f"{other}_MARGIN", f"MARGIN_{other}")):
        move = WalletTransfer(number, MAIN, kind, "USDT", units(7 - number), NOON + number)
        world.add(move)
        world.add(told_by_margin(move, 70 + number))
    assert closed(world, "USDT")[0] == units("301")
    rows = at(world, oldest_first=True).get(MOVES)["rows"]
    assert [(row["type"], row["transTo"] == "CROSS_MARGIN") for row in rows] == [("ROLL_IN", True), ("ROLL_OUT", False)]
    assert {flow.type: flow.amount for flow in told_by_ledger(world.events, 1)[1:]} == {"TRANSFER": -units("6")}


def test_a_loan_may_not_tell_its_principal(world: World) -> None:
    world.add(borrow(tells_principal=False))
    [row] = at(world).get(DEBTS, type="BORROW")["rows"]
    assert (row["amount"], row["principal"]) == ("200.00000000", "0.00000000")
    assert off(Scenario(world), "loan") == {}


@pytest.mark.parametrize(
    ("path", "event", "more"),
    [
        (DEBTS, borrow(pair="BTCUSDT"), {"type": "BORROW"}),
        (INTEREST, charge(pair="BTCUSDT"), {}),
        (FLOWS, flow(1, pair="BTCUSDT"), {}),
    ],
)
def test_isolated_records_come_only_where_their_pair_is_named(
    world: World, path: str, event: Event, more: dict[str, str]
) -> None:
    world.add(event)
    caller, name = at(world), "symbol" if path == FLOWS else "isolatedSymbol"
    answers = [caller.get(path, **more, **named) for named in ({}, {name: "ETHBTC"}, {name: "BTCUSDT"})]
    assert [len(one if path == FLOWS else one["rows"]) for one in answers] == [0, 0, 1]


def test_interest_is_read_thirty_days_at_once_and_ninety_back(world: World) -> None:
    for number in range(95):
        world.add(charge(number + 1, MIDNIGHT + number * DAY))
    caller = at(world, MIDNIGHT + 94 * DAY)
    now = caller.exchange.clock.now()
    assert caller.get(INTEREST, size=100)["total"] == 8
    assert caller.get(INTEREST, startTime=MIDNIGHT)["total"] == 31
    assert caller.get(INTEREST, startTime=MIDNIGHT, endTime=MIDNIGHT + 9 * DAY)["total"] == 6
    assert refused(caller, INTEREST, startTime=now - 30 * DAY - 1, endTime=now) == -6021


def test_interest_in_bnb_stands_under_bnb(world: World) -> None:
    world.add(charge(1, NOON, "0.00000095", in_bnb=True, on_borrow=True))
    world.add(charge(2, NOON + HOUR, "0.00000095", in_bnb=True))
    rows = at(world).get(INTEREST, asset="BNB")["rows"]
    assert [(row["asset"], row["rawAsset"], row["type"]) for row in rows] == [
        ("BNB", "USDT", "PERIODIC_CONVERTED"),
        ("BNB", "USDT", "ON_BORROW_CONVERTED"),
    ]
    assert at(world).get(INTEREST, asset="USDT")["total"] == 0
    assert closed(world, "BNB") == (0, 0, units("0.0000019")) and closed(world, "USDT")[2] == 0
    world.add(MarginRepay(email=MAIN, time=NOON + 2 * HOUR, tx_id=1, asset="BNB", principal=0,
                          interest=units("0.0000019"), type="BNB_AUTO_REPAY"))  # fmt: skip
    assert closed(world, "BNB")[1:] == (0, 0)


def test_the_capital_flow_is_read_by_id_inside_seven_days(world: World) -> None:
    for number in range(1, 100):
        world.add(flow(number, MIDNIGHT + (number - 1) * DAY))
    caller = at(world, MIDNIGHT + 98 * DAY, oldest_first=True)
    now = caller.exchange.clock.now()
    week = {"startTime": now - 7 * DAY, "endTime": now}
    assert ids(caller.get(FLOWS, **week)) == list(range(92, 100)) == ids(caller.get(FLOWS))
    assert ids(caller.get(FLOWS, **week, limit=3)) == [97, 98, 99]
    assert ids(caller.get(FLOWS, **week, limit=3, fromId=94)) == [95, 96, 97]
    assert ids(caller.get(FLOWS, **week, fromId=3)) == list(range(92, 100))
    assert ids(caller.get(FLOWS, startTime=MIDNIGHT + 5 * DAY, endTime=MIDNIGHT + 12 * DAY)) == [9, 10, 11, 12, 13]
    assert refused(caller, FLOWS, startTime=now - 7 * DAY - 1, endTime=now) == -4047
    assert refused(caller, FLOWS, limit=1001) == -1130
    assert caller.send(FLOWS).headers["X-SAPI-USED-IP-WEIGHT-1M"] == "900"


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


def test_amounts_of_the_capital_flow_have_a_sign_or_none(world: World) -> None:
    for one in told_by_ledger([borrow(), fill(time=NOON + SECOND)], 1):
        world.add(one)
    world.add(flow(9, NOON + MINUTE, type="LIQUIDATION_FEE", amount=-units("2")))
    shown = [{row["type"]: row["amount"] for row in at(world, habits=Habits(signed_flows=signed)).get(FLOWS)}
             for signed in (False, True)]  # fmt: skip
    assert shown[0] == {
        "BORROW": "200",
        "BUY_INCOME": "0.003",
        "BUY_EXPENSE": "300",
        "TRADING_COMMISSION": "0.000003",
        "LIQUIDATION_FEE": "2",
    }
    assert {kind for kind, amount in shown[1].items() if amount.startswith("-")} == {
        "BUY_EXPENSE",
        "TRADING_COMMISSION",
        "LIQUIDATION_FEE",
    }
    assert [row.get("symbol") for row in at(world, habits=Habits(named_cross=True)).get(FLOWS, limit=1)] == [""]


def test_fills_of_isolated_margin_and_of_spot_are_other_lists(world: World) -> None:
    world.add(fill(34))
    world.add(fill(35, isolated=True))
    caller = at(world)
    rows = [caller.get(TRADES, symbol="BTCUSDT", fromId=0, **more)
            for more in ({}, {"isIsolated": "FALSE"}, {"isIsolated": "TRUE"})]  # fmt: skip
    assert [ids(one) for one in rows] == [[34], [34], [35]]
    assert [row["isIsolated"] for one in rows for row in one] == [False, False, True]
    assert caller.get("/api/v3/myTrades", symbol="BTCUSDT") == []
    assert refused(caller, TRADES, symbol="BTCUSDT", isIsolated="true") == -1130
    assert refused(caller, TRADES, symbol="NONE") == -1121
    assert rows[0][0]["quoteQty"] == "300.00000000"
    assert "quoteQty" not in at(world, habits=Habits(margin_quotes=False)).get(TRADES, symbol="BTCUSDT", fromId=0)[0]


def test_fills_come_of_less_than_a_day_without_an_id(world: World) -> None:
    for number in range(4):
        world.add(fill(10 + number, NOON + number * 12 * HOUR))
    caller = at(world, NOON + 36 * HOUR)
    asked = {"symbol": "BTCUSDT"}
    assert ids(caller.get(TRADES, **asked)) == [12, 13]
    assert ids(caller.get(TRADES, **asked, startTime=NOON)) == [10, 11]
    assert ids(caller.get(TRADES, **asked, endTime=NOON + DAY)) == [11, 12]
    assert ids(caller.get(TRADES, **asked, startTime=NOON, endTime=NOON + DAY - 1)) == [10, 11]
    assert refused(caller, TRADES, **asked, startTime=NOON, endTime=NOON + DAY) == -1127
    assert ids(caller.get(TRADES, **asked, fromId=11)) == [11, 12, 13]
    assert ids(caller.get(TRADES, **asked, fromId=0, limit=2)) == [10, 11]
    assert refused(caller, TRADES, **asked, fromId=1, startTime=NOON) == -1128
    assert refused(caller, TRADES, **asked, limit=1001) == -1130


def test_small_debts_want_a_page_and_dust_an_account(world: World) -> None:
    world.add(SmallLiability(**WHO, asset="ETH", principal=units("1"), target="USDT", target_amount=units("2")))
    dust = {"parent_id": 1, "trans_id": 1, "amount": units("1"), "got": units("0.01"), "charge": units("0.001")}
    world.add(Dust(**WHO, asset="USDT", account="MARGIN", **dust))
    caller, path, small = at(world), f"{MARGIN}/exchange-small-liability-history", "/sapi/v1/asset/dribblet"
    assert refused(caller, path, current=1) == refused(caller, path, size=10) == -1102
    response = caller.send(path, current=1, size=10)
    assert response.json()["total"] == 1 and response.headers["X-SAPI-USED-UID-WEIGHT-1M"] == "300"
    totals = [caller.get(small, **more)["total"] for more in ({}, {"accountType": "SPOT"}, {"accountType": "MARGIN"})]
    assert totals == [0, 0, 1]
    assert closed(world, "USDT")[0] == units("297") and world.balance(MAIN, FIRST, "BNB", "MARGIN") == units("0.01")


def test_a_move_of_cross_margin_stands_in_two_lists_under_two_ids(world: World) -> None:
    move = WalletTransfer(9, MAIN, "UMFUTURE_MARGIN", "USDT", units("5"), NOON + 7)
    world.add(move)
    world.add(told_by_margin(move, 77, in_seconds=True))
    caller = at(world)
    [row] = caller.get(MOVES)["rows"]
    assert (row["txId"], row["type"], row["transFrom"], row["transTo"]) == (77, "ROLL_IN", "FUTURES", "CROSS_MARGIN")
    assert row["timestamp"] == NOON // SECOND
    assert [one["tranId"] for one in caller.get("/sapi/v1/asset/transfer", type="UMFUTURE_MARGIN")["rows"]] == [9]
    assert closed(world, "USDT")[0] == units("305") and off(Scenario(world), "balance") == {}


def test_moves_of_isolated_margin_are_asked_by_pair(world: World) -> None:
    world.open(MAIN, "USDT", units("8"), "ISOLATED_MARGIN", pair="BTCUSDT")
    kinds = ("ISOLATEDMARGIN_MARGIN", "MARGIN_ISOLATEDMARGIN")
    ends = ({"from_symbol": "BTCUSDT"}, {"to_symbol": "BTCUSDT"})
    for number, (kind, end) in enumerate(zip(kinds, ends, strict=True)):
        world.add(WalletTransfer(number, MAIN, kind, "USDT", units(5 - number), NOON, **end))
    caller, path = at(world), "/sapi/v1/asset/transfer"
    assert [refused(caller, path, type=kind) for kind in kinds] == [-1102, -1102]
    assert caller.get(path, type=kinds[0], fromSymbol="BTCUSDT")["total"] == 1
    assert caller.get(path, type=kinds[0], fromSymbol="ETHBTC")["total"] == 0
    assert closed(world, "USDT", wallet="ISOLATED_MARGIN", pair="BTCUSDT")[0] == units("7")
    assert closed(world, "USDT")[0] == units("301")


# accounts --------------------------------------------------------------------------------------------------


def test_a_snapshot_may_leave_out_what_is_neither_held_nor_owed(world: World) -> None:
    world.open(MAIN, "BTC", 0, "MARGIN")
    world.open(MAIN, "ETH", units("2"), "MARGIN", "loan")
    shown = [[row["asset"] for row in margin_rows(at(world, zero_rows=zero))] for zero in (True, False)]
    assert shown == [["BTC", "ETH", "USDT"], ["ETH", "USDT"]]
    [owed] = [row for row in margin_rows(at(world)) if row["asset"] == "ETH"]
    assert owed["netAsset"] == "-2.00000000"


def test_the_isolated_account_now(world: World) -> None:
    world.add(borrow(pair="BTCUSDT"))
    world.add(charge(pair="BTCUSDT"))
    caller, path = at(world), f"{MARGIN}/isolated/account"
    [account] = caller.get(path)["assets"]
    assert account["quoteAsset"] | {"free": "", "locked": ""} == {
        "asset": "USDT",
        "borrowEnabled": True,
        "borrowed": "200.00000000",
        "free": "",
        "interest": "0.00100000",
        "locked": "",
        "netAsset": "-0.00100000",
        "netAssetOfBtc": "0.00000000",
        "repayEnabled": True,
        "totalAsset": "200.00000000",
    }
    assert at(world, NOON - 1).get(path)["assets"][0]["quoteAsset"]["borrowed"] == "0.00000000"
    assert caller.get(path, symbols="ETHBTC") == {"assets": []}
    assert refused(caller, path, symbols=",".join("ABCDEF")) == -1130


ANSWERS = {
    TRADES: {"symbol": "BTCUSDT", "fromId": 0},
    f"{MARGIN}/account": {},
    f"{MARGIN}/isolated/account": {},
    "/sapi/v1/accountSnapshot": {"type": "MARGIN"},
    "/sapi/v1/account/info": {},
    "/sapi/v1/bnbBurn": {},
}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_that_is_no_list_of_records_can_be_spoiled(world: World, path: str) -> None:
    world.add(borrow(pair="BTCUSDT"))
    world.add(fill())
    for kind in JSON_KINDS:
        caller = at(world)
        honest = caller.send(path, **ANSWERS[path]).body
        caller.exchange.clock.advance(SECOND)
        fault = caller.exchange.add_fault(kind, path, options={"size": 100})
        assert (kind, caller.send(path, **ANSWERS[path]).body != honest, fault.fired) == (kind, True, 1)


def test_functions_are_switched_on_and_off(world: World) -> None:
    caller = at(world)
    assert caller.get("/sapi/v1/account/info")["isMarginEnabled"] is True
    world.switch(MAIN, margin=False, portfolio_margin=True, interest_in_bnb=True)
    info = caller.get("/sapi/v1/account/info")
    assert (info["isMarginEnabled"], info["isPortfolioMarginRetailEnabled"]) == (False, True)
    assert caller.get("/sapi/v1/bnbBurn") == {"spotBNBBurn": False, "interestBNBBurn": True}

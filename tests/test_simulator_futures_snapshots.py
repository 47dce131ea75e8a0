"""USDⓈ-M futures: the daily snapshot, and what becomes of records and answers that are distorted."""

from datetime import timedelta

import pytest

from tests.futures_wallet import FIRST, INCOME, MAIN, NEXT, NOON, TRADES, at, fill, row, snapshot
from tests.futures_wallet import world as world
from tests.simulator import (
    DAY,
    HOUR,
    JSON_KINDS,
    MINUTE,
    UNIT,
    FuturesWays,
    Invisible,
    Scenario,
    WalletTransfer,
    World,
    start_of,
    units,
)


def test_a_snapshot_shows_assets_and_positions(world: World) -> None:
    world.add(fill(1, realized=0, qty=UNIT, buyer=True, price=units("60000"), commission=0))
    world.add(fill(2, realized=0, qty=UNIT, buyer=True, price=units("61000"), commission=0))
    world.add(fill(3, symbol="ETHUSDT", realized=0, qty=UNIT, price=units("2500"), position_side="SHORT"))
    shown = snapshot(world)
    assert [(p["symbol"], p["positionAmt"], p["entryPrice"]) for p in shown["position"]] == [
        ("BTCUSDT", "2.00000000", "60500.00000000"),
        ("ETHUSDT", "-1.00000000", "2500.00000000"),
    ]
    assert set(shown["position"][0]) == {"symbol", "entryPrice", "markPrice", "positionAmt", "unRealizedProfit"}
    [usdt] = shown["assets"]
    profit = sum(units(p["unRealizedProfit"]) for p in shown["position"])
    assert profit and units(usdt["walletBalance"]) == world.balance(MAIN, FIRST, "USDT", "FUTURES")
    assert units(usdt["marginBalance"]) == units(usdt["walletBalance"]) + profit
    other = snapshot(Scenario(world, FuturesWays(labels_exchanged=True)))
    assert other["assets"] == [
        {"asset": "USDT", "marginBalance": usdt["walletBalance"], "walletBalance": usdt["marginBalance"]}
    ]


def test_a_position_that_is_closed_or_turned_round(world: World) -> None:
    for number, (buyer, qty, price) in enumerate(((True, 2, 100), (False, 1, 130), (False, 3, 90))):
        world.add(
            fill(number, symbol="ETHUSDT", buyer=buyer, qty=qty * UNIT, price=price * UNIT, time=NOON + DAY * number)
        )
    shown = [snapshot(world, FIRST + timedelta(days=n))["position"] for n in range(3)]
    assert [(p["positionAmt"], p["entryPrice"]) for [p] in shown] == [
        ("2.00000000", "100.00000000"),
        ("1.00000000", "100.00000000"),
        ("-2.00000000", "90.00000000"),
    ]


def test_a_snapshot_may_hold_what_moved_exactly_at_midnight(world: World) -> None:
    scenario = Scenario(world)
    for number, moment in enumerate((start_of(FIRST), start_of(NEXT), start_of(NEXT) + 1)):
        world.add(row(number, time=moment))
    world.add(fill(time=start_of(NEXT) + 412, realized=0, commission=units("0.25")))
    balances = [scenario.snapshot(MAIN, FIRST - timedelta(days=1), "FUTURES", NOON + 9 * DAY)]
    scenario.midnight_inside("FUTURES")
    balances += [
        scenario.snapshot(MAIN, day, "FUTURES", NOON + 9 * DAY) for day in (FIRST - timedelta(days=1), FIRST, NEXT)
    ]
    assert [held["USDT"] * 4 // UNIT for held in balances if held] == [4000, 3996, 3992, 3987]
    # Of the first day the opening has one and the closing one: nothing is left of the two.
    assert scenario.expected_variance() == {
        (MAIN, FIRST - timedelta(days=1), "FUTURES", "USDT"): -UNIT,
        (MAIN, NEXT, "FUTURES", "USDT"): UNIT,
    }


def test_each_kind_of_snapshot_is_missing_or_cut_by_itself(world: World) -> None:
    scenario = Scenario(world)
    scenario.no_snapshot(MAIN, FIRST, wallet="FUTURES")
    world.add(row(1, time=start_of(NEXT) + MINUTE))
    world.add(Invisible("1", MAIN, "USDT", UNIT, start_of(NEXT) + MINUTE))
    scenario.cut_late(MAIN, FIRST, HOUR, "FUTURES")
    assert scenario.snapshot(MAIN, FIRST, "FUTURES", NOON + 3 * DAY) is None
    assert scenario.snapshot(MAIN, FIRST, "SPOT", NOON + 3 * DAY) == {"USDT": units("1000")}
    assert set(scenario.unproved(wallet="FUTURES")) == {(MAIN, FIRST, None), (MAIN, NEXT, None)}
    assert scenario.unproved() == {}
    scenario.answer_snapshot(MAIN, NEXT, {"USDT": 5}, NOON, NOON + 9 * DAY, "FUTURES")
    assert scenario.snapshot(MAIN, NEXT, "FUTURES", NOON + 3 * DAY) == {"USDT": 5}
    assert scenario.snapshot(MAIN, NEXT, "SPOT", NOON + 3 * DAY) != {"USDT": 5}
    doubted = {(MAIN, NEXT, None), (MAIN, NEXT + timedelta(days=1), None)}
    assert doubted <= set(scenario.unproved(NOON, "FUTURES")) and scenario.unproved(NOON) == {}
    assert {cell: v for cell, v in scenario.expected_variance().items() if cell[2] == "FUTURES"} == {
        (MAIN, FIRST, "FUTURES", "USDT"): -UNIT,
        (MAIN, NEXT, "FUTURES", "USDT"): UNIT,
    }


# distortions


def cell(amount: int, asset: str = "USDT") -> dict[tuple, int]:
    return {(MAIN, FIRST, "FUTURES", asset): amount}


def test_rows_of_one_fill_are_distorted_apart(world: World) -> None:
    scenario = Scenario(world)
    profit, fee = scenario.incomes_of(world.add(fill()))
    assert (profit.type, fee.type) == ("REALIZED_PNL", "COMMISSION")
    scenario.hide(fee)
    assert scenario.expected_variance() == cell(-units("0.25625"))
    assert [share.source for share in scenario.shares()] == [fee.key]
    assert [r["incomeType"] for r in at(scenario).get(INCOME)] == ["REALIZED_PNL"]
    scenario.duplicate(profit)
    assert len(at(scenario).get(INCOME)) == 2 and len(scenario.facts(MAIN, "FUTURES")) == 1


def test_a_hidden_fill_leaves_the_money_told(world: World) -> None:
    scenario = Scenario(world)
    scenario.hide(world.add(fill()))
    assert scenario.expected_variance() == {} and at(scenario).get(TRADES, symbol="BTCUSDT") == []
    assert len(at(scenario).get(INCOME)) == 2


def test_each_end_of_a_transfer_is_told_by_its_own_list(world: World) -> None:
    scenario = Scenario(world)
    move = world.add(WalletTransfer(7, MAIN, "MAIN_UMFUTURE", "USDT", UNIT, NOON))
    [income] = scenario.incomes_of(move)
    assert [fact.key for fact in scenario.facts(MAIN, "FUTURES")] == [income.key]
    assert [fact.key for fact in scenario.facts(MAIN)] == [move.key]
    assert scenario.facts(MAIN, "FUTURES")[0].external_id == "TRANSFER:7:USDT::"
    scenario.hide(move)
    assert scenario.expected_variance() == {(MAIN, FIRST, "SPOT", "USDT"): -UNIT}
    scenario.hide(income)
    assert scenario.expected_variance() == {(MAIN, FIRST, "SPOT", "USDT"): -UNIT} | cell(UNIT)


def test_altered_delayed_and_vanished_income(world: World) -> None:
    scenario = Scenario(world)
    late, gone, changed = [world.add(row(number)) for number in range(3)]
    scenario.delay(late, NOON + 2 * DAY)
    scenario.vanish(gone, NOON + DAY)
    scenario.alter(changed, amount=2 * UNIT)
    assert [r["tranId"] for r in at(scenario).get(INCOME)] == [1, 2]
    assert scenario.expected_variance(NOON) == cell(-4 * UNIT)
    assert scenario.expected_variance(NOON + DAY) == cell(-5 * UNIT)
    assert set(scenario.unproved(NOON + DAY, "FUTURES")) == {(MAIN, FIRST, None)} and not scenario.unproved(NOON + DAY)
    assert scenario.expected_variance(NOON + 2 * DAY) == cell(-4 * UNIT)


def test_a_spoilt_income_leaves_its_wallet_unproved(world: World) -> None:
    scenario = Scenario(world)
    scenario.spoil(world.add(row(1)), "tranId", income="NaN")
    [shown] = at(scenario).get(INCOME)
    assert shown["income"] == "NaN" and "tranId" not in shown
    assert scenario.expected_variance() == cell(-UNIT)
    assert scenario.unproved(wallet="FUTURES") == {(MAIN, FIRST, None): "row unreadable"} and scenario.unproved() == {}


@pytest.mark.parametrize("kind", sorted(set(JSON_KINDS) - {"unknown_status"}))
@pytest.mark.parametrize("path", [INCOME, TRADES, "/fapi/v3/account", "/sapi/v1/accountSnapshot"])
def test_answers_can_be_spoilt(world: World, path: str, kind: str) -> None:
    world.add(fill())
    caller = at(world, NOON + 2 * DAY)
    sent = {TRADES: {"symbol": "BTCUSDT"}, "/sapi/v1/accountSnapshot": {"type": "FUTURES"}}.get(path, {})
    before = caller.send(path, **sent).body
    fault = caller.exchange.add_fault(kind, path)
    caller.exchange.clock.advance(1)
    assert caller.send(path, **sent).body != before and fault.fired == 1

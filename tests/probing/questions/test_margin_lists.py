"""Questions about margin and keys, asked of the simulated exchange in both its forms."""

from datetime import date
from typing import Any

import pytest
from binrecon.probing.question import Bearing, Sighting

from tests.probing.stand import MAIN, seen
from tests.simulator import (
    DAY,
    HOUR,
    Clock,
    Exchange,
    MarginBorrow,
    MarginFill,
    MarginInterest,
    MarginRepay,
    MarginTransfer,
    Scenario,
    Symbol,
    WalletTransfer,
    World,
    start_of,
    units,
)
from tests.simulator.habits import Habits
from tests.simulator.products.capital_flow import told_by_ledger
from tests.simulator.products.margin_lists import told_by_margin

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 20)
NOON = start_of(LAST) - 3 * DAY + 12 * HOUR
NOW = start_of(LAST) + DAY + 9 * HOUR


def borrowing() -> World:
    """A loan over the last midnights, each with an interest of its own; a repayment, a fill, a move and its row."""
    world = World(FIRST, LAST)
    world.add_account(MAIN)
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    world.open(MAIN, "USDT", units("5000"))
    world.open(MAIN, "USDT", units("5000"), "MARGIN")
    world.add(MarginBorrow(email=MAIN, time=start_of(FIRST) + HOUR, asset="USDT", principal=units("900"), tx_id=51))
    world.add(MarginBorrow(email=MAIN, time=NOON - HOUR, asset="USDT", principal=units("70"), tx_id=52))
    for night in range(1, 12):
        charge = {"principal": units("900"), "amount": night * units("0.001"), "rate": units("0.00012")}
        world.add(MarginInterest(email=MAIN, time=start_of(FIRST) + night * DAY, asset="USDT", tx_id=night, **charge))
    world.add(
        MarginRepay(email=MAIN, time=NOON, asset="USDT", principal=units("90"), interest=units("0.004"), tx_id=77)
    )
    world.add(fill())
    move = WalletTransfer(13526853623, MAIN, "MAIN_MARGIN", "USDT", units("33"), NOON + HOUR)
    world.add(move)
    world.add(told_by_margin(move, 5240372201))
    for row in told_by_ledger(list(world.events), 123456):
        world.add(row)
    return world


def fill() -> MarginFill:
    money = {"price": units("60000"), "qty": units("0.01"), "quote_qty": units("600"), "commission": units("0.00001")}
    pair = {"symbol": "BTCUSDT", "base": "BTC", "quote": "USDT", "is_buyer": True, "commission_asset": "BTC"}
    return MarginFill(id=34, order_id=39324, email=MAIN, time=NOON + 2 * HOUR, **pair, **money)


def asked(number: str, world: World | None = None, *, midnight_inside: bool = False, **habits: Any) -> Sighting:
    scenario = Scenario(world or borrowing())
    if midnight_inside:
        scenario.midnight_inside("MARGIN")
    return seen(Exchange(scenario, Clock(NOW), habits=Habits(**habits)), number)


@pytest.mark.parametrize("inside", [False, True])
def test_interest_of_midnight(inside: bool) -> None:
    sighting = asked("2b", midnight_inside=inside)
    assert f"is {'inside' if inside else 'outside'} the snapshot" in sighting.seen


@pytest.mark.parametrize(("signed", "follows"), [(False, "another list has to tell it"), (True, "two sides too")])
def test_signs_of_the_ledger(signed: bool, follows: str) -> None:
    sighting = asked("3a", signed_flows=signed)
    assert sighting.bearing is Bearing.AS_ASSUMED and sighting.follows.endswith(follows)


@pytest.mark.parametrize(("named", "words"), [(True, "6 empty, 0 without"), (False, "0 empty, 6 without")])
def test_symbols_of_cross_rows(named: bool, words: str) -> None:
    assert asked("3c", named_cross=named).seen == f"symbol: 0 named, {words}"


def test_the_ledger_from_an_id_begins_beyond_it() -> None:
    sighting = asked("3b")
    assert sighting.bearing is Bearing.AS_ASSUMED and sighting.seen.endswith("the id itself does not come")


@pytest.mark.parametrize("tells", [True, False])
def test_principal_of_borrows(tells: bool) -> None:
    world = borrowing()
    more = {"tells_principal": tells, "tx_id": 53, "asset": "USDT", "principal": units("5")}
    world.add(MarginBorrow(email=MAIN, time=NOON + HOUR, **more))
    assert asked("7", world).seen == f"principal is the amount in {1 + tells}, empty or zero in {1 - tells} of 2 row(s)"


@pytest.mark.parametrize(("asset", "bearing"), [("BNB", Bearing.AS_ASSUMED), ("USDT", Bearing.OTHERWISE)])
def test_automatic_repayments(asset: str, bearing: Bearing) -> None:
    world = borrowing()
    paid = {"type": "BNB_AUTO_REPAY", "asset": asset, "principal": 0 if asset == "BNB" else units("1")}
    world.add(MarginRepay(email=MAIN, time=NOON + HOUR, interest=units("0.001"), tx_id=78, **paid))
    assert asked("6", world).bearing is bearing


@pytest.mark.parametrize(("number", "same"), [(5240372201, 0), (13526853623, 1)])
def test_ids_of_moves(number: int, same: int) -> None:
    world = borrowing()
    move = WalletTransfer(13526853999, MAIN, "MARGIN_MAIN", "USDT", units("12"), NOON + 5 * HOUR)
    world.add(move)
    world.add(told_by_margin(move, 13526853999 if same else number + 1, in_seconds=True))
    assert asked("8b", world).seen == f"the ids are the same in {same} of 2 move(s)"


def test_moves_of_a_pair_come_without_its_name() -> None:
    world = borrowing()
    world.open(MAIN, "USDT", units("50"), "ISOLATED_MARGIN", pair="BTCUSDT")
    move = {"asset": "USDT", "amount": units("5"), "source": "SPOT", "target": "ISOLATED_MARGIN", "pair": "BTCUSDT"}
    world.add(MarginTransfer(email=MAIN, time=NOON, tx_id=5240379999, **move))
    assert asked("16", world).seen == "1 of 1 move(s) of a pair come without its name too"


def test_a_reading_key_is_answered_by_futures() -> None:
    assert asked("4a").seen == "a key without enableFutures is answered"


def test_a_reading_key_that_futures_refuse() -> None:
    exchange = Exchange(borrowing(), Clock(NOW))
    exchange.refusals.put("key", "/fapi/")
    assert seen(exchange, "4a").seen == "a key without enableFutures is refused (HTTP 401, code -2015)"


def test_under_portfolio_margin_the_refusal_tells_nothing_of_the_key() -> None:
    world = borrowing()
    world.switch(MAIN, portfolio_margin=True)
    exchange = Exchange(world, Clock(NOW))
    exchange.refusals.put("key", "/fapi/")
    assert seen(exchange, "4a").bearing is Bearing.REFUSED
    assert seen(exchange, "12").seen.startswith("SPOT answers with rows, MARGIN answers with rows")
    exchange.refusals.put("no Portfolio Margin account", "/sapi/v1/accountSnapshot")
    assert "FUTURES is refused (code -21001)" in seen(exchange, "12").seen

"""Readings of wallets that have no snapshot: when they are taken, taken again, and given up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from binrecon.collectors.reading import TRIES, MidnightPassedError, NotReadError
from binrecon.domain.errors import FatalAPIError
from sqlalchemy import Engine

from tests.collectors.stand import Stand
from tests.simulator import (
    MINUTE,
    SECOND,
    UNIT,
    Clock,
    CoinIncome,
    Exchange,
    Habits,
    MarginInterest,
    OptionBill,
    Symbol,
    World,
    start_of,
)
from tests.simulator.habits import Happening

MAIN = "main+one@example.com"
DAY = date(2026, 11, 18)
MIDNIGHT = start_of(DAY + timedelta(days=1))
COIN, OPTION = "coin_m_reading", "option_reading"
STATUS = "SELECT status, detail FROM binance_collection_coverage WHERE endpoint IN ('coin_m_reading', 'option_reading')"


@pytest.fixture
def world() -> World:
    world = World(DAY, DAY + timedelta(days=2))
    world.add_account(MAIN)
    world.open(MAIN, "BTC", 5 * UNIT, "COIN_FUTURE")
    world.open(MAIN, "USDT", 5 * UNIT, "OPTION")
    return world


def at(engine: Engine, world: World, moment: int, habits: Habits | None = None) -> Stand:
    return Stand(engine, Exchange(world, Clock(moment), habits=habits))


def income(world: World, moment: int) -> None:
    world.add(CoinIncome(email=MAIN, time=moment, type="REALIZED_PNL", amount=UNIT, tran_id=moment))


def seconds(stand: Stand, path: str) -> list[float]:
    """When the path was asked, in seconds after midnight."""
    return [(entry.time - MIDNIGHT) / SECOND for entry in stand.exchange.log.of(path)]


def test_a_reading_waits_out_the_first_seconds_of_the_hour(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT + 3 * SECOND)
    stand.collect(COIN, day=DAY)
    assert seconds(stand, "/dapi/v1/account") == [10.0]
    assert stand.rows(STATUS) == [("complete", "")]
    assert stand.coverage(COIN) == [("complete", DAY, DAY + timedelta(days=1), "")]


def test_a_clock_that_is_behind_is_waited_for(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT - 2 * SECOND)
    stand.collect(COIN, day=DAY)
    assert seconds(stand, "/dapi/v1/account") == [10.0]


def test_a_late_reading_is_taken_at_once(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT + 200 * MINUTE + 30 * SECOND)
    stand.collect(OPTION, day=DAY)
    assert seconds(stand, "/eapi/v1/marginAccount") == [12030.0]


def test_a_reading_that_is_held_is_not_taken_again(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.collect(COIN, day=DAY)
    stand.collect(COIN, day=DAY, run_id="another")
    assert stand.asked("/dapi/v1/account") == 1


@pytest.mark.parametrize("moment", [58, 60, 61])
def test_a_reading_beside_a_movement_is_taken_again(engine: Engine, world: World, moment: int) -> None:
    income(world, MIDNIGHT + moment * SECOND)
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.collect(COIN, day=DAY)
    assert stand.asked("/dapi/v1/account") == 2
    assert stand.rows(STATUS + " ORDER BY id") == [
        ("truncated", "disturbed: something moved beside the reading of 00:01:00"),
        ("complete", ""),
    ]
    assert seconds(stand, "/dapi/v1/account") == [60.0, 65.0]


def test_options_are_watched_by_their_bill(engine: Engine, world: World) -> None:
    world.add(OptionBill(email=MAIN, time=MIDNIGHT + MINUTE, number=2**60, type="FEE", amount=-UNIT))
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.collect(OPTION, day=DAY)
    assert stand.asked("/eapi/v1/marginAccount") == 2


def test_a_movement_some_seconds_away_disturbs_nothing(engine: Engine, world: World) -> None:
    income(world, MIDNIGHT + 57 * SECOND)
    income(world, MIDNIGHT + 63 * SECOND)
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.collect(COIN, day=DAY)
    assert stand.asked("/dapi/v1/account") == 1


def test_a_wallet_that_never_rests_is_given_up(engine: Engine, world: World) -> None:
    for number in range(600):
        income(world, MIDNIGHT + number * SECOND)
    stand = at(engine, world, MIDNIGHT + MINUTE)
    with pytest.raises(NotReadError, match="beside each of 5 readings"):
        stand.collect(COIN, day=DAY)
    assert stand.asked("/dapi/v1/account") == TRIES
    assert {status for status, _ in stand.rows(STATUS)} == {"truncated"}


def test_a_ledger_that_does_not_answer_leaves_the_reading(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.exchange.refusals.put("key", "/dapi/v1/income", email=MAIN)
    stand.collect(COIN, day=DAY)
    assert stand.rows(STATUS) == [("complete", "")]


def test_a_key_that_may_not_read_the_wallet_is_told(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.exchange.refusals.put("key", "/dapi/", email=MAIN)
    with pytest.raises(FatalAPIError):
        stand.collect(COIN, day=DAY)
    [(status, detail)] = stand.rows(STATUS)
    assert status == "failed" and "-2015" in detail


def test_a_midnight_that_is_not_the_last_one_cannot_be_read(engine: Engine, world: World) -> None:
    stand = at(engine, world, MIDNIGHT + MINUTE)
    with pytest.raises(MidnightPassedError, match="2026-11-17 is not the day that ended last"):
        stand.collect(COIN, day=DAY - timedelta(days=1))
    assert stand.asked("/dapi/v1/account") == 0


def test_what_moves_while_the_answer_is_on_its_way_disturbs_it(engine: Engine, world: World) -> None:
    """A movement after the answer was made, within the time that it took."""
    late = Happening("/dapi/v1/account", lambda: income(world, MIDNIGHT + MINUTE + SECOND))
    stand = at(engine, world, MIDNIGHT + MINUTE, Habits(happenings=[late]))
    stand.collect(COIN, day=DAY)
    assert stand.asked("/dapi/v1/account") == 2


# a wallet whose movements no one list tells ---------------------------------------------------------------------

ISOLATED = "isolated_reading"
PAIR = "BTCUSDT"
OF_ISOLATED = "SELECT status, detail FROM binance_collection_coverage WHERE endpoint = 'isolated_reading' ORDER BY id"


def charged(world: World, moment: int) -> None:
    """A pair of isolated margin owes interest from then on."""
    world.add_symbol(Symbol(PAIR, "BTC", "USDT"))
    world.open(MAIN, "USDT", UNIT, "ISOLATED_MARGIN", pair=PAIR)
    fields = {"email": MAIN, "pair": PAIR, "asset": "USDT", "principal": UNIT, "rate": 1}
    world.add(MarginInterest(time=moment, tx_id=moment, amount=UNIT, **fields))


@pytest.mark.parametrize(("moment", "asked"), [(59, 2), (61, 4), (64, 4), (66, 2)])
def test_a_wallet_without_a_ledger_is_watched_by_what_it_holds(
    engine: Engine, world: World, moment: int, asked: int
) -> None:
    """Asked at 60 and looked at again at 65 seconds; where that differs, once more, and looked at again."""
    charged(world, MIDNIGHT + moment * SECOND)
    stand = at(engine, world, MIDNIGHT + MINUTE)
    stand.collect(ISOLATED, day=DAY)
    assert stand.asked("/sapi/v1/margin/isolated/account") == asked
    assert [status for status, _ in stand.rows(OF_ISOLATED)] == ["truncated", "complete"][4 - asked >= 2 :]

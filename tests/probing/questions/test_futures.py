"""Questions about the income and fills of futures, each in both forms."""

from typing import Any

import pytest
from binrecon.probing.question import Bearing

from tests.probing.stand import BY_NUMBER, MAIN, NOON, exchange_of, fill, income, judged, seen, small_life, trading
from tests.simulator import FuturesWays, units
from tests.simulator.products.futures import exchanged


@pytest.mark.parametrize(("own", "bearing"), [(True, Bearing.AS_ASSUMED), (False, Bearing.OTHERWISE)])
def test_ids_of_transfers(own: bool, bearing: Bearing) -> None:
    sighting = seen(exchange_of(trading(), FuturesWays(own_tran_ids=own)), "8a")
    assert (sighting.bearing, sighting.seen) == (bearing, f"the ids are the same in {int(not own)} of 1 move(s)")


def test_without_a_transfer_ids_are_not_seen() -> None:
    assert seen(exchange_of(small_life()), "8a").bearing is Bearing.NOT_SEEN


def test_ids_that_are_the_same_now_and_then_match_nothing() -> None:
    def move(number: int, amount: str, **more: Any) -> dict[str, Any]:
        return {"asset": "USDT", "tranId": number, "amount": amount, "income": amount, **more}

    sighting = judged(
        BY_NUMBER["8a"],
        um_income=[move(1, "5", time=NOON, incomeType="TRANSFER"), move(2, "7", time=NOON, incomeType="TRANSFER")],
        moves_into_futures=[move(1, "5", timestamp=NOON + 300), move(9, "7", timestamp=NOON)],
    )
    assert (sighting.seen, sighting.follows) == (
        "the ids are the same in 1 of 2 move(s)",
        "an id must not match two ends",
    )


@pytest.mark.parametrize(("odd", "words"), [(False, "whole seconds: all of 2"), (True, "milliseconds: 2 of 2")])
def test_times_of_income(odd: bool, words: str) -> None:
    assert words in seen(exchange_of(trading(), FuturesWays(milliseconds=odd)), "11a").seen


@pytest.mark.parametrize(("time", "words"), [(NOON, "whole seconds: all of 1"), (NOON + 7, "milliseconds: 1 of 1")])
def test_times_of_coin_income(time: int, words: str) -> None:
    rows = [{"incomeType": "COMMISSION", "time": time}, {"incomeType": "TRANSFER", "time": NOON + 1}]
    assert words in judged(BY_NUMBER["11b"], cm_income=rows).seen


def test_rows_of_an_exchange_share_an_id() -> None:
    world = small_life()
    for row in exchanged(MAIN, NOON, 881, ("BTC", units("1")), ("USDT", units("60000"))):
        world.add(row)
    assert seen(exchange_of(world), "9a").seen == "a tranId is shared in 1 of 1 case(s)"


def test_rows_of_an_exchange_have_ids_of_their_own() -> None:
    world = small_life()
    kinds = ("COIN_SWAP_WITHDRAW", "COIN_SWAP_DEPOSIT")
    given, received = exchanged(MAIN, NOON, 881, ("BTC", units("1")), ("USDT", units("60000")), kinds)
    world.add(given)
    world.add(income(received.type, NOON, received.amount, number=12345))
    sighting = seen(exchange_of(world), "9a")
    assert (sighting.bearing, sighting.seen) == (Bearing.OTHERWISE, "a tranId is shared in 0 of 1 case(s)")


@pytest.mark.parametrize(("other", "shared"), [(771, 1), (772, 0)])
def test_funding_of_long_and_short(other: int, shared: int) -> None:
    world = small_life()
    world.add(income("FUNDING_FEE", NOON, -3, number=771, symbol="BTCUSDT"))
    world.add(income("FUNDING_FEE", NOON, 5, number=other, symbol="BTCUSDT", nth=2 if other == 771 else 1))
    assert seen(exchange_of(world), "9b").seen == f"a tranId is shared in {shared} of 1 case(s)"


@pytest.mark.parametrize("beside", [True, False])
def test_a_settlement_and_the_profit_beside_it(beside: bool) -> None:
    world = small_life()
    world.add(income("DELIVERED_SETTELMENT", NOON, 5, symbol="BTCUSDT_261225"))
    world.add(fill(symbol="BTCUSDT_261225" if beside else "ETHUSDT", realized=units("2"), buyer=False))
    assert seen(exchange_of(world), "10").seen == f"a REALIZED_PNL stands beside {int(beside)} of 1 settlement(s)"


@pytest.mark.parametrize("empty", [True, False])
def test_a_start_before_what_is_held(empty: bool) -> None:
    sighting = seen(exchange_of(trading(), FuturesWays(empty_when_early=empty)), "14")
    assert sighting.bearing is (Bearing.AS_ASSUMED if empty else Bearing.OTHERWISE)
    assert sighting.seen.endswith("brings an empty list" if empty else "brings what is held")


def test_a_start_before_what_is_held_may_be_refused() -> None:
    exchange = exchange_of(trading())
    early = exchange.clock.now() - 120 * 86_400_000
    exchange.refusals.put("unknown code", "/fapi/v1/income", query=f"startTime={early}"[:18])
    assert seen(exchange, "14").seen == "a start before three months is refused"


def test_without_income_an_early_start_tells_nothing() -> None:
    assert seen(exchange_of(small_life(), FuturesWays(empty_when_early=True)), "14").bearing is Bearing.NOT_SEEN


@pytest.mark.parametrize(("negative", "words"), [(True, "below zero"), (False, "above zero")])
def test_sign_of_commission(negative: bool, words: str) -> None:
    assert words in seen(exchange_of(trading(), FuturesWays(negative_commission=negative)), "15").seen


def test_without_a_fill_there_is_nobody_to_ask_about() -> None:
    assert seen(exchange_of(small_life()), "15").seen == "not seen: needs a fill of futures in the last week"


def test_each_charge_has_its_row_under_the_number_of_its_fill() -> None:
    sighting = seen(exchange_of(trading()), "19a")
    assert (sighting.bearing, sighting.seen) == (
        Bearing.AS_ASSUMED,
        "each of 1 fill(s) has its COMMISSION under its number",
    )


def test_a_charge_without_its_row_is_told() -> None:
    exchange = exchange_of(trading())
    for event in list(exchange.scenario.world.events):
        for row in exchange.scenario.incomes_of(event):
            if row.type == "COMMISSION" and row.trade_id == "2059193":
                exchange.scenario.alter(row, trade_id="7")
    assert seen(exchange, "19a").seen == "1 of 1 fill(s) have no COMMISSION under their number"
    assert seen(exchange_of(small_life()), "19a").bearing is Bearing.NOT_SEEN


def _snapshot(*sizes: str) -> dict[str, object]:
    return {"data": {"position": [{"symbol": "BTCUSDT", "positionAmt": size} for size in sizes]}}


@pytest.mark.parametrize(
    ("sizes", "bearing"),
    [
        (("1", "-2"), Bearing.AS_ASSUMED),
        (("1", "2"), Bearing.OTHERWISE),
        (("1", "0"), Bearing.NOT_SEEN),
        (("1",), Bearing.NOT_SEEN),
    ],
)
def test_the_sign_of_a_short_position(sizes: tuple[str, ...], bearing: Bearing) -> None:
    assert judged(BY_NUMBER["19b"], futures_snapshot=[_snapshot(*sizes)]).bearing is bearing

"""Questions about day-end snapshots, each in both forms."""

from datetime import timedelta
from typing import Any

from binrecon.domain.intervals import Interval, day_interval
from binrecon.probing.question import Bearing, Found
from binrecon.probing.settling import settled

from tests.probing.stand import BY_NUMBER, FIRST, MAIN, exchange_of, judged, seen, small_life, trading
from tests.simulator import DAY, Exchange, FuturesWays, start_of, units


def test_wallet_balance_is_the_balance() -> None:
    sighting = seen(exchange_of(trading()), "1")
    assert (sighting.bearing, sighting.seen) == (
        Bearing.AS_ASSUMED,
        "walletBalance rolls forward by the income, marginBalance does not",
    )


def test_exchanged_labels_are_told() -> None:
    sighting = seen(exchange_of(trading(), FuturesWays(labels_exchanged=True)), "1")
    assert sighting.bearing is Bearing.OTHERWISE
    assert sighting.seen.startswith("labels exchanged: marginBalance rolls forward")


def test_labels_are_told_whatever_the_cut_of_midnight() -> None:
    for ways in (FuturesWays(), FuturesWays(labels_exchanged=True)):
        sighting = seen(exchange_of(trading(), ways, midnight_inside=True), "1")
        assert sighting.seen.startswith("labels exchanged") is ways.labels_exchanged


def test_where_neither_label_rolls_forward_that_is_told() -> None:
    exchange = exchange_of(trading())
    for event in list(exchange.scenario.world.events):
        if getattr(event, "type", "") == "FUNDING_FEE" and event.time < start_of(FIRST) + 10 * DAY:
            exchange.scenario.hide(event)
    assert seen(exchange, "1").seen == "neither label rolls forward by the income"
    assert seen(exchange, "2a").seen == "not seen: funding rolls forward in neither way"


def test_without_a_position_labels_are_not_seen() -> None:
    sighting = seen(exchange_of(small_life()), "1")
    assert sighting.seen == "not seen: needs a day with an open position between two snapshots"


def test_labels_that_both_roll_forward_tell_nothing() -> None:
    """An unrealised profit that stands still is in both snapshots alike."""

    def row(wallet: str, margin: str) -> dict[str, Any]:
        return {"asset": "USDT", "walletBalance": wallet, "marginBalance": margin}

    days = [
        {"updateTime": start_of(FIRST) + day * DAY - 1000, "data": {"assets": [row("5", "7")]}} for day in (1, 2, 3)
    ]
    start = day_interval(FIRST).start
    found = {
        "futures_snapshot": Found(rows=tuple(days)),
        "um_income": Found(window=Interval(start, start + timedelta(days=4))),
    }
    assert settled(BY_NUMBER["1"], found).bearing is Bearing.NOT_SEEN


def test_funding_of_midnight_is_outside() -> None:
    sighting = seen(exchange_of(trading()), "2a")
    assert sighting.bearing is Bearing.AS_ASSUMED and "outside the snapshot" in sighting.seen


def test_funding_of_midnight_is_inside() -> None:
    for ways in (FuturesWays(), FuturesWays(labels_exchanged=True)):
        sighting = seen(exchange_of(trading(), ways, midnight_inside=True), "2a")
        assert sighting.bearing is Bearing.OTHERWISE and "inside the snapshot" in sighting.seen


def test_without_funding_the_cut_is_not_seen() -> None:
    assert seen(exchange_of(small_life()), "2a").bearing is Bearing.NOT_SEEN


def snapshot(day: int, **held: str) -> dict[str, Any]:
    rows = [{"asset": asset, "walletBalance": text, "marginBalance": text} for asset, text in held.items()]
    return {"updateTime": start_of(FIRST) + day * DAY - 1000, "type": "futures", "data": {"assets": rows}}


def test_rows_of_zeros_are_counted() -> None:
    sighting = judged(BY_NUMBER["5b"], futures_snapshot=[snapshot(1, USDT="5", BNB="0.00000000")])
    assert sighting.seen == "rows of zeros are listed: 1 in 1 snapshot(s)"


def test_an_asset_that_is_gone_shows_that_zeros_are_left_out() -> None:
    sighting = judged(BY_NUMBER["5b"], futures_snapshot=[snapshot(1, USDT="5", BNB="1"), snapshot(2, USDT="5")])
    assert sighting.seen == "an asset that comes to zero is left out: 1 time(s)"


def test_without_a_zero_nothing_is_seen_of_zeros() -> None:
    rows = [snapshot(1, USDT="5"), snapshot(2, USDT="5", BNB="1")]
    assert judged(BY_NUMBER["5b"], futures_snapshot=rows).bearing is Bearing.NOT_SEEN


def test_zero_rows_of_the_simulator_are_seen() -> None:
    exchange = Exchange(exchange_of(trading()).scenario, exchange_of(trading()).clock, zero_rows=True)
    exchange.scenario.world.open(MAIN, "BNB", units("0"), "FUTURES")
    assert "rows of zeros are listed" in seen(exchange, "5b").seen


def test_a_snapshot_without_rows_is_no_balance() -> None:
    odd = [{"updateTime": 1, "data": None}, {"data": {"assets": "none"}}, {"updateTime": 2, "data": {"assets": [7]}}]
    assert judged(BY_NUMBER["5b"], futures_snapshot=odd).bearing is Bearing.NOT_SEEN

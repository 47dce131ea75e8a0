"""Questions about day-end snapshots, each in both forms."""

from binrecon.probing.question import Bearing

from tests.probing.stand import exchange_of, seen, small_life, trading
from tests.simulator import FuturesWays


def test_wallet_balance_is_the_balance():
    sighting = seen(exchange_of(trading()), "1")
    assert (sighting.bearing, sighting.seen) == (
        Bearing.AS_ASSUMED,
        "walletBalance rolls forward by the income, marginBalance does not",
    )


def test_exchanged_labels_are_told():
    sighting = seen(exchange_of(trading(), FuturesWays(labels_exchanged=True)), "1")
    assert sighting.bearing is Bearing.OTHERWISE
    assert sighting.seen.startswith("labels exchanged: marginBalance rolls forward")


def test_labels_are_told_whatever_the_cut_of_midnight():
    for ways in (FuturesWays(), FuturesWays(labels_exchanged=True)):
        sighting = seen(exchange_of(trading(), ways, midnight_inside=True), "1")
        assert sighting.seen.startswith("labels exchanged") is ways.labels_exchanged


def test_without_a_position_labels_are_not_seen():
    sighting = seen(exchange_of(small_life()), "1")
    assert sighting.seen == "not seen: needs a day with an open position between two snapshots"


def test_funding_of_midnight_is_outside():
    sighting = seen(exchange_of(trading()), "2a")
    assert sighting.bearing is Bearing.AS_ASSUMED and "outside the snapshot" in sighting.seen


def test_funding_of_midnight_is_inside():
    for ways in (FuturesWays(), FuturesWays(labels_exchanged=True)):
        sighting = seen(exchange_of(trading(), ways, midnight_inside=True), "2a")
        assert sighting.bearing is Bearing.OTHERWISE and "inside the snapshot" in sighting.seen

"""Questions about the income and fills of futures, each in both forms."""

import pytest
from binrecon.probing.question import Bearing

from tests.probing.stand import exchange_of, seen, small_life, trading
from tests.simulator import FuturesWays


@pytest.mark.parametrize(("own", "bearing"), [(True, Bearing.AS_ASSUMED), (False, Bearing.OTHERWISE)])
def test_ids_of_transfers(own: bool, bearing: Bearing) -> None:
    sighting = seen(exchange_of(trading(), FuturesWays(own_tran_ids=own)), "8a")
    assert (sighting.bearing, sighting.seen) == (bearing, f"the ids are the same in {int(not own)} of 1 move(s)")


def test_without_a_transfer_ids_are_not_seen() -> None:
    assert seen(exchange_of(small_life()), "8a").bearing is Bearing.NOT_SEEN


@pytest.mark.parametrize(("odd", "words"), [(False, "whole seconds: all of 2"), (True, "milliseconds: 2 of 2")])
def test_times_of_income(odd: bool, words: str) -> None:
    assert words in seen(exchange_of(trading(), FuturesWays(milliseconds=odd)), "11a").seen

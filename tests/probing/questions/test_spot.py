"""Questions about lists that SPOT rests on, each in both forms."""

from typing import Any

import pytest
from binrecon.probing import looks
from binrecon.probing.question import Bearing, Found, Sighting
from binrecon.probing.settling import settled

from tests.probing.stand import BY_NUMBER, MAIN, NOON, exchange_of, seen, small_life
from tests.simulator import Deposit, units


def of_total(number: str, name: str, total: Any, rows: list[dict[str, Any]]) -> Sighting:
    found = Found(rows=tuple(rows), document={"total": total, "rows": rows})
    return settled(BY_NUMBER[number], {name: found})


DUST = [{"userAssetDribbletDetails": [{}, {}]}, {"userAssetDribbletDetails": [{}, {}, {}]}]


@pytest.mark.parametrize(
    ("total", "bearing", "words"),
    [
        (2, Bearing.AS_ASSUMED, "the total counts conversions"),
        ("5", Bearing.AS_ASSUMED, "the total counts their assets"),
        (8, Bearing.OTHERWISE, "the total counts neither conversions nor their assets"),
        (None, Bearing.NOT_SEEN, "not seen"),
    ],
)
def test_what_the_total_of_dust_counts(total: Any, bearing: Bearing, words: str) -> None:
    sighting = of_total("17", "dust_log", total, DUST)
    assert sighting.bearing is bearing and words in sighting.seen


def test_a_total_that_fits_two_counts_tells_nothing() -> None:
    assert of_total("17", "dust_log", 1, [{"userAssetDribbletDetails": [{}]}]).bearing is Bearing.NOT_SEEN


REWARDS = [{"positionId": 7, "time": 1}, {"positionId": "7", "time": 1}, {"positionId": 7, "time": 2}]


@pytest.mark.parametrize(
    ("total", "words"),
    [(3, "counts records"), (2, "counts what differs in positionId and time"), (9, "counts neither records nor")],
)
def test_what_the_total_of_locked_rewards_counts(total: int, words: str) -> None:
    assert words in of_total("18", "locked_rewards", total, REWARDS).seen


@pytest.mark.parametrize(("ids", "words"), [((4, 5), "comes too"), ((5, 6), "does not come")])
def test_allocations_from_an_id(ids: tuple[int, ...], words: str) -> None:
    found = {
        "exchange_info": Found(document={"sors": [{"symbols": ["BTCUSDT"]}]}),
        "allocations": Found(rows=({"symbol": "BTCUSDT", "allocationId": 4},)),
    }
    assert looks.ALLOCATIONS.chosen(found) == {"symbol": "BTCUSDT"}
    assert looks.ALLOCATIONS_FROM.chosen(found) == {"symbol": "BTCUSDT", "fromAllocationId": 4}
    found["allocations_from_an_id"] = Found(rows=tuple({"allocationId": number} for number in ids))
    assert settled(BY_NUMBER["19"], found).seen.endswith(words)


def test_without_allocations_there_is_nothing_to_ask_from() -> None:
    assert seen(exchange_of(small_life()), "19").bearing is Bearing.NOT_SEEN


def test_the_simulators_deposits_are_found_by_insert_time() -> None:
    world = small_life()
    world.add(Deposit("77", MAIN, "BTC", units("1.5"), ((NOON, 0), (NOON + 60_000, 1))))
    assert seen(exchange_of(world), "20").seen == "found by insertTime"


def test_a_deposit_that_was_complete_at_once_tells_nothing() -> None:
    row = {"id": "77", "insertTime": NOON, "completeTime": NOON + 1000}
    assert looks.DEPOSITS_BY_LISTING.chosen({"deposit_history": Found(rows=(row, {"id": "78"}))}) is None


def test_deposits_may_be_found_by_the_time_they_are_complete() -> None:
    row = {"id": "77", "insertTime": NOON, "completeTime": NOON + 60_000}
    found = {"deposit_history": Found(rows=(row,)), "deposits_by_listing": Found()}
    assert looks.DEPOSITS_BY_LISTING.chosen(found) == {"startTime": NOON, "endTime": NOON + 59_999}
    assert settled(BY_NUMBER["20"], found).seen == "found by completeTime"


@pytest.mark.parametrize(
    ("more", "bearing"),
    [({"settleAsset": "BNB", "settleAmount": "1"}, Bearing.AS_ASSUMED), ({}, Bearing.OTHERWISE)],
)
def test_settled_dual_investments(more: dict[str, str], bearing: Bearing) -> None:
    row = {"purchaseStatus": "SETTLED", "settleDate": NOON, **more}
    sighting = settled(BY_NUMBER["21"], {"dual_investment": Found(rows=(row, {"purchaseStatus": "PENDING"}))})
    assert sighting.bearing is bearing and sighting.seen.endswith("of 1 settled position(s)")

"""A record on one side of midnight whose money moved on the other: what bears it out, and what looks like it and is not
it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.records import RecordLeg

from tests.reconciliation.cases import (
    DAY,
    amounts,
    found,
    kinds,
    leg,
    moment,
    steps,
)

TOMORROW, YESTERDAY = moment(1), moment(-1)


@pytest.mark.parametrize(
    ("at", "other_at", "amount", "variance"),
    [
        (moment(), TOMORROW, "2", "-2"),
        (moment(), YESTERDAY, "2", "-2"),
        (TOMORROW, moment(), "2", "2"),
        (YESTERDAY, moment(), "-2", "-2"),
    ],
)
def test_a_record_with_times_on_two_days_explains_both(
    at: object, other_at: object, amount: str, variance: str
) -> None:
    beyond = 1 if TOMORROW in (at, other_at) else -1
    there = found(
        "BTC", variance, leg("BTC", amount, at=at, other_at=other_at), variances={beyond: str(-Decimal(variance))}
    )
    assert [(f.kind, f.amount) for f in there.explained] == [("across_the_cut", leg("BTC", variance).amount)]


@pytest.mark.parametrize(
    "movement",
    [
        leg("BTC", "2"),
        leg("BTC", "2", other_at=moment(clock="23:59:59")),
        leg("BTC", "2", at=TOMORROW, other_at=YESTERDAY),
        leg("BTC", "2", other_at=TOMORROW, standing="elsewhere"),
        leg("ETH", "2", other_at=TOMORROW),
    ],
)
def test_a_record_of_one_day_or_without_effect_or_of_another_asset_explains_nothing(movement: object) -> None:
    assert not found("BTC", "-2", movement).explained


EVENING, MORNING = moment(clock="23:40:00"), moment(1, "00:20:00")


@pytest.mark.parametrize(
    ("at", "off", "beside", "amount"),
    [
        (EVENING, "-2", {1: "2"}, "-2"),
        (MORNING, "2", {1: "-2"}, "2"),
        (moment(clock="00:20:00"), "-2", {-1: "2"}, "-2"),
        (moment(-1, "23:40:00"), "2", {-1: "-2"}, "2"),
    ],
)
def test_a_record_near_midnight_moved_on_the_day_beside_it_when_both_days_say_so(
    at: Any, off: str, beside: dict[int, str], amount: str
) -> None:
    fill = leg("ETH", "7", source="trade", at=at)
    there = found("BTC", off, around_cutoff=(leg("BTC", "2", at=at), fill), variances=beside)
    assert (kinds(there), amounts(there)) == (["across_the_cut"], [amount])


@pytest.mark.parametrize("beside", [{}, {1: "0"}, {1: "2.1"}, {-1: "2"}])
def test_a_record_near_midnight_explains_nothing_when_the_other_day_does_not_agree(beside: dict[int, str]) -> None:
    fill = leg("ETH", "7", source="trade", at=EVENING)
    assert not found("BTC", "-2", around_cutoff=(leg("BTC", "2", at=EVENING), fill), variances=beside).explained


@pytest.mark.parametrize(
    ("amount", "other_at", "explained"),
    [
        ("1000", None, True),
        ("1000", EVENING, False),
        ("1000", MORNING, False),
        ("1000", moment(clock="00:20:00"), True),
        ("1000.0001", EVENING, True),
    ],
)
def test_a_round_amount_over_midnight_says_nothing_where_another_record_could_have_had_it(
    amount: str, other_at: Any, explained: bool
) -> None:
    """Money that goes unseen and comes back the next day meets one of many records near a midnight by chance."""
    near = [leg("BTC", amount, at=EVENING), *([] if other_at is None else [leg("BTC", "250", "2", at=other_at)])]
    there = found("BTC", f"-{amount}", around_cutoff=tuple(sorted(near, key=lambda one: one.at)), variances={1: amount})
    assert bool(there.explained) is explained
    assert explained or [[one.kind for one in found_] for found_ in there.alternatives] == [["across_the_cut"]]


def over(record: str = "1", amount: str = "2", days: tuple[int, int] = (1, 0)) -> RecordLeg:
    """A record booked on one day whose other time lies on another."""
    return leg("BTC", amount, record, at=moment(days[0]), other_at=moment(days[1]))


@pytest.mark.parametrize(
    ("beyond", "explained"), [({1: "-2"}, True), ({1: "0"}, False), ({1: "2"}, False), ({1: "-1"}, False)]
)
def test_a_record_with_two_times_explains_a_day_only_if_the_other_day_bears_it_out(
    beyond: dict[int, str], explained: bool
) -> None:
    there = found("BTC", "2", over(), variances=beyond)
    assert bool(there.explained) is explained
    assert bool(steps(there, "and that day is not off by it")) is not explained


def test_a_day_beyond_that_another_day_must_speak_for_is_waited_for_with_it() -> None:
    """The next day is off by this record and by another, which it shares with a third day that is not known."""
    late_ones = over("1", "2.1234"), over("2", "7.0001", (2, 1))
    assert found("BTC", "2.1234", *late_ones, variances={1: "4.8767"}).waits == (DAY + timedelta(days=2),)
    assert found("BTC", "2.1234", *late_ones, variances={1: "4.8767", 2: "-7.0001"}).explained


def test_a_deposit_that_never_came_explains_nothing_on_the_day_it_is_booked_on() -> None:
    assert not found("BTC", "-2", over(days=(0, -1)), variances={-1: "0"}).explained


def test_two_records_of_one_midnight_are_borne_out_together() -> None:
    both = over("1", "2.0001"), over("2", "5.0001")
    assert amounts(found("BTC", "7.0002", *both, variances={1: "-7.0002"})) == ["2.0001", "5.0001"]
    assert amounts(found("BTC", "5.0001", *both, variances={1: "-5.0001"})) == ["5.0001"]
    assert not found("BTC", "5.0001", *both, variances={1: "-2.0001"}).explained


def test_a_day_beyond_that_needs_another_record_to_have_moved_here_contradicts() -> None:
    """One booked here and one booked beyond, of one amount: beyond is off by nothing if both moved, or neither."""
    here, there = over("d0", "1.0001", (0, 1)), over("d1", "1.0001", (1, 0))
    assert not found("BTC", "-1.0001", here, there, variances={1: "0"}).explained
    assert amounts(found("BTC", "-1.0001", here, there, variances={1: "1.0001"})) == ["-1.0001"]


def test_a_record_that_moved_late_every_day_is_borne_out_by_the_one_of_the_next_day() -> None:
    """Three payments of some 3, 4 and 5, each a day after the one it is listed under."""
    late_ones = [over(str(n), f"{4 + n}.000{5 + n}", (n, n + 1)) for n in (-1, 0, 1)]
    there = found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001", 2: "5.0006"})
    assert sorted(amounts(there)) == ["-4.0005", "3.0004"]
    assert not found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001", 2: "0"}).explained
    assert found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001"}).waits == (
        DAY + timedelta(days=2),
    )


def test_a_record_without_effect_on_the_other_day_is_told_apart_from_what_moved_over() -> None:
    pending = leg("BTC", "1.0001", "p", status="0", standing="pending", at=moment(-1))
    assert amounts(found("BTC", "-2.0001", over(amount="2.0001", days=(0, -1)), pending, variances={-1: "3.0002"})) == [
        "-2.0001"
    ]

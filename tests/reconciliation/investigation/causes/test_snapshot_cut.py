"""A snapshot that was not taken at midnight: every asset that moved in between says so, or it was not."""

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
    found_all,
    kinds,
    late,
    leg,
    moment,
    quiet,
    records,
    steps,
)

NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)


def opposite(off: dict[str, str], days: int = 1) -> dict[tuple[str, Any], Decimal]:
    """What the day beside is off by where the snapshot between is to blame."""
    return {(asset, DAY + timedelta(days=days)): -Decimal(amount) for asset, amount in off.items()}


def test_a_snapshot_taken_late_holds_all_that_moved_until_then_in_every_asset() -> None:
    near = late(
        ("BTC", "1", "00:05:00"), ("USDT", "-9", "00:05:00"), ("BTC", "2", "00:20:00"), ("BTC", "5", "00:50:00")
    )
    there = found_all(
        {"BTC": "3", "USDT": "-9"},
        around_cutoff=near,
        variances=quiet("BTC", "USDT") | opposite({"BTC": "3", "USDT": "-9"}),
    )
    assert {asset: (kinds(one), amounts(one)) for asset, one in there.items()} == {
        "BTC": (["snapshot_cut"], ["3"]),
        "USDT": (["snapshot_cut"], ["-9"]),
    }
    assert records(there["BTC"]) == [("trade 00:05:00 in", "trade 00:20:00 in")]


def test_an_asset_whose_legs_end_before_the_cut_is_explained_with_the_others() -> None:
    near = late(("BTC", "1", "00:05:00"), ("ETH", "2", "00:06:00"), ("ETH", "3", "00:30:00"))
    there = found_all(
        {"BTC": "1", "ETH": "5"}, around_cutoff=near, variances=quiet("BTC", "ETH") | opposite({"BTC": "1", "ETH": "5"})
    )
    assert [kinds(there[asset]) for asset in ("ETH", "BTC")] == [["snapshot_cut"]] * 2


@pytest.mark.parametrize(
    "near",
    [
        late(("USDT", "-9", "00:01:00"), ("BTC", "1", "00:05:00")),
        late(("BTC", "1", "00:05:00"), ("USDT", "-9", "00:05:00")),
        late(("BTC", "2", "00:05:00")),
        late(("BTC", "1", "01:05:00")),
    ],
)
def test_an_asset_that_moved_and_is_not_off_says_that_the_snapshot_was_not_late(near: tuple[RecordLeg, ...]) -> None:
    assert not found("BTC", "1", around_cutoff=near).explained


@pytest.mark.parametrize(
    ("following", "explained"), [({}, False), ({1: "-1"}, True), ({1: "0"}, False), ({1: "1"}, False)]
)
def test_the_next_day_which_opens_with_the_late_snapshot_must_be_off_by_the_opposite(
    following: dict[int, str], explained: bool
) -> None:
    assert (
        bool(found("BTC", "1", around_cutoff=late(("BTC", "1", "00:05:00")), variances=following).explained)
        is explained
    )


def test_a_snapshot_taken_early_lacks_what_moved_after_it() -> None:
    near = (leg("BTC", "5", at=moment(clock="23:10:00")), leg("BTC", "2.0001", at=moment(clock="23:55:00"), record="2"))
    assert amounts(found("BTC", "-2.0001", around_cutoff=near, variances={1: "2.0001"})) == ["-2.0001"]


def test_a_fee_of_nothing_moved_nothing_before_an_early_snapshot() -> None:
    traded = moment(clock="23:55:00")
    near = tuple(
        leg(asset, amount, source="trade", at=traded) for asset, amount in (("BTC", "2"), ("ETH", "-9"), ("BNB", "0"))
    )
    known = quiet("BTC", "ETH") | opposite({"BTC": "-2", "ETH": "9"})
    there = found_all({"BTC": "-2", "ETH": "9", "BNB": "0.3"}, around_cutoff=near, variances=known)
    assert {asset: kinds(one) for asset, one in there.items()} == {
        "BTC": ["snapshot_cut"],
        "ETH": ["snapshot_cut"],
        "BNB": [],
    }


def test_the_day_after_a_late_snapshot_lacks_what_its_opening_already_held() -> None:
    near = (leg("BTC", "2", at=moment(clock="00:05:00")),)
    assert amounts(found("BTC", "-2", around_cutoff=near, variances={-1: "2"})) == ["-2"]
    assert found("BTC", "-2", around_cutoff=near, variances={}).waits == (BEFORE,)
    assert not found("BTC", "-2", around_cutoff=near, variances={-1: "0"}).explained


def test_a_neighbour_off_by_the_opposite_points_at_the_snapshot_between() -> None:
    assert steps(found("BTC", "1", variances={1: "-1"}), "the closing snapshot alone may be wrong")

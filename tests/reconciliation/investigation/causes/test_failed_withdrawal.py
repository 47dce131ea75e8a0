"""A withdrawal that failed: away over midnight, given back on a later day, or never."""

from __future__ import annotations

import pytest

from tests.reconciliation.cases import (
    amounts,
    found,
    leg,
    moment,
    steps,
)


def failed(amount: str, fee: str = "0", record: str = "w1", at: object = None) -> tuple[object, ...]:
    told = dict(source="withdraw", record=record, standing="failed", status="5", at=at or moment())
    return leg("BTC", amount, leg=2, **told), leg("BTC", fee, leg=3, **told)


def test_amount_and_fee_of_a_failed_withdrawal_are_missing_on_its_day() -> None:
    there = found("BTC", "-1.5001", *failed("-1", "-0.5001"), variances={1: "1.5001"})
    assert [(f.kind, str(f.amount), f.records) for f in there.explained] == [
        ("failed_withdrawal", "-1.5001", ("withdraw w1 out", "withdraw w1 fee"))
    ]


def test_a_failed_withdrawal_is_given_back_on_the_day_that_ends_its_absence() -> None:
    away = failed("-1.0001", at=moment(-2))
    assert amounts(found("BTC", "1.0001", *away, variances={-2: "-1.0001", -1: "0"})) == ["1.0001"]


@pytest.mark.parametrize(
    "earlier", [{-2: "-1", -1: "1"}, {-2: "0", -1: "0"}, {-1: "0"}, {-2: "-1", -1: "-1"}, {-2: "0", -1: "-1"}]
)
def test_what_was_not_away_or_is_back_already_is_not_given_back(earlier: dict[int, str]) -> None:
    assert not found("BTC", "1", *failed("-1", at=moment(-2)), variances=earlier).explained


def test_of_two_equal_failed_withdrawals_the_one_still_away_is_given_back() -> None:
    first, second = failed("-1.0001", record="a", at=moment(-3)), failed("-1.0001", record="b", at=moment(-1))
    there = found("BTC", "1.0001", *first, *second, variances={-3: "-1.0001", -2: "1.0001", -1: "-1.0001"})
    assert [f.records for f in there.explained] == [("withdraw b out",)]


@pytest.mark.parametrize("status", ["0", "2", "4", "6"])
def test_a_withdrawal_that_did_not_fail_is_not_given_back(status: str) -> None:
    sent = [movement._replace(status=status, standing="counts") for movement in failed("-1.0001")]
    assert not found("BTC", "-1.0001", *sent, variances={1: "1.0001"}).explained


QUIET = dict.fromkeys(range(1, 8), "0")


@pytest.mark.parametrize(
    ("after", "explained", "lost"),
    [
        ({}, False, False),
        ({1: "2.1234"}, True, False),
        ({1: "0", 2: "0", 3: "2.1234"}, True, False),
        ({1: "0", 3: "2.1234"}, False, False),
        ({1: "7", 2: "2.1234"}, False, False),
        (dict.fromkeys(range(1, 7), "0"), False, False),
        (QUIET, False, True),
        ({**QUIET, 8: "2.1234"}, False, True),
    ],
)
def test_a_failed_withdrawal_explains_its_day_once_the_day_it_came_back_on_is_known(
    after: dict[int, str], explained: bool, lost: bool
) -> None:
    failed = leg("BTC", "-2.1234", source="withdraw", status="5", standing="failed")
    there = found("BTC", "-2.1234", failed, variances=after)
    assert bool(there.explained) is explained
    assert bool(steps(there, "nothing came back in 7 days")) is lost
    assert bool(there.waits) is (after in ({}, {1: "0", 3: "2.1234"}, dict.fromkeys(range(1, 7), "0")))


def test_two_of_one_day_that_came_back_on_two_days_explain_it() -> None:
    told = dict(source="withdraw", status="5", standing="failed")
    both = leg("BTC", "-2.1234", "a", **told), leg("BTC", "-1.0001", "b", **told)
    assert found("BTC", "-3.1235", *both, variances={1: "1.0001", 2: "0", 3: "2.1234"}).explained
    assert found("BTC", "-3.1235", *both, variances={1: "3.1235"}).explained
    assert not found("BTC", "-3.1235", *both, variances={1: "1.0001", 2: "1.0001"}).explained


def test_a_round_amount_that_went_and_came_back_is_no_evidence_of_a_failed_withdrawal() -> None:
    failed = leg("BTC", "-1000", source="withdraw", status="5", standing="failed")
    there = found("BTC", "-1000", failed, variances={1: "1000"})
    assert not there.explained and steps(there, "the amount fits, and no second fact bears it out")

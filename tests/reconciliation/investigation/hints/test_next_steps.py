"""What is said of a difference that nothing explains: what to try next."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.domain.investigation_input import BalanceMover

from tests.reconciliation.cases import (
    RESOLVED,
    found,
    found_all,
    leg,
    steps,
)


def test_pairs_that_were_not_asked_are_counted_with_the_day_the_sweep_is_through() -> None:
    there = found_all({"BTC": "1", "ETH": "1"}, unasked_pairs=[("BTC", 12)])
    assert steps(
        there["BTC"],
        "12 pair(s) of BTC were not asked for this day: the sweep asks the last of them with the run of 2026-12-02",
    )
    assert not steps(there["ETH"], "not asked")


def test_resolutions_that_do_not_come_to_the_variance_are_named() -> None:
    two = tuple(RESOLVED._replace(id=number, amount=Decimal(amount)) for number, amount in ((3, "1"), (4, "1")))
    assert steps(found("BTC", "1", resolutions=two), "resolution 3, resolution 4 in force")
    assert not steps(found("ETH", "1", resolutions=two), "in force")


LISTS = (
    BalanceMover("rewards", True, False),
    BalanceMover("repayments", False, True),
    BalanceMover("payments", True, True),
    BalanceMover("custody", True, True, "main"),
    BalanceMover("own_history", True, True, "sub"),
)


UNTOLD = (
    BalanceMover("gift cards", True, True),
    BalanceMover("card spending", False, True),
    BalanceMover("managed accounts", True, True, "main"),
)


@pytest.mark.parametrize(
    ("off", "read", "named"),
    [
        ("1", set(), "rewards, payments, custody, own_history"),
        ("-1", set(), "repayments, payments, custody, own_history"),
        ("1", {"rewards", "own_history"}, "payments"),
        ("-1", {"custody"}, "repayments, payments"),
    ],
)
def test_lists_not_read_are_named_by_what_they_could_do_and_who_may_ask_them(
    off: str, read: set[str], named: str
) -> None:
    [lists] = steps(found("BTC", off, covered_lists=read, lists=LISTS), "not read for this day")
    assert lists == f"not read for this day, and could move it so: {named}"


@pytest.mark.parametrize(
    ("off", "read", "named"),
    [
        ("1", "custody", "gift cards, managed accounts"),
        ("-1", "custody", "gift cards, card spending, managed accounts"),
        ("1", "own_history", "gift cards"),
        ("-1", "payments", "gift cards, card spending, managed accounts"),
    ],
)
def test_what_no_list_tells_is_named_for_this_type_of_account(off: str, read: str, named: str) -> None:
    [told] = steps(found("BTC", off, covered_lists=[read], lists=LISTS, untold=UNTOLD), "no list that is read tells of")
    assert f" {named}: look" in told


def test_questions_without_an_answer_are_named_three_and_counted() -> None:
    open_ = ("trades", ("ABC", "DEF", "GHI"), 9)
    assert steps(found("BTC", "1", unanswered_lists=(open_,)), "trades ABC, trades DEF, trades GHI and 6 more")


def test_an_own_account_off_by_the_opposite_points_at_a_transfer_between() -> None:
    there = found("BTC", "1", opposite_accounts=(("BTC", "sub@x.com"), ("ETH", "other@x.com")))
    assert len(steps(there, "a transfer between the two accounts")) == 1


def test_a_record_that_is_exactly_what_is_lacking_is_to_be_checked() -> None:
    assert steps(found("BTC", "-2", equal_records=(leg("BTC", "2", "1"),)), "deposit 1 in")

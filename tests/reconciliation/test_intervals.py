"""The verdict on a stretch between two dated balances, and how a failing one is halved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from math import ceil, log2
from typing import Any

import pytest
from binrecon.domain.history import EVERYTHING_ELSE, Doubt, Missing, StatedMoves, Stretch
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.anchors import midnight
from binrecon.reconciliation.intervals import backwards, judge_stretches, middle

from tests.reconciliation.history_cases import A, B, C, D, anchor, at, facts, lines, moves

DAYS = frozenset(A + timedelta(days=number) for number in range((B - A).days))


def judged(*anchors: Any, asset: str = "BTC", **other: Any) -> list[Stretch]:
    return [one for one in judge_stretches(facts(*anchors, **other)) if one.asset == asset]


def test_it_is_proved_where_it_adds_up_and_every_list_is_read() -> None:
    [one] = judged(anchor(A, BTC="1"), anchor(B, BTC="3"), moved={("BTC", A): "2"})
    assert (one.verdict, one.by, one.variance) == ("proved", "lists", 0)
    assert one.reason == "every list is read over it; errors that cancel within it are not seen"


def test_it_is_open_with_its_exact_variance_and_asks_for_the_middle() -> None:
    [one] = judged(anchor(A, BTC="1"), anchor(B, BTC="3"), moved={("BTC", A): "1.999999999999999999"})
    assert (one.verdict, one.variance, one.ask) == ("open", Decimal("0.000000000000000001"), date(2025, 2, 15))
    [day] = judged(anchor(A, BTC="1"), anchor(A + timedelta(days=1), BTC="3"))
    assert (day.verdict, day.ask) == ("open", None) and day.reason.endswith("it arose on this day")


def test_without_a_list_it_is_unproved_whether_it_adds_up_or_not() -> None:
    for closing in ("1", "2"):
        [one] = judged(anchor(A, BTC="1"), anchor(B, BTC=closing), read={})
        assert (one.verdict, one.by, one.reason) == ("unproved", "", "not read over it: deposit_history: not read")


def test_a_contradiction_and_a_doubt_leave_it_unproved() -> None:
    off = (anchor(A, BTC="1"), anchor(A, "snapshot", BTC="2"), anchor(B, BTC="1"), anchor(C, BTC="1"))
    one, after = judged(*off)
    assert (one.verdict, one.variance) == ("unproved", None) and "contradict" in one.reason
    assert after.verdict == "proved"
    doubt = Doubt(B, B, "a step did not finish")
    first, second = judged(*(anchor(day, BTC="1") for day in (A, B, C)), doubts=(doubt,))
    assert (first.verdict, second.verdict, second.reason) == ("proved", "unproved", "a step did not finish")


def test_what_nothing_names_is_proved_only_where_every_list_is_read() -> None:
    assert [one.verdict for one in judged(anchor(A), anchor(B), asset=EVERYTHING_ELSE)] == ["proved"]
    assert [one.verdict for one in judged(anchor(A), anchor(B), asset=EVERYTHING_ELSE, read={})] == ["unproved"]


def test_a_balance_below_zero_on_the_way_is_no_proof_but_in_wallets_that_may_owe() -> None:
    moved = {("BTC", A): moves("0", 2)._replace(low_at=at(A), low=Decimal("-0.5"))}
    told = replace(facts(anchor(A, BTC="1"), anchor(B, BTC="1")), moved=moved)
    [one] = [one for one in judge_stretches(told) if one.asset == "BTC"]
    assert (one.verdict, one.low_at, one.low) == ("open", at(A), Decimal("-0.5"))
    assert "below zero" in one.reason
    [futures] = [one for one in judge_stretches(replace(told, wallet=Wallet.FUTURES)) if one.asset == "BTC"]
    assert futures.verdict == "proved"


def stated(*told: StatedMoves, days: frozenset[date] = DAYS, **other: Any) -> Stretch:
    given = dict(read={}, stated={("BTC", A): told}, stated_days=days) | other
    [one] = judged(anchor(A, BTC="1"), anchor(B, BTC="3"), **given)
    return one


def test_lines_of_a_statement_stand_in_for_a_list_that_was_not_read() -> None:
    one = stated(lines("deposit", "2"))
    assert (one.verdict, one.by, one.moved) == ("proved", "statement", 2)
    assert "deposit_history: not read" in one.reason
    off = stated(lines("deposit", "1"))
    assert (off.verdict, off.by, off.variance) == ("open", "statement", 1)


@pytest.mark.parametrize(
    ("amount", "came", "said"),
    [
        ("9", "9.5", "; lists tell 9.5 in where account statements tell 2.5"),
        ("-7.5", "2", "; lists tell 9.5 out where account statements tell 0.5"),
    ],
)
def test_statements_do_not_stand_in_where_a_list_tells_more_than_they_do(amount: str, came: str, said: str) -> None:
    told = (lines("deposit", "2.5"), lines("withdraw", "-0.5"))
    one = stated(*told)
    assert one.verdict == "proved", "that lists tell less is why statements are asked"
    facts_of = facts(anchor(A, BTC="1"), anchor(B, BTC="3"), read={}, stated={("BTC", A): told}, stated_days=DAYS)
    more = replace(facts_of, moved={("BTC", A): moves(amount, 3, came)})
    [one] = [one for one in judge_stretches(more) if one.asset == "BTC"]
    assert (one.verdict, one.by) == ("unproved", "") and one.reason.endswith(said)


def test_below_zero_by_the_lines_of_a_statement_is_no_proof_but_in_wallets_that_may_owe() -> None:
    below = dict(low_at=at(A, 15), low=Decimal("-0.25"))
    first = below | dict(low_at=at(A, 14))
    one = stated(lines("deposit", "3", **below), lines("withdraw", "-1", **first), lines("fee", "0"))
    assert (one.verdict, one.by, one.variance) == ("open", "statement", 0)
    assert (one.low_at, one.low) == (at(A, 14), Decimal("-0.25")) and "below zero" in one.reason
    futures = stated(lines("deposit", "2", "USD-M Futures", **below), wallet=Wallet.FUTURES)
    assert (futures.verdict, futures.by) == ("proved", "statement")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (dict(days=DAYS - {A}), "do not cover all of it"),
        (dict(days=frozenset()), "deposit_history: not read"),
        (dict(silent=frozenset({"BTC"}), stated={}), "never show this asset"),
        (dict(stated={("BTC", A): (lines("", "0", "Vault"),)}), "the unknown wallet 'Vault'"),
        (dict(stated={("BTC", A): (lines("gift of luck", "2"),)}), "the unknown operation"),
    ],
)
def test_statements_that_cannot_stand_in_are_named(given: dict[str, Any], said: str) -> None:
    one = stated(lines("deposit", "2"), **given)
    assert one.verdict == "unproved" and said in one.reason


def test_a_balance_made_from_a_later_reading_rests_on_lists() -> None:
    late = replace(anchor(B, BTC="3"), known_until=midnight(B) + timedelta(seconds=5))
    told = {("BTC", A): (lines("deposit", "2"),)}
    [one] = judged(anchor(A, BTC="1"), late, read={}, stated=told, stated_days=DAYS)
    assert one.verdict == "unproved"


def test_neighbours_that_are_proved_are_one_and_open_ones_stay_apart() -> None:
    anchors = [anchor(day, BTC=held) for day, held in ((A, "1"), (B, "1"), (C, "2"), (D, "2"))]
    one, off, last = judged(*anchors)
    assert [one.verdict, off.verdict, last.verdict] == ["proved", "open", "proved"]
    [whole] = judged(*anchors, moved={("BTC", B): "1"})
    assert (whole.start, whole.end, whole.opening, whole.moved, whole.closing) == (A, D, 1, 1, 2)
    assert whole.stretches == 3


def test_counted_back_what_the_movements_lack_is_named() -> None:
    anchors = (anchor(A, BTC="1"), anchor(B, BTC="3", ETH="1"))
    told = facts(*anchors, moved={("BTC", A): "2", ("ETH", A): "1", ("BTC", B): "7"}, before={"BTC": Decimal("0.25")})
    assert backwards(told) == (Missing(Wallet.SPOT, "BTC", B, Decimal("0.75")),)


@pytest.mark.parametrize("days", [2, 3, 365, 366, 1020, 1095])
def test_halving_ends_at_one_day_after_so_many_questions(days: int) -> None:
    for hidden in range(0, days, max(1, days // 50)):
        start, end, asked = A, A + timedelta(days=days), count()
        while (half := middle(start, end)) is not None:
            next(asked)
            start, end = (half, end) if A + timedelta(days=hidden) >= half else (start, half)
        assert start == A + timedelta(days=hidden) and end - start == timedelta(days=1)
        assert next(asked) <= ceil(log2(days))

"""What is said of a difference that nothing explains: what to try next, and what could not be ruled out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from binrecon.domain.investigation_input import Source
from binrecon.domain.record_sets import UnansweredQuestion
from binrecon.reconciliation.investigation.investigate import CAUSES, investigate, with_findings
from binrecon.reconciliation.verdicts import reconcile
from binrecon.reconciliation.witnesses import LISTS_LACK

from tests.reconciliation.cases import (
    DAY,
    RESOLVED,
    balance_line,
    facts,
    found,
    found_all,
    investigation_input,
    kinds,
    late,
    leg,
    line,
    quiet,
    steps,
)

NEXT = DAY + timedelta(days=1)


# what to try next -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("usdt", "near"), [("-50000", True), ("-54000", True), ("-60000", False), ("50000", False)])
def test_two_assets_off_in_the_ratio_of_a_close_name_the_pair_to_ask(usdt: str, near: bool) -> None:
    there = found_all({"BTC": "1", "USDT": usdt}, closes={("BTC", "USDT"): Decimal("50000")})
    assert not there["BTC"].explained
    assert bool(steps(there["BTC"], f"BTC/USDT: bought 1 BTC for {usdt.lstrip('-')} USDT")) is near
    assert bool(steps(there["USDT"], f"BTC/USDT: bought 1 BTC for {usdt.lstrip('-')} USDT")) is near


def test_a_fill_that_sold_says_so_and_explains_nothing() -> None:
    there = found_all({"BTC": "-0.5", "USDT": "25001"}, closes={("BTC", "USDT"): Decimal("50000")})
    assert steps(there["BTC"], "missing fill? BTC/USDT: sold 0.5 BTC for 25001 USDT")
    assert [one.explained for one in there.values()] == [(), ()]


@pytest.mark.parametrize(("eth", "near"), [("-0.1845", True), ("0.1845", False), ("-0.25", False)])
def test_a_pair_without_a_close_is_held_against_the_prices_of_both_assets(eth: str, near: bool) -> None:
    closes = {("SOL", "USDT"): Decimal("152"), ("ETH", "USDT"): Decimal("2480"), ("USDC", "USDT"): Decimal(1)}
    result = reconcile(
        facts(balance_line("SOL", "0", "2.997"), balance_line("ETH", "1", str(1 + Decimal(eth))), closes=closes)
    )
    there = investigate(result, investigation_input(DAY, result.asset_verdicts, closes=closes))
    told = f"missing fill? SOL/ETH: bought 2.997 SOL for {eth.lstrip('-')} ETH would be near the day's price"
    assert [bool(steps(there[asset], told)) for asset in ("SOL", "ETH")] == [near, near]


def test_pairs_that_were_not_asked_are_counted_with_the_day_the_sweep_is_through() -> None:
    there = found_all({"BTC": "1", "ETH": "1"}, unasked_pairs=[("BTC", 12)])
    assert steps(
        there["BTC"],
        "12 pair(s) of BTC were not asked for this day: the sweep asks the last of them with the run of 2026-12-02",
    )
    assert not steps(there["ETH"], "not asked")


PENDING = leg("BTC", "2", status="0", standing="pending")
PAID = {"timing_differences": (PENDING,), "agree": LISTS_LACK, "unmatched_entries": (line("2"),)}
NO_ANSWER = (
    UnansweredQuestion("pay_transactions"),
    UnansweredQuestion("trades ABCUSDT", frozenset({"ABC", "USDT", "BNB"})),
)


@pytest.mark.parametrize(
    ("silent", "explained"), [((), True), (NO_ANSWER[1:], True), (NO_ANSWER[:1], False), (NO_ANSWER, False)]
)
def test_nothing_is_explained_while_a_list_that_could_hold_another_cause_gave_no_answer(
    silent: tuple[UnansweredQuestion, ...], explained: bool
) -> None:
    there = found_all({"BTC": "2"}, unanswered_questions=silent, **PAID)["BTC"]
    assert bool(there.explained) is explained
    if not explained:
        assert [[one.kind for one in alternative] for alternative in there.alternatives] == [["pending_deposit"]]
        assert there.next_steps[0] == "1 list(s) that could hold another cause gave no answer: pay_transactions"
        assert not steps(there, "does not bear it out")


def test_what_a_person_resolved_counts_whatever_gave_no_answer() -> None:
    assert kinds(found("BTC", "-2", resolutions=(RESOLVED,), unanswered_questions=NO_ANSWER)) == ["resolution"]


@pytest.mark.parametrize(
    ("off", "reason"),
    [
        (
            "2",
            "still a difference, and 1 list(s) that could explain it gave no answer; 1 set(s) of records would account for it: none is chosen",
        ),
        ("3", "still a difference, and 1 list(s) that could explain it gave no answer"),
    ],
)
def test_the_reason_does_not_say_covered_where_a_list_gave_no_answer(off: str, reason: str) -> None:
    result = reconcile(facts(balance_line("BTC", "0", off)))
    evidence = investigation_input(
        DAY,
        result.asset_verdicts,
        timing_differences=(PENDING,),
        variances={("BTC", DAY): Decimal(off)},
        unanswered_questions=NO_ANSWER,
    )
    assert with_findings(facts(), result, investigate(result, evidence)).asset_verdicts[0].reason == reason


def test_resolutions_that_do_not_come_to_the_variance_are_named() -> None:
    two = tuple(RESOLVED._replace(id=number, amount=Decimal(amount)) for number, amount in ((3, "1"), (4, "1")))
    assert steps(found("BTC", "1", resolutions=two), "resolution 3, resolution 4 in force")
    assert not steps(found("ETH", "1", resolutions=two), "in force")


LISTS = (
    Source("rewards", True, False),
    Source("repayments", False, True),
    Source("payments", True, True),
    Source("custody", True, True, "main"),
    Source("own_history", True, True, "sub"),
)
UNTOLD = (
    Source("gift cards", True, True),
    Source("card spending", False, True),
    Source("managed accounts", True, True, "main"),
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


def test_a_neighbour_off_by_the_opposite_points_at_the_snapshot_between() -> None:
    assert steps(found("BTC", "1", variances={1: "-1"}), "the closing snapshot alone may be wrong")


def test_an_own_account_off_by_the_opposite_points_at_a_transfer_between() -> None:
    there = found("BTC", "1", opposite_accounts=(("BTC", "sub@x.com"), ("ETH", "other@x.com")))
    assert len(steps(there, "a transfer between the two accounts")) == 1


def test_the_reason_names_three_records_and_counts_the_rest() -> None:
    near = late(*(("BTC", "1", f"00:0{n}:00") for n in range(5)))
    result = reconcile(facts(balance_line("BTC", "0", "5")))
    known = quiet("BTC") | {("BTC", DAY): Decimal(5), ("BTC", NEXT): Decimal(-5)}
    evidence = investigation_input(DAY, result.asset_verdicts, around_cutoff=near, variances=known)
    told = with_findings(facts(), result, investigate(result, evidence)).asset_verdicts[0]
    assert told.reason.endswith("trade 00:00:00 in, trade 00:01:00 in, trade 00:02:00 in and 2 more)")
    assert len(told.findings.explained[0].records) == 5


def test_a_record_that_is_exactly_what_is_lacking_is_to_be_checked() -> None:
    assert steps(found("BTC", "-2", equal_records=(leg("BTC", "2", "1"),)), "deposit 1 in")


def test_every_open_cell_says_what_was_ruled_out_and_what_to_try() -> None:
    there = found("BTC", "1")
    assert len(there.ruled_out) == len(CAUSES)
    assert there.next_steps[-1] == "import the exchange's account statement of this day, or have a person resolve it"

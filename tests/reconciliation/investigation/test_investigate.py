"""What an open asset becomes: explained by records that add up exactly, or open with what was tried."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from binrecon.domain.record_sets import UnansweredQuestion
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.reconciliation.investigation.investigate import CAUSES, investigate, with_findings
from binrecon.reconciliation.verdicts import reconcile
from binrecon.reconciliation.witnesses import LISTS_LACK

from tests.reconciliation.cases import (
    DAY,
    RESOLVED,
    amounts,
    balance_line,
    facts,
    found,
    found_all,
    investigation_input,
    kinds,
    late,
    leg,
    line,
    moment,
    only,
    open_day,
    quiet,
    steps,
)

TOMORROW, YESTERDAY = moment(1), moment(-1)


def failed(amount: str, fee: str = "0", record: str = "w1", at: object = None) -> tuple[object, ...]:
    told = dict(source="withdraw", record=record, standing="failed", status="5", at=at or moment())
    return leg("BTC", amount, leg=2, **told), leg("BTC", fee, leg=3, **told)


def test_two_records_that_each_would_do_leave_the_cell_open_with_both_named() -> None:
    there = found("BTC", "-1", *failed("-1", record="a"), *failed("-1", record="b"))
    assert [[f.records for f in one] for one in there.alternatives] == [[("withdraw a out",)], [("withdraw b out",)]]
    assert (there.explained, there.ruled_out) == ((), ())


def test_two_records_that_add_up_together_explain_together() -> None:
    both = *failed("-1.0001", record="a"), *failed("-2.0001", record="b")
    assert amounts(found("BTC", "-3.0002", *both, variances={1: "3.0002"})) == ["-1.0001", "-2.0001"]


def test_nothing_that_adds_up_leaves_what_was_tried() -> None:
    there = found("BTC", "-1.000000000000000001", *failed("-1"))
    assert there.explained == there.alternatives == ()
    assert "failed withdrawal, away or given back: 1 record(s), no sum of them fits" in there.ruled_out
    assert "booked on one day, moved on another: no record" in there.ruled_out


def test_the_day_is_explained_when_all_its_open_cells_are() -> None:
    the_facts = facts(balance_line("BTC", "1", "0"), balance_line("ETH", "1", "1"))
    first, back = open_day(BTC="-1.0001"), {("BTC", TOMORROW.date()): Decimal("1.0001")}
    told = with_findings(
        the_facts,
        first,
        investigate(
            first, investigation_input(DAY, first.asset_verdicts, timing_differences=failed("-1.0001"), variances=back)
        ),
    )
    assert (told.verdict, only(told).verdict, only(told).reason) == (
        Verdict.EXPLAINED,
        Verdict.EXPLAINED,
        "failed_withdrawal (withdraw w1 out)",
    )


def test_the_reason_holds_no_amount() -> None:
    first = open_day(BTC="-12345")
    two = [*failed("-12345", record="a"), *failed("-12345", record="b")]
    told = only(
        with_findings(
            facts(),
            first,
            investigate(first, investigation_input(DAY, first.asset_verdicts, timing_differences=tuple(two))),
        )
    )
    assert told.verdict is Verdict.OPEN
    assert told.reason == "covered, and 2 set(s) of records would account for it: none is chosen"


def test_the_order_of_the_records_changes_nothing() -> None:
    legs = (*failed("-1", record="a"), *failed("-2", record="b"), leg("BTC", "5", other_at=TOMORROW))
    first = open_day(BTC="-3")
    one, other = (
        investigation_input(DAY, first.asset_verdicts, timing_differences=some) for some in (legs, legs[::-1])
    )
    assert investigate(first, one) == investigate(first, other)


@pytest.mark.parametrize(
    ("off", "known"),
    [("-2", ["resolution"]), ("-3", ["resolution", "across_the_cut"]), ("-1", ["across_the_cut"]), ("-4", [])],
)
def test_what_a_person_resolved_counts_first_and_records_make_up_the_rest(off: str, known: list[str]) -> None:
    record = leg("BTC", "1", other_at=moment(1))
    assert kinds(found("BTC", off, record, variances={1: "1"}, resolutions=(RESOLVED,))) == known


def test_a_person_decides_between_two_records_that_would_both_do() -> None:
    two = [leg("BTC", "2", record, other_at=moment(1)) for record in ("1", "2")]
    assert found("BTC", "-2", *two).explained == ()
    assert kinds(found("BTC", "-2", *two, resolutions=(RESOLVED,))) == ["resolution"]


def test_a_resolution_of_another_asset_resolves_nothing() -> None:
    assert not found("ETH", "-2", resolutions=(RESOLVED,)).explained


NEXT = DAY + timedelta(days=1)


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
            "still a difference, and 1 list(s) that could explain it gave no answer; 1 set(s) of records would "
            "account for it: none is chosen",
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


def test_the_reason_names_three_records_and_counts_the_rest() -> None:
    near = late(*(("BTC", "1", f"00:0{n}:00") for n in range(5)))
    result = reconcile(facts(balance_line("BTC", "0", "5")))
    known = quiet("BTC") | {("BTC", DAY): Decimal(5), ("BTC", NEXT): Decimal(-5)}
    evidence = investigation_input(DAY, result.asset_verdicts, around_cutoff=near, variances=known)
    told = with_findings(facts(), result, investigate(result, evidence)).asset_verdicts[0]
    assert told.reason.endswith("trade 00:00:00 in, trade 00:01:00 in, trade 00:02:00 in and 2 more)")
    assert len(told.findings.explained[0].records) == 5


def test_every_open_cell_says_what_was_ruled_out_and_what_to_try() -> None:
    there = found("BTC", "1")
    assert len(there.ruled_out) == len([cause for cause in CAUSES if cause.may_be_of(Wallet.SPOT)])
    assert there.next_steps[-1] == "import the exchange's account statement of this day, or have a person resolve it"

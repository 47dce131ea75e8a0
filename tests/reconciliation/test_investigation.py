"""What an open cell becomes: explained by records that add up exactly, or open with what was tried."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.reconciliation.investigation.investigate import investigate, with_findings

from tests.reconciliation.cases import (
    DAY,
    amounts,
    balance_line,
    facts,
    found,
    investigation_input,
    leg,
    moment,
    only,
    open_day,
)

TOMORROW, YESTERDAY = moment(1), moment(-1)


def failed(amount: str, fee: str = "0", record: str = "w1", at: object = None) -> tuple[object, ...]:
    told = dict(source="withdraw", record=record, standing="failed", status="5", at=at or moment())
    return leg("BTC", amount, leg=2, **told), leg("BTC", fee, leg=3, **told)


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

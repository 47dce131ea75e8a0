"""A planted trouble counts as found only when it is reported as what it is; everything else must be proved."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bin.stack import truth
from bin.stack.truth import Late, Listed, Planted, ReportedVerdict, Truth

DAY = date(2026, 11, 17)


def verdict(
    asset: str, variance: str | None, found: str, email: str = "a@x.example", day: date = DAY
) -> ReportedVerdict:
    return ReportedVerdict(
        email, day, "SPOT", asset, None, None, None if variance is None else Decimal(variance), found, None
    )


def planted(asset: str | None, variance: str | None, expected: str) -> Planted:
    amount = None if variance is None else Decimal(variance)
    return Planted("a@x.example", DAY, "SPOT", asset, amount, "kind", expected, "note")


def judge(trouble: Planted, *verdicts: ReportedVerdict) -> list[bool]:
    return [finding.is_right for finding in truth.compare(Truth((DAY,), (trouble,)), verdicts)]


def test_a_trouble_reported_with_its_verdict_and_variance_is_right() -> None:
    reported = [verdict("SOL", "25.000", "open"), verdict("BTC", "0", "proved")]
    assert judge(planted("SOL", "25", "open"), *reported) == [True]


@pytest.mark.parametrize(
    "reported",
    [
        verdict("SOL", "25", "proved"),
        verdict("SOL", "25", "unproved"),
        verdict("SOL", "24.999999999999999999", "open"),
    ],
)
def test_a_trouble_reported_as_something_else_is_wrong(reported: ReportedVerdict) -> None:
    assert judge(planted("SOL", "25", "open"), reported) == [False]


@pytest.mark.parametrize(
    ("reason", "right"), [("no snapshot of the day", True), ("not covered: trades", False), (None, False)]
)
def test_a_trouble_reported_for_another_reason_is_wrong(reason: str | None, right: bool) -> None:
    trouble = replace(planted("SOL", None, "unproved"), says="no snapshot")
    assert judge(trouble, replace(verdict("SOL", None, "unproved"), reason=reason)) == [right]


def test_a_trouble_that_nothing_reports_is_wrong() -> None:
    assert judge(planted("SOL", "25", "open"), verdict("BTC", "0", "proved")) == [False]


def test_a_trouble_of_the_same_asset_on_another_day_or_account_is_not_it() -> None:
    other_day = verdict("SOL", "25", "open", day=date(2026, 11, 18))
    other_account = verdict("SOL", "25", "open", email="b@x.example")
    assert judge(planted("SOL", "25", "open"), other_day, other_account) == [False, False, False]


def test_a_trouble_of_one_measure_is_not_held_against_another() -> None:
    trouble, balance = replace(planted("SOL", "25", "open"), measure="loan"), verdict("SOL", "0", "proved")
    loan = replace(verdict("SOL", "25", "open"), measure="loan")
    assert judge(trouble, balance, loan) == [True]
    assert judge(trouble, replace(balance, verdict="open"), loan) == [True, False]
    assert judge(replace(planted(None, None, "open"), measure=None), balance, loan) == [False]


def test_a_clean_cell_that_is_not_proved_is_wrong() -> None:
    reported = [verdict("SOL", "25", "open"), verdict("BTC", "0", "unproved")]
    assert judge(planted("SOL", "25", "open"), *reported) == [True, False]


def test_a_trouble_without_an_asset_concerns_all_of_the_day() -> None:
    trouble = planted(None, None, "unproved")
    assert judge(trouble, verdict("SOL", None, "unproved"), verdict("BTC", None, "unproved")) == [True]
    assert judge(trouble, verdict("SOL", None, "unproved"), verdict("BTC", "0", "proved")) == [False]


def test_an_unproved_cell_without_a_snapshot_needs_no_variance() -> None:
    assert judge(planted("SOL", "25", "unproved"), verdict("SOL", None, "unproved")) == [True]


def test_an_account_day_without_any_verdict_is_named() -> None:
    world = Truth((DAY, date(2026, 11, 18)), ())
    silent = truth.silent_days(world, ["a@x.example"], [verdict("SOL", "0", "proved")])
    assert silent == [("a@x.example", date(2026, 11, 18))]


def test_amounts_in_the_file_are_read_exactly(tmp_path: Path) -> None:
    entry = {"email": "a", "day": "2026-11-17", "wallet": "SPOT", "asset": "LINK", "variance": "0.123456789012345678"}
    entry |= {"kind": "k", "expected_verdict": "OPEN", "note": "n", "says": "w", "measure": "loan"}
    others = {"late": [{**entry, "then": "proved"}], "products": [{"email": "a", "list": "dust_log", "records": 3}]}
    (tmp_path / "truth.json").write_text(json.dumps({"days": ["2026-11-17"], "planted": [entry], **others}))
    found = truth.read(tmp_path / "truth.json")
    assert found.days == (DAY,)
    assert (found.planted[0].variance, found.planted[0].expected_verdict) == (Decimal("0.123456789012345678"), "open")
    assert found.late == (Late(found.planted[0], "proved"),)
    assert found.products == (Listed("a", "dust_log", 3),)


def test_the_cell_of_a_late_record_has_to_be_proved_in_the_end() -> None:
    trouble = planted("SOL", "25", "open")
    world = Truth((DAY,), (), (Late(trouble, "proved"),))
    assert [finding.is_right for finding in truth.compare(world, [verdict("SOL", "25", "open")])] == [False]
    assert truth.compare(world, [verdict("SOL", "0", "proved")]) == []

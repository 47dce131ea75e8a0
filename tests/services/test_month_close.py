"""A month is certified by the rule or by two people, and a verdict that changes takes the certificate back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from binrecon.domain.vocabulary import SignOffRole
from binrecon.services.month_close import CloseState, MonthClose, begin_close, certify_by_rule, close_of, oldest_month
from binrecon.services.sign_off import Signing, sign_once
from binrecon.storage.closes import asked
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sign_offs import Period
from sqlalchemy import Engine

from tests.months import (
    AFTER,
    FIRST,
    LAST,
    MONTH,
    NOW,
    ROSTER,
    judge,
    judge_all,
    judge_without_assets,
    later,
    nobody_waits,
)
from tests.storage.rows import EMAIL, fetch

PERIOD = Period(EMAIL, FIRST, LAST)


def close(engine: Engine, now: datetime = NOW) -> MonthClose:
    with engine.connect() as connection:
        return close_of(connection, EMAIL, MONTH, now, 5)


def sign(engine: Engine, role: SignOffRole, author: str, run: str) -> None:
    sign_once(engine, ROSTER, Signing(PERIOD, role, ""), author, run)


def signed_by_two(engine: Engine) -> None:
    sign(engine, SignOffRole.PREPARED, "ann", "1")
    sign(engine, SignOffRole.REVIEWED, "ben", "2")


def test_a_month_of_proved_and_explained_days_is_certified_by_the_rule_once(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "explained", "3")
    assert close(engine).state == CloseState.TO_SIGN
    assert certify_by_rule(engine, EMAIL, NOW, 5) == [MONTH]
    assert close(engine).state == CloseState.BY_RULE and not close(engine, later(90)).is_late
    assert certify_by_rule(engine, EMAIL, NOW, 5) == []
    signed = fetch(engine, "SELECT role, author, first, last FROM binance_sign_offs")
    assert signed == [("rule", "binrecon", FIRST, LAST)]
    assert fetch(engine, "SELECT action FROM binance_audit_log") == [("month certified by rule",)]


@pytest.mark.parametrize(("verdict", "variance"), [("open", "1"), ("unproved", "0")])
def test_the_rule_certifies_nothing_with_a_break_in_it(engine: Engine, verdict: str, variance: str) -> None:
    judge_all(engine)
    judge(engine, FIRST, verdict, variance)
    assert certify_by_rule(engine, EMAIL, NOW, 5) == []
    assert close(engine).state == CloseState.TO_SIGN


def test_the_rule_certifies_nothing_before_the_last_day_is_settled_and_all_are_judged(engine: Engine) -> None:
    judge_all(engine, [FIRST])
    assert close(engine).state == CloseState.NOT_JUDGED and certify_by_rule(engine, EMAIL, NOW, 5) == []
    judge_all(engine, [LAST])
    early = datetime.fromisoformat("2026-10-02T01:59:59+00:00")
    assert close(engine, early).state == CloseState.RUNNING and certify_by_rule(engine, EMAIL, early, 5) == []
    assert certify_by_rule(engine, EMAIL, datetime.fromisoformat("2026-10-02T02:00:00+00:00"), 5) == [MONTH]


def test_two_people_certify_what_is_open(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    sign(engine, SignOffRole.PREPARED, "ann", "1")
    assert close(engine).state == CloseState.PREPARED
    sign(engine, SignOffRole.REVIEWED, "ben", "2")
    assert close(engine).state == CloseState.CERTIFIED


@pytest.mark.parametrize("by_rule", [True, False], ids=["by rule", "by two people"])
def test_a_verdict_that_changes_takes_the_certificate_back_and_one_that_comes_again_does_not_give_it(
    engine: Engine, by_rule: bool
) -> None:
    judge_all(engine)
    if by_rule:
        certify_by_rule(engine, EMAIL, NOW, 5)
    else:
        signed_by_two(engine)
    before = close(engine)
    judge(engine, LAST, "open", "1")
    found = close(engine)
    assert before.taken_back is None and found.state == CloseState.TAKEN_BACK and not found.standing
    assert found.taken_back is not None and found.taken_back.author == ("binrecon" if by_rule else "ben")
    sign(engine, SignOffRole.PREPARED, "cat", "3")
    assert close(engine).state == CloseState.PREPARED
    sign(engine, SignOffRole.REVIEWED, "ann", "4")
    assert close(engine).state == CloseState.CERTIFIED and close(engine).taken_back is None


@pytest.mark.parametrize("by_rule", [True, False], ids=["by rule", "by two people"])
@pytest.mark.parametrize("gap", [1, 9], ids=["the day before", "a day with others between"])
def test_an_earlier_day_of_the_first_month_that_is_judged_later_takes_the_certificate_back(
    engine: Engine, by_rule: bool, gap: int
) -> None:
    judge_all(engine)
    if by_rule:
        certify_by_rule(engine, EMAIL, NOW, 5)
    else:
        signed_by_two(engine)
    assert close(engine).state in (CloseState.BY_RULE, CloseState.CERTIFIED)
    judge(engine, FIRST - timedelta(days=gap), "open", "5")
    found = close(engine)
    assert (found.month.first, found.state) == (FIRST - timedelta(days=gap), CloseState.TAKEN_BACK)
    assert found.taken_back is not None and not found.standing


def test_a_part_of_the_month_is_not_the_month(engine: Engine) -> None:
    """Its signatures certify nothing, and so there is nothing to take back; also where its first days have no asset."""
    judge_without_assets(engine, FIRST - timedelta(days=1))
    judge_all(engine)
    for first in (FIRST, LAST):
        period = Period(EMAIL, first, LAST)
        for role, author in ((SignOffRole.PREPARED, "ann"), (SignOffRole.REVIEWED, "ben")):
            sign_once(engine, ROSTER, Signing(period, role, ""), author, f"{first} {role}")
    assert (close(engine).state, close(engine).taken_back) == (CloseState.TO_SIGN, None)


def test_a_month_of_proved_days_without_any_asset_is_certified_by_the_rule(engine: Engine) -> None:
    for day in (FIRST, LAST):
        judge_without_assets(engine, day)
    assert certify_by_rule(engine, EMAIL, NOW, 5) == [MONTH]
    assert close(engine).state == CloseState.BY_RULE
    assert fetch(engine, "SELECT role, cells FROM binance_sign_offs") == [("rule", 0)]


def test_a_month_without_any_asset_that_is_unproved_as_a_whole_is_signed_by_two(engine: Engine) -> None:
    judge_without_assets(engine, FIRST)
    judge_without_assets(engine, LAST, "unproved")
    assert certify_by_rule(engine, EMAIL, NOW, 5) == []
    signed_by_two(engine)
    assert close(engine).state == CloseState.CERTIFIED


def test_a_day_of_another_month_takes_nothing_back(engine: Engine) -> None:
    judge_all(engine)
    certify_by_rule(engine, EMAIL, NOW, 5)
    judge(engine, AFTER, "open", "1")
    assert close(engine).state == CloseState.BY_RULE


def test_a_day_that_is_opened_in_another_wallet_takes_the_certificate_back(engine: Engine) -> None:
    judge_all(engine)
    certify_by_rule(engine, EMAIL, NOW, 5)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_reconciliation_days (email, wallet, date, opened_at) VALUES (%s, 'MARGIN', %s, now())",
            (EMAIL, LAST),
        )
    assert close(engine).month.unjudged == 1 and not close(engine).month.rule_holds
    with pytest.raises(RefusedError, match="have no verdict"):
        begin_close(engine, ROSTER, EMAIL, MONTH, "run", NOW, nobody_waits)


def test_a_close_is_late_from_the_day_after_its_due_day_on(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    assert close(engine).due == date(2026, 10, 5)
    assert [close(engine, later(days)).is_late for days in (0, 1, 2)] == [False, False, True]


def test_a_run_certifies_what_the_rule_can_and_else_says_that_it_asked(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    assert begin_close(engine, ROSTER, EMAIL, MONTH, "first", NOW, nobody_waits).state == CloseState.TO_SIGN
    begin_close(engine, ROSTER, EMAIL, MONTH, "first", NOW, nobody_waits)
    judge(engine, LAST, "open", "2")
    begin_close(engine, ROSTER, EMAIL, MONTH, "second", NOW, nobody_waits)
    with engine.connect() as connection:
        told = asked(connection, [EMAIL], MONTH)
    assert [(one.month, one.run_id) for one in told] == [(MONTH, "first"), (MONTH, "second")]
    assert told[0].digest != told[1].digest
    judge(engine, LAST)
    assert begin_close(engine, ROSTER, EMAIL, MONTH, "third", NOW, nobody_waits).state == CloseState.BY_RULE


def test_a_month_that_a_run_asks_about_is_not_asked_about_by_another(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    begin_close(engine, ROSTER, EMAIL, MONTH, "first", NOW, nobody_waits)
    begin_close(engine, ROSTER, EMAIL, MONTH, "first", NOW, lambda run_ids: "first" in run_ids)
    with pytest.raises(RefusedError, match="asks about 2026-09 already .first."):
        begin_close(engine, ROSTER, EMAIL, MONTH, "second", NOW, lambda run_ids: "first" in run_ids)
    judge(engine, LAST)
    assert begin_close(engine, ROSTER, EMAIL, MONTH, "third", NOW, lambda run_ids: True).state == CloseState.BY_RULE


def test_a_month_that_nobody_judged_is_refused(engine: Engine) -> None:
    judge_all(engine)
    with pytest.raises(RefusedError, match="no day of 2026-08"):
        begin_close(engine, ROSTER, EMAIL, date(2026, 8, 1), "run", NOW, nobody_waits)


def test_months_are_counted_back_over_the_year() -> None:
    at = datetime.fromisoformat("2026-03-10T12:00:00+00:00")
    assert [oldest_month(at, back) for back in (0, 2, 3, 12)] == [
        date(2026, 3, 1),
        date(2026, 1, 1),
        date(2025, 12, 1),
        date(2025, 3, 1),
    ]

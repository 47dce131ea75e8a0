"""What one account's run changes is judged again on the days of the others, once, whatever the order and however many
at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.reporting.day_summary import Change, changed_days, read_summary
from binrecon.reporting.discord import summary_message
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.own_transfers import match_own_transfers
from binrecon.services.rejudging import judge_others
from binrecon.storage.judged_days import touched_days
from binrecon.storage.transfer_matches import Matched
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, plan, snapshot, transfer

SUB = "sub@example.com"
MOVED = Decimal("2.1234")
NEXT = DAY + timedelta(days=1)
LISTS = ("daily_snapshot", "sub_user_history")
VERDICTS = (
    "SELECT date, verdict FROM binance_reconciliation_days WHERE email = :email AND decided_at IS NOT NULL ORDER "
    "BY date"
)
EVERYTHING = "SELECT email, date, asset, variance, verdict, reason FROM v_binance_verdicts_current ORDER BY 1, 2, 3"
RUN = "scheduled__2026-11-04"


def run(engine: Engine, email: str, day: date = DAY, run_id: str = RUN) -> list[dict[str, str]]:
    """What the task `reconcile` does."""
    match_own_transfers(engine, run_id)
    reconcile_day(engine, spot(email, day), [], run_id)
    return judge_others(engine, spot(email, day), run_id)


def cover(engine: Engine, email: str, *days: date) -> None:
    for day in days:
        for endpoint in LISTS:
            plan(engine, endpoint, email=email, date=day)
            coverage(
                engine,
                endpoint,
                email=email,
                window_start=at("00:00:00", day - timedelta(days=1)),
                window_end=at("00:00:00", day + timedelta(days=1)),
            )


def send(engine: Engine, email: str, amount: str, moment: Any, **other: Any) -> None:
    to = {EMAIL: SUB, SUB: EMAIL}[email]
    transfer(
        engine,
        "BTC",
        amount,
        source="account_transfer",
        endpoint="sub_user_history",
        email=email,
        external_id="7",
        datetime=moment,
        counter_party=to,
        **other,
    )


@pytest.fixture
def two(engine: Engine) -> Engine:
    """Two covered accounts over three days:

          before  day     next
    main      5   2.8766  2.8766
    sub       5   7.1234  7.1234   the sub has it on the day, its own list books it on the next
    """
    for email, balances in ((EMAIL, ("5", "2.8766", "2.8766")), (SUB, ("5", "7.1234", "7.1234"))):
        for day, balance in zip((BEFORE, DAY, NEXT), balances, strict=True):
            snapshot(engine, day, {"BTC": balance}, email)
        cover(engine, email, DAY, NEXT)
    return engine


@pytest.fixture
def arrived_late(two: Engine) -> Engine:
    """The sub's days are judged, off by +2.1234 and -2.1234, before the main's list is read."""
    send(two, SUB, "2.1234", at("02:00:00", NEXT))
    for day in (DAY, NEXT):
        run(two, SUB, day)
    assert fetch(two, VERDICTS, email=SUB) == [(DAY, "open"), (NEXT, "open")]
    return two


def test_the_run_that_finds_the_other_end_explains_both_days_of_the_other_account(arrived_late: Engine) -> None:
    send(arrived_late, EMAIL, "-2.1234", at("22:00:00"))
    assert run(arrived_late, EMAIL) == [
        {"account": SUB, "day": day.isoformat(), "from": "open", "to": "explained"} for day in (DAY, NEXT)
    ]
    assert fetch(arrived_late, VERDICTS, email=SUB) == [(DAY, "explained"), (NEXT, "explained")]


def test_verdicts_before_stay_and_the_new_ones_say_whose_run_wrote_them(arrived_late: Engine) -> None:
    send(arrived_late, EMAIL, "-2.1234", at("22:00:00"))
    run(arrived_late, EMAIL)
    history = "SELECT date, verdict, run_id FROM binance_reconciliation_verdicts WHERE email = :email ORDER BY date, id"
    told = [row for row in fetch(arrived_late, history, email=SUB) if row[0] == DAY]
    assert set(told[:-1]) == {(DAY, "open", RUN)}
    assert told[-1] == (DAY, "explained", f"{RUN} of {EMAIL}")


def test_they_are_told_as_changed_by_the_run_that_changed_them_alone(arrived_late: Engine) -> None:
    send(arrived_late, EMAIL, "-2.1234", at("22:00:00"))
    run(arrived_late, EMAIL)
    assert changed_days(arrived_late, spot(EMAIL, DAY), RUN) == [spot(SUB, DAY), spot(SUB, NEXT)]
    assert read_summary(arrived_late, spot(EMAIL, DAY), RUN).changes[0] == Change(
        DAY, "BTC", "open", "explained", MOVED, MOVED, SUB, Wallet.SPOT
    )
    assert changed_days(arrived_late, spot(SUB, DAY), RUN) == []
    told = summary_message(read_summary(arrived_late, spot(EMAIL, DAY), RUN)).embed["fields"]
    assert ("Changed on other days", "s…@\u200bexample.com 2026-11-02 BTC: open → explained") in [
        (field["name"], field["value"].splitlines()[0]) for field in told
    ]


def test_a_second_try_of_a_run_that_ended_after_matching_judges_them_too(arrived_late: Engine) -> None:
    send(arrived_late, EMAIL, "-2.1234", at("22:00:00"))
    assert match_own_transfers(arrived_late, RUN) == Matched(1, 0, 0)
    reconcile_day(arrived_late, spot(EMAIL, DAY), [], RUN)
    assert [changed["to"] for changed in run(arrived_late, EMAIL)] == ["explained"] * 2
    assert run(arrived_late, EMAIL) == []


def test_a_match_taken_back_is_missed_on_both_days_of_the_other_account(arrived_late: Engine) -> None:
    send(arrived_late, EMAIL, "-2.1234", at("22:00:00"))
    for day in (DAY, NEXT):
        run(arrived_late, EMAIL, day)
    with arrived_late.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_transfers SET standing = 'failed' WHERE email = %s", (EMAIL,)
        )
    changed = [(c["day"], c["to"]) for c in run(arrived_late, EMAIL, run_id="later") if c["account"] == SUB]
    assert changed == [(DAY.isoformat(), "open"), (NEXT.isoformat(), "open")]
    steps = """SELECT findings #>> '{next_steps}' FROM binance_reconciliation_verdicts
        WHERE email = :email AND date = :day ORDER BY id DESC LIMIT 1"""
    [(told,)] = fetch(arrived_late, steps, email=SUB, day=NEXT)
    assert "exactly the opposite of account_transfer" in told, "the other end is told, as failed: it is not missing"


def test_a_leg_without_its_other_end_is_a_finding_for_the_account_that_lacks_it(two: Engine) -> None:
    run(two, SUB)
    assert fetch(two, VERDICTS, email=SUB) == [(DAY, "open")]
    send(two, EMAIL, "-2.1234", at("22:00:00"))
    assert [(c["account"], c["to"]) for c in run(two, EMAIL)] == [(SUB, "explained")]
    (reason,) = fetch(two, "SELECT reason FROM v_binance_verdicts_current WHERE email = :email", email=SUB)[0]
    assert reason.startswith("transfer_without_other_end (account_transfer 7 of ")


def test_what_rests_on_its_own_account_alone_is_left_alone(arrived_late: Engine) -> None:
    send(arrived_late, EMAIL, "-2.1234", at("22:00:00"))
    match_own_transfers(arrived_late, RUN)
    reconcile_day(arrived_late, spot(EMAIL, DAY), [], RUN)
    assert touched_days(arrived_late, spot(EMAIL, DAY), RUN) == [spot(SUB, DAY), spot(SUB, NEXT)]
    with arrived_late.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_days SET open = 0, explained = 0 WHERE date = %s", (DAY,)
        )
    assert touched_days(arrived_late, spot(EMAIL, DAY), RUN) == [spot(SUB, NEXT)]


def test_a_day_that_is_being_judged_right_now_is_waited_for(two: Engine) -> None:
    insert(two, "binance_reconciliation_days", dict(email=SUB, date=DAY, wallet="SPOT", opened_at=at()))
    reconcile_day(two, spot(EMAIL, DAY), [], RUN)
    assert touched_days(two, spot(EMAIL, DAY), RUN) == [spot(SUB, DAY)]
    assert judge_others(two, spot(EMAIL, DAY), RUN) == []


@pytest.mark.parametrize("order", [(EMAIL, SUB), (SUB, EMAIL)])
def test_the_order_of_the_runs_makes_no_difference(two: Engine, order: tuple[str, str]) -> None:
    send(two, SUB, "2.1234", at("02:00:00", NEXT))
    send(two, EMAIL, "-2.1234", at("22:00:00"))
    for day in (NEXT, DAY):
        for email in order:
            run(two, email, day)
    assert [row[1:] for row in fetch(two, VERDICTS, email=SUB)] == [("explained",)] * 2
    assert [row[1:] for row in fetch(two, VERDICTS, email=EMAIL)] == [("proved",)] * 2


def test_runs_of_both_accounts_at_once_end_as_one_after_the_other(two: Engine) -> None:
    """Ten rounds, in each of which the main's end comes or goes while both accounts' runs judge both days."""
    send(two, SUB, "2.1234", at("02:00:00", NEXT))
    send(two, EMAIL, "-2.1234", at("22:00:00"))
    for number in range(10):
        with two.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE binance_reconciliation_transfers SET standing = %s WHERE email = %s",
                (("failed", "counts")[number % 2 == 0], EMAIL),
            )
        runs = [(email, day) for email in (EMAIL, SUB) for day in (DAY, NEXT)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda one: run(two, *one, f"round {number}"), runs))
        at_once = fetch(two, EVERYTHING)
        for email, day in runs:
            assert run(two, email, day, f"alone {number}") == []
        assert fetch(two, EVERYTHING) == at_once


def test_a_day_rests_on_the_other_account_s_leg_as_it_is_by_now_though_that_account_has_no_run(engine: Engine) -> None:
    for email, last in ((EMAIL, "2.8766"), (SUB, "5")):
        for day, balance in ((BEFORE, "5"), (DAY, "5"), (NEXT, last)):
            snapshot(engine, day, {"BTC": balance}, email)
        cover(engine, email, DAY, NEXT)
    send(engine, SUB, "2.1234", at("02:00:00", NEXT))
    match_own_transfers(engine, RUN)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET standing = 'withdrawn'")
    send(engine, EMAIL, "-2.1234", at("22:00:00"))
    for day in (DAY, NEXT):
        run(engine, EMAIL, day)
    assert fetch(engine, VERDICTS, email=EMAIL) == [(DAY, "open"), (NEXT, "open")]

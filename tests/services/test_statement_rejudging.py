"""Which days a statement touches, what Discord is told of them, and how the form names a statement."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.config.accounts import Thresholds
from binrecon.orchestration.statement_form import statement_id_of, statement_line
from binrecon.reporting.discord_text import masked
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_and_report
from binrecon.services.statement_rejudging import days_of_reaches, messages_of_run, proved_since, reach_of
from binrecon.storage.notifications import NO_DAY
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.statement_filing import filed, withdraw
from sqlalchemy import Engine

from tests.days import spot
from tests.processing.statements.cases import line, take
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, fetch, snapshot, transfer

ACCOUNT: Any = SimpleNamespace(email=EMAIL, slug="fund", thresholds=Thresholds())
ROSTER: Any = SimpleNamespace(accounts=[ACCOUNT], settings=SimpleNamespace(reports=None))
DEPOSITS = [
    line("12:00:00", "Deposit", "BTC", "0.25"),
    line("13:00:00", "Deposit", "ETH", "3"),
    line("14:00:00", "Deposit", "ETH", "4"),
]


@pytest.fixture
def judged(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A day with a quarter of a BTC in no list, and two deposits of ETH that prove a statement's clock."""
    monkeypatch.setattr("binrecon.services.rejudging._report", lambda *_: None)
    snapshot(engine, BEFORE, {"BTC": "1", "ETH": "0"})
    snapshot(engine, DAY, {"BTC": "1.25", "ETH": "7"})
    transfer(engine, "ETH", "3", datetime=at("13:00:00"))
    transfer(engine, "ETH", "4", datetime=at("14:00:00"))
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    return engine


def judge(engine: Engine, reach: dict[str, Any], run_id: str) -> list[tuple[Any, str, str]]:
    """Judge again what the statement touches; gives day, title and text of each message and of what it covers."""
    judge_and_report(engine, ROSTER, days_of_reaches(engine, [reach]), run_id)
    messages = messages_of_run(engine, ACCOUNT, run_id, show_amounts=True, name=masked)
    return [
        (one.day, one.embed["title"], one.embed["description"])
        for message in messages
        for one in (message, *message.covers)
    ]


def test_an_import_and_a_withdrawal_are_told_with_an_alert_for_what_is_open_again(judged: Engine) -> None:
    [(day, title, text)] = judge(judged, take(judged, *DEPOSITS), "first")
    assert (day, text) == (NO_DAY, f"{DAY} BTC: open → explained (variance 0.25 → 0.25)")
    assert title.endswith("an account statement changed 1 verdict(s)")
    with judged.begin() as connection:
        found = withdraw(connection, 1, "bob", "it is of another account")
    (_, _, back), (alerted, alert, _) = judge(judged, reach_of(found), "second")
    assert back == f"{DAY} BTC: explained → open (variance 0.25 → 0.25) · above the threshold"
    assert alerted == DAY and alert.endswith(f"{DAY}: 1 open variance(s) above the threshold")
    assert judge(judged, reach_of(found), "third") == []


def test_only_judged_days_that_the_statement_can_speak_of_are_judged(judged: Engine) -> None:
    for days in range(-3, 4):
        reconcile_day(judged, spot(EMAIL, DAY + timedelta(days=days)), [], "own")
    reach = take(judged, *DEPOSITS)
    assert [one.day - DAY for one in days_of_reaches(judged, [reach, reach])] == [
        timedelta(days=n) for n in (-1, 0, 1, 2)
    ]
    assert days_of_reaches(judged, [{"accounts": [EMAIL], "covered": []}]) == []


def test_what_three_witnesses_agree_on_changes_the_verdict_row_and_is_not_told(judged: Engine) -> None:
    transfer(judged, "BTC", "0.25", datetime=at())
    reconcile_day(judged, spot(EMAIL, DAY), [], "own")
    assert judge(judged, take(judged, *DEPOSITS), "first") == []
    told_ = (
        "SELECT findings #>> '{witnesses,told}' FROM binance_reconciliation_verdicts WHERE run_id = 'first' ORDER "
        "BY asset"
    )
    assert fetch(judged, told_) == [("all three agree",), ("all three agree",)]


def test_a_clock_that_is_proved_later_lets_the_statement_speak(engine: Engine) -> None:
    for day, balances in ((BEFORE, {}), (DAY, {"BTC": "0.25", "ETH": "7"})):
        snapshot(engine, day, balances)
    covered_day(engine)
    reach = take(engine, *DEPOSITS)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    agree = (
        "SELECT findings #>> '{witnesses,agree}' FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY "
        "id DESC LIMIT 1"
    )
    assert fetch(engine, agree) == [("incomplete",)]
    assert list(proved_since(engine, ROSTER, "ann")) == []
    for clock, amount in (("13:00:00", "3"), ("14:00:00", "4")):
        transfer(engine, "ETH", amount, datetime=at(clock))
    [later] = proved_since(engine, ROSTER, "ann")
    assert later["accounts"] == reach["accounts"]
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    assert fetch(engine, agree) == [("snapshot and statement",)]
    newest = "SELECT verdict FROM v_binance_verdicts_current WHERE asset = 'BTC'"
    assert fetch(engine, newest) == [("explained",)]


@pytest.mark.parametrize("value", [None, 0, -1, "1", True, 2**63])
def test_a_number_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(RefusedError, match="'statement' is missing"):
        statement_id_of({"statement": value})


def test_a_statement_is_told_in_one_line(engine: Engine) -> None:
    take(engine, *DEPOSITS)
    with engine.begin() as connection:
        withdraw(connection, 1, "bob", "it is of another account")
        [one] = filed(connection, email=EMAIL)
    assert statement_line(one) == (
        "statement 1 is withdrawn by 'bob': 's.csv', fund@example.com, 3 line(s), 2026-11-02 00:00 to 2026-11-03 "
        "00:00 UTC, "
        "clock not proved, by 'ann'"
    )

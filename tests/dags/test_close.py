"""Real runs of the close: what needs nobody, what two people sign, and what becomes of an answer that is not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook
from binrecon.orchestration.asking import LONGEST_WAIT
from binrecon.orchestration.dag_defaults import TASK_TIMEOUT
from sqlalchemy import Engine

from tests.dags.closing import DAG, Closing
from tests.dags.runs import Airflow
from tests.months import PAST, PAST_AFTER, PAST_FIRST, PAST_LAST, judge, judge_all
from tests.storage.rows import EMAIL, fetch

FORM = {"account": EMAIL, "month": PAST}
ACCOUNTS = f'[settings]\nshow_amounts = {{}}\n[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "sub"\n'
ERRORS = "SELECT error_message FROM binance_reconciliation_errors"
SIGNED = "SELECT role, author, comment FROM binance_sign_offs ORDER BY id"


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, engine: Engine) -> Iterator[Engine]:
    """A month of which the account is reconciled on the last two days, all proved."""
    (tmp_path / "accounts.toml").write_text(ACCOUNTS.format("false"))
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    judge_all(engine, (PAST_FIRST, PAST_LAST, PAST_AFTER))
    hook.engine.cache_clear()
    yield engine
    hook.engine.cache_clear()


@pytest.mark.slow
def test_a_month_that_is_proved_needs_nobody(judged: Engine, airflow: Airflow) -> None:
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "success"
    assert fetch(judged, SIGNED) == [("rule", "binrecon", "")]
    assert Closing(airflow, **FORM).go_on() == "success", "and once is enough"
    assert len(fetch(judged, SIGNED)) == 1
    assert fetch(judged, "SELECT count(*) FROM binance_hash_chain WHERE table_name = 'binance_sign_offs'") == [(1,)]
    airflow.forget(DAG)


@pytest.mark.slow
def test_two_people_sign_what_is_open_and_the_same_one_is_asked_again(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12.345")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare"
    asked = run.asked("prepare")
    assert asked["subject"] == f"Close {PAST} of {EMAIL}: sign as prepared" and "1 break(s)" in asked["body"]
    assert "BTC" in asked["body"] and "12.345" not in asked["body"]
    assert run.answer("prepare", "ann", comment="asked the exchange") == "review"
    assert "Prepared by **ann**" in run.asked("review")["body"] and "asked the exchange" in run.asked("review")["body"]
    assert run.answer("review", "ann") == "review", "her own: asked again"
    assert run.answer("review", "ben") == "success"
    assert fetch(judged, SIGNED) == [("prepared", "ann", "asked the exchange"), ("reviewed", "ben", "")]
    assert not [text for text in airflow.handed_on(DAG) if "12.345" in text or "asked the exchange" in text]
    airflow.forget(DAG)


@pytest.mark.slow
@pytest.mark.parametrize("late", ["prepare", "review"])
def test_verdicts_that_changed_since_they_were_shown_are_not_signed(
    judged: Engine, airflow: Airflow, late: str
) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare"
    if late == "review":
        assert run.answer("prepare", "ann") == "review"
    judge(judged, PAST_LAST, "open", "3")
    assert run.answer(late, "ben") == "failed"
    assert fetch(judged, SIGNED) == ([] if late == "prepare" else [("prepared", "ann", "")])
    assert "the next run of the close asks" in fetch(judged, ERRORS)[-1][0]
    again = Closing(airflow, **FORM)
    assert again.go_on() == "prepare" and "2 break(s)" in again.asked("prepare")["body"]
    assert again.answer("prepare", "ben") == "review" and again.answer("review", "ann") == "success"
    assert fetch(judged, SIGNED)[-2:] == [("prepared", "ben", ""), ("reviewed", "ann", "")]
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_run_that_is_cleared_after_a_verdict_changed_ends_red_and_the_next_one_asks(
    judged: Engine, airflow: Airflow
) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare" and run.answer("prepare", "ann") == "review"
    assert run.answer("review", "ben") == "success"
    judge(judged, PAST_LAST, "open", "3")
    run.clear()
    assert run.go_on() == "failed"
    assert "changed since this run asked about them" in fetch(judged, ERRORS)[-1][0]
    assert fetch(judged, SIGNED) == [("prepared", "ann", ""), ("reviewed", "ben", "")]
    again = Closing(airflow, **FORM)
    assert again.go_on() == "prepare" and again.answer("prepare", "cat") == "review"
    assert again.answer("review", "dan") == "success"
    assert fetch(judged, SIGNED)[2:] == [("prepared", "cat", ""), ("reviewed", "dan", "")]
    airflow.forget(DAG)


@pytest.mark.slow
@pytest.mark.parametrize("task", ["prepare", "review"])
def test_an_answer_that_airflow_takes_for_lost_is_asked_for_once_and_counts_once(
    judged: Engine, airflow: Airflow, task: str
) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare"
    if task == "review":
        assert run.answer("prepare", "ann") == "review"
    run.say(task, "ben", comment="seen")
    run.take_for_lost(task)
    assert run.asked(task)["chosen_options"] == ["Sign"]
    assert run.go_on() == ("review" if task == "prepare" else "success")
    signed = (
        [("prepared", "ann", ""), ("reviewed", "ben", "seen")] if task == "review" else [("prepared", "ben", "seen")]
    )
    assert fetch(judged, SIGNED) == signed
    airflow.forget(DAG)


@pytest.mark.slow
def test_who_did_not_sign_is_heard_though_airflow_takes_the_answer_for_lost(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare"
    run.say("prepare", "ann", "Do not sign")
    run.take_for_lost("prepare")
    assert run.go_on() == "failed", "nobody else is asked in ann's place"
    run.clear()
    assert run.go_on() == "prepare" and run.asked("prepare")["response_received"] is False
    assert fetch(judged, SIGNED) == []
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_try_that_signed_and_was_taken_for_lost_is_not_asked_again(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare" and run.answer("prepare", "ann") == "review"
    run.begin_anew("prepare")
    assert run.go_on() == "review"
    assert fetch(judged, SIGNED) == [("prepared", "ann", "")]
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_question_that_waits_is_the_same_in_a_later_try(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare"
    run.begin_anew("prepare")
    assert run.go_on() == "prepare" and run.asked("prepare")["response_received"] is False
    assert run.answer("prepare", "ann") == "review" and run.answer("review", "ben") == "success"
    airflow.forget(DAG)


@pytest.mark.slow
def test_who_did_not_sign_is_asked_again_once_the_task_is_cleared(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare" and run.answer("prepare", "ann", "Do not sign") == "failed"
    run.clear()
    assert run.go_on() == "prepare", "asked, and not told by the answer of before"
    assert run.answer("prepare", "ann", "Do not sign") == "failed"
    run.clear()
    assert run.go_on() == "prepare" and run.answer("prepare", "ann") == "review"
    assert fetch(judged, SIGNED) == [("prepared", "ann", "")]
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_later_try_does_not_wait_for_a_signature_about_verdicts_of_before(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    assert run.go_on() == "prepare"
    judge(judged, PAST_LAST, "open", "3")
    run.begin_anew("prepare")
    assert run.go_on() == "failed"
    assert "the next run of the close asks about them" in fetch(judged, ERRORS)[-1][0]
    airflow.forget(DAG)


def test_people_have_a_year_to_answer_and_the_task_half_an_hour_to_work(judged: Engine, airflow: Airflow) -> None:
    """The provider would take the task's time for that of people if theirs were not stated."""
    airflow.load()
    for name in ("prepare", "review"):
        task = airflow.dags[DAG].task_dict[name]
        assert (task.response_timeout, task.execution_timeout) == (LONGEST_WAIT, TASK_TIMEOUT)
    airflow.forget(DAG)


@pytest.mark.slow
def test_who_does_not_sign_ends_the_run(judged: Engine, airflow: Airflow) -> None:
    judge(judged, PAST_FIRST, "open", "12")
    airflow.load()
    run = Closing(airflow, **FORM)
    run.go_on()
    assert run.answer("prepare", "ann", "Do not sign") == "failed"
    assert fetch(judged, SIGNED) == []
    airflow.forget(DAG)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"account": EMAIL, "month": "2026-13"}, "must be a month"),
        ({"account": "x@y.example", "month": PAST}, "no account"),
        ({"account": EMAIL, "month": f"{datetime.now(UTC):%Y-%m}"}, "no day of|is not over|have no verdict"),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_sentence(
    judged: Engine, airflow: Airflow, form: dict[str, str], said: str
) -> None:
    airflow.load()
    assert Closing(airflow, **form).go_on() == "failed"
    [(told,)] = fetch(judged, ERRORS)
    assert re.search(said, told), told
    airflow.forget(DAG)

"""The hourly look: who is asked and when, what is told, and what is told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from binrecon.domain.messages import Message
from binrecon.orchestration.close_tasks import run_of
from binrecon.services.close_watch import ToAsk, look_at_closes
from binrecon.services.month_close import begin_close
from binrecon.storage.breaks import BreakPlace, Remark, add_remark
from binrecon.storage.resolutions import RefusedError
from sqlalchemy import Engine

from tests.months import AFTER, FIRST, LAST, MONTH, NOW, ROSTER, judge, judge_all, later, nobody_waits
from tests.storage.rows import EMAIL, fetch


class Look:
    """The look, with what was delivered, and which runs of the close have not ended."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.told: list[Message] = []
        self.waiting: set[str] = set()

    def at(self, now: datetime = NOW) -> list[ToAsk]:
        self.told = []
        return look_at_closes(self.engine, ROSTER, now, self._deliver, self._is_waiting)

    def titles(self) -> list[str]:
        return [one.embed["title"] for one in self.told]

    def _deliver(self, messages: Iterable[Message]) -> dict[str, Any]:
        self.told += messages
        return {}

    def _is_waiting(self, run_ids: Sequence[str]) -> bool:
        return bool(self.waiting & set(run_ids))


def test_what_the_rule_can_certify_asks_nobody(engine: Engine) -> None:
    judge_all(engine)
    look = Look(engine)
    assert look.at() == [] and look.told == []
    assert fetch(engine, "SELECT role FROM binance_sign_offs") == [("rule",)]


def test_people_are_asked_once_about_the_same_verdicts_and_not_while_a_run_waits(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    look = Look(engine)
    [first] = look.at()
    assert (first.email, first.month) == (EMAIL, MONTH)
    begin_close(engine, ROSTER, EMAIL, MONTH, "run 1", NOW, nobody_waits)
    assert look.at() == [], "it was asked"
    judge(engine, LAST, "open", "2")
    look.waiting = {"run 1"}
    assert look.at() == [], "the run that waits ends when it is answered"
    look.waiting = set()
    [second] = look.at()
    assert second.digest != first.digest


def test_verdicts_that_stand_again_after_others_are_asked_about_again_in_a_run_of_another_name(engine: Engine) -> None:
    judge_all(engine)
    look, runs = Look(engine), []
    for variance in ("1", "2", "1", "2", "1"):
        judge(engine, LAST, "open", variance)
        [asked] = look.at()
        assert look.at() == [asked], "the same until its run has begun"
        runs.append(run_of(asked))
        begin_close(engine, ROSTER, EMAIL, MONTH, runs[-1], NOW, nobody_waits)
        assert look.at() == []
    assert len(set(runs)) == 5 and [run[len(runs[0]) :] for run in runs[::2]] == ["", "_2", "_3"]


def test_a_run_that_is_cleared_after_a_verdict_changed_does_not_keep_people_from_being_asked(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    begin_close(engine, ROSTER, EMAIL, MONTH, "run 1", NOW, nobody_waits)
    judge(engine, LAST, "open", "2")
    with pytest.raises(RefusedError, match="changed since this run asked about them: the next run"):
        begin_close(engine, ROSTER, EMAIL, MONTH, "run 1", NOW, nobody_waits)
    look = Look(engine)
    assert [one.month for one in look.at()] == [MONTH]
    begin_close(engine, ROSTER, EMAIL, MONTH, "run 2", NOW, nobody_waits)
    assert look.at() == []


def test_nobody_is_asked_before_the_next_day_is_judged_but_from_the_due_day_on(engine: Engine) -> None:
    judge_all(engine, [FIRST, LAST])
    judge(engine, LAST, "open", "1")
    look = Look(engine)
    assert look.at() == []
    assert len(look.at(later(2))) == 1
    judge(engine, AFTER)
    assert len(look.at()) == 1


def test_older_months_of_an_account_that_was_caught_up_are_not_asked_about(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    for day in (date for date in (AFTER.replace(day=number) for number in range(2, 32))):
        judge(engine, day, "open", "1")
    judge(engine, AFTER.replace(month=11), "proved")
    asked = Look(engine).at(datetime.fromisoformat("2026-11-04T12:00:00+00:00"))
    assert [one.month for one in asked] == [AFTER]


def test_a_certificate_that_is_taken_back_is_told_logged_once_and_asked_about(engine: Engine) -> None:
    judge_all(engine)
    look = Look(engine)
    look.at()
    judge(engine, FIRST, "open", "12.5")
    assert [one.month for one in look.at()] == [MONTH]
    [message] = look.told
    assert message.embed["title"].endswith("the certificate of 2026-09 is taken back")
    assert "2026-09-29 SPOT BTC: open" in message.embed["description"] and "12.5" not in message.embed["description"]
    look.at()
    assert [one.fingerprint for one in look.told] == [message.fingerprint], "told once: it says the same"
    assert fetch(engine, "SELECT count(*) FROM binance_audit_log WHERE action = 'certificate taken back'") == [(1,)]
    judge(engine, FIRST)
    assert look.at() == [] and look.told == [], "the rule holds again"


def test_a_certificate_that_is_taken_back_again_is_told_and_asked_about_again(engine: Engine) -> None:
    """By a verdict that goes to and fro: each time nobody knows who does not look at the page, and the run that asked
    the time before has ended, as its verdicts were others when somebody answered."""
    judge_all(engine)
    look, told, runs = Look(engine), [], []
    look.at()
    for _ in range(3):
        judge(engine, FIRST, "open", "12.5")
        [asked] = look.at()
        assert look.at() == [asked], "the same until its run has begun"
        runs.append(run_of(asked))
        begin_close(engine, ROSTER, EMAIL, MONTH, runs[-1], NOW, nobody_waits)
        assert look.at() == []
        told.append({one.fingerprint for one in look.told})
        judge(engine, FIRST)
        assert look.at() == look.at() == [] and look.told == [], "the rule holds again"
    assert len(set(runs)) == 3 and len(set.union(*told)) == 3
    turns = "SELECT action FROM binance_audit_log WHERE action LIKE 'certificate %' ORDER BY id"
    assert fetch(engine, turns) == [("certificate taken back",), ("certificate stands again",)] * 3
    judge(engine, FIRST, "open", "12.5")
    look.waiting = {runs[0]}
    assert look.at() == [], "not while a run waits"


def test_a_certificate_that_an_earlier_day_takes_back_is_told_too(engine: Engine) -> None:
    judge_all(engine)
    look = Look(engine)
    assert look.at() == []
    judge(engine, FIRST - timedelta(days=1), "open", "5")
    assert [one.month for one in look.at()] == [MONTH]
    [message] = look.told
    assert "taken back" in message.embed["title"] and "2026-09-28 SPOT BTC: open" in message.embed["description"]
    assert fetch(engine, "SELECT count(*) FROM binance_audit_log WHERE action = 'certificate taken back'") == [(1,)]


def test_what_is_past_its_due_day_is_told_once_a_day(engine: Engine) -> None:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    with engine.begin() as connection:
        place = BreakPlace(EMAIL, "SPOT", "BTC", "balance", LAST)
        add_remark(connection, place, Remark(owner="ann", due=AFTER), "ann")
    look = Look(engine)
    look.at(later(2))
    assert look.titles() == ["2026-10-06: 1 close(s) and 1 break(s) are past their due day"]
    told = look.told[0].embed["description"]
    assert "2026-09 is not certified, due 2026-10-05" in told and "due 2026-10-01, ann" in told
    first = look.told[0].fingerprint
    judge(engine, LAST, "open", "2")
    look.at(later(2))
    assert [one.fingerprint for one in look.told] == [first]
    look.at(later(3))
    assert look.told[0].fingerprint != first


def test_before_anything_was_judged_there_is_nothing_to_look_at(engine: Engine) -> None:
    look = Look(engine)
    assert look.at() == [] and look.told == []

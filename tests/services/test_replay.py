"""Held days judged once more: what would be another verdict is told, nothing is written, and what cannot be replayed is
named."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.config.fingerprint import code_fingerprint
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import Verdict
from binrecon.services import replay as replaying
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.replay import ReplayCount, ReplayedDay, counted, replay
from binrecon.storage.day_results import open_day, write_day
from binrecon.storage.replay import Decided, without_writing
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.days import spot
from tests.services.test_rejudging import archived
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, fetch, snapshot, transfer
from tests.worlds.dump import everything


@pytest.fixture
def judged(engine: Engine) -> Engine:
    """BTC proved, SOL open by 3."""
    snapshot(engine, BEFORE, {"BTC": "1", "SOL": "0"})
    snapshot(engine, DAY, {"BTC": "1.25", "SOL": "3"})
    transfer(engine, "BTC", "0.25")
    covered_day(engine)
    assert reconcile_day(engine, spot(EMAIL, DAY), ["a doubt of the run"], "own").appended == 2
    return engine


def replayed(engine: Engine) -> ReplayedDay:
    [found] = replay(engine, [EMAIL, "other@example.com"], DAY - timedelta(days=5), DAY)
    return found


def test_the_same_evidence_and_code_give_the_same_verdicts(judged: Engine) -> None:
    assert replayed(judged) == ReplayedDay(spot(EMAIL, DAY))
    assert list(replay(judged, [EMAIL], BEFORE, BEFORE)) == [], "no such day"


def test_what_another_code_judges_otherwise_is_told_and_not_written(
    judged: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(judged)
    without = replaying.with_doubts
    monkeypatch.setattr(replaying, "with_doubts", lambda facts, doubts: without(facts, ()))
    found = replayed(judged)
    assert everything(judged) == before
    whole, bitcoin, solana = found.differences
    assert (whole.asset, whole.measure, whole.old.verdict, whole.new.verdict) == ("", "", "unproved", "open")
    assert (bitcoin.asset, bitcoin.measure, bitcoin.old.verdict, bitcoin.new.verdict) == (
        "BTC", "balance", "unproved", "proved",
    )  # fmt: skip
    assert (bitcoin.old.reason, bitcoin.new.reason) == (
        "not covered: run (a doubt of the run)", "adds up exactly, everything covered",
    )  # fmt: skip
    assert bitcoin.differing == ("verdict", "reason", "findings")
    assert (solana.new.verdict, solana.new.variance) == ("open", Decimal(3))
    assert solana.code_sha256 == code_fingerprint()
    assert counted([found]) == ReplayCount(replayed=1, not_replayed=0, different=3)


def test_a_cell_on_one_side_alone_differs(judged: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new asset, and one that other code would not judge."""
    transfer(judged, "NEW", "1")
    concluded = replaying.conclude

    def without_bitcoin(*given: Any) -> DayResult:
        result = concluded(*given)
        left = tuple(one for one in result.asset_verdicts if one.line.asset != "BTC")
        return dataclasses.replace(result, asset_verdicts=left)

    monkeypatch.setattr(replaying, "conclude", without_bitcoin)
    old, new = replayed(judged).differences
    assert (old.asset, old.old.verdict, old.new.verdict, old.differing) == ("BTC", "unproved", None, ("verdict",))
    assert (new.asset, new.old.verdict, new.new.expected, new.differing) == ("NEW", None, Decimal(1), ("verdict",))
    assert (old.code_sha256, new.code_sha256) == (code_fingerprint(), None)


def test_a_day_that_would_be_unproved_as_a_whole_differs_though_no_asset_does(
    judged: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    concluded = replaying.conclude
    said = {"verdict": Verdict.OPEN, "reason": "1 question without a complete answer"}
    monkeypatch.setattr(replaying, "conclude", lambda *given: dataclasses.replace(concluded(*given), **said))
    [stands] = fetch(judged, "SELECT verdict, reason FROM binance_reconciliation_days")
    [whole] = replayed(judged).differences
    assert (whole.asset, whole.measure, whole.old, whole.new) == ("", "", Decided(*stands), Decided(*said.values()))
    assert whole.differing == ("verdict", "reason") and counted([replayed(judged)]).different == 1


def test_a_replay_could_not_write_if_it_tried(judged: Engine) -> None:
    result = reconcile_day(judged, spot(EMAIL, DAY), [], "own").result
    with pytest.raises(DBAPIError, match="read-only transaction"), without_writing(judged) as connection:
        connection.exec_driver_sql("INSERT INTO binance_audit_log (actor, action) VALUES ('a', 'b')")
    with pytest.raises(Exception, match="read-only transaction"), without_writing(judged) as connection:
        write_day(connection, result, "run")
    assert reconcile_day(judged, spot(EMAIL, DAY), ["again"], "own").appended == 2, "the session may write afterwards"


def test_a_day_that_was_never_judged_is_named(judged: Engine) -> None:
    open_day(judged, spot(EMAIL, BEFORE))
    assert [one.not_replayed for one in replay(judged, [EMAIL], BEFORE, DAY)] == [replaying.NOT_JUDGED, ""]


def test_a_day_of_unknown_doubts_is_left_to_its_run(judged: Engine, owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_days SET doubts = NULL")
    assert replayed(judged).not_replayed == replaying.LEFT_TO_ITS_RUN


def test_a_day_with_a_page_that_is_not_read_waits(judged: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    read = replaying.read_facts

    def with_a_page(*given: Any) -> Any:
        return dataclasses.replace(read(*given), pending_pages=1)

    monkeypatch.setattr(replaying, "read_facts", with_a_page)
    assert replayed(judged).not_replayed == replaying.UNREAD


def test_an_archived_month_is_named_and_not_judged_by_what_is_left(judged: Engine, owner_engine: Engine) -> None:
    archived(owner_engine, date(DAY.year, DAY.month, 1))
    assert replayed(judged) == ReplayedDay(spot(EMAIL, DAY), not_replayed=replaying.ARCHIVED)
    assert counted([replayed(judged)]) == ReplayCount(0, 1, 0)
    assert fetch(judged, "SELECT count(*) FROM binance_reconciliation_verdicts") == [(2,)]


def test_a_month_that_is_archived_while_it_is_replayed_is_named_too(
    judged: Engine, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = replaying.read_facts

    def after_archiving(*given: Any) -> Any:
        archived(owner_engine, date(DAY.year, DAY.month, 1))
        return read(*given)

    monkeypatch.setattr(replaying, "read_facts", after_archiving)
    assert replayed(judged) == ReplayedDay(spot(EMAIL, DAY), not_replayed=replaying.ARCHIVED)

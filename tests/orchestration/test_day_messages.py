"""A run tells what it changed of other days: in its summary, and by an alert for each that is open now."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine

from binrecon.accounts import Thresholds
from binrecon.orchestration.day_messages import messages_of
from binrecon.orchestration.judging import judge_others, judge_with
from binrecon.records import AccountType
from binrecon.storage.results import settle_day
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, insert, plan, snapshot, transfer

ACCOUNT = SimpleNamespace(email=EMAIL, type=AccountType.SUB, thresholds=Thresholds())
SETTINGS = SimpleNamespace(show_amounts=True)


@pytest.fixture
def judged(engine: Engine) -> Engine:
    """Two proved days, of which the first gets a movement later that its snapshots do not show."""
    for day in (BEFORE - timedelta(days=1), BEFORE, DAY):
        snapshot(engine, day, {"A": "1"})
    for endpoint in ("daily_snapshot", "deposit_history"):
        plan(engine, endpoint)
        plan(engine, endpoint, date=BEFORE)
        coverage(engine, endpoint, window_start=at() - timedelta(days=9))
    for day in (BEFORE, DAY):
        settle_day(engine, EMAIL, day, judge_with(()), "first")
    transfer(engine, "A", "-1", datetime=at(day=BEFORE))
    return engine


def told(engine: Engine, run: str) -> dict[str, str]:
    mine = SimpleNamespace(email=EMAIL, account=ACCOUNT, settings=SETTINGS, run_id=run)
    return {message.kind: message.embed["title"] for message in messages_of(engine, mine, DAY, ())}


def test_a_day_that_falls_open_is_told_by_the_run_that_found_out(judged: Engine) -> None:
    settle_day(judged, EMAIL, DAY, judge_with(()), "second")
    judge_others(judged, EMAIL, DAY, "second")
    messages = told(judged, "second")
    assert set(messages) == {"summary", "variance"}
    assert f"{BEFORE}: 1 open variance(s)" in messages["variance"]


def test_a_day_that_somebody_else_judged_otherwise_is_told_by_the_next_run(judged: Engine) -> None:
    settle_day(judged, EMAIL, BEFORE, judge_with(()), "the hourly run")
    assert f"{BEFORE}: 1 open variance(s)" in told(judged, "second")["variance"]


def test_a_pair_of_the_newest_list_that_cannot_be_read_silences_no_alert_of_another_day(judged: Engine) -> None:
    settle_day(judged, EMAIL, BEFORE, judge_with(()), "the hourly run")
    coverage(judged, "exchange_info", id=900, email="")
    insert(judged, "binance_quarantine", dict(
        endpoint="exchange_info", coverage_id=900, raw_table="binance_raw_exchange_info", fid=1, ordinal=0, reason="unknown status",
        record='{"symbol": "NEWUSDT"}', window_start=at(), window_end=at("13:00:00"), email=""))
    assert f"{BEFORE}: 1 open variance(s)" in told(judged, "second")["variance"]

"""A run tells its day where somebody is needed, and what it changed of other days; nothing open is told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from binrecon.config.accounts import Thresholds, load_accounts
from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import AccountType
from binrecon.services import day_messages
from binrecon.services.day_messages import messages_of
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_others
from binrecon.storage.notifications import claim, mark_posted
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, insert, plan, snapshot, transfer

ACCOUNT = SimpleNamespace(email=EMAIL, type=AccountType.SUB, thresholds=Thresholds())
SETTINGS = SimpleNamespace(show_amounts=True, weight_share=Decimal("0.5"))


@pytest.fixture(autouse=True)
def accounts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "c"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))


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
        reconcile_day(engine, spot(EMAIL, day), (), "first")
    transfer(engine, "A", "-1", datetime=at(day=BEFORE))
    return engine


def told(engine: Engine, run: str, thresholds: Thresholds = ACCOUNT.thresholds) -> dict[str, Message]:
    account = SimpleNamespace(**vars(ACCOUNT) | {"thresholds": thresholds})
    roster = replace(load_accounts(), settings=SETTINGS)
    return {message.kind: message for message in messages_of(engine, roster, account, spot(EMAIL, DAY), (), run)}


def changed(message: Message) -> str:
    return next(field["value"] for field in message.embed["fields"] if field["name"] == "Changed on other days")


def covered(message: Message) -> list[str]:
    return [one.embed["title"].partition(" ")[2] for one in message.covers]


def test_a_day_that_falls_open_is_told_by_the_run_that_found_out(judged: Engine) -> None:
    reconcile_day(judged, spot(EMAIL, DAY), (), "second")
    judge_others(judged, spot(EMAIL, DAY), "second")
    messages = told(judged, "second")
    assert set(messages) == {"summary"}, "once"
    assert changed(messages["summary"]) == f"{BEFORE} A: proved → open (variance 0 → 1) · above the threshold"
    assert covered(messages["summary"]) == [f"{BEFORE}: 1 open variance(s) above the threshold"]


def test_a_day_that_somebody_else_judged_otherwise_is_told_by_the_next_run(judged: Engine) -> None:
    reconcile_day(judged, spot(EMAIL, BEFORE), (), "the hourly run")
    assert covered(told(judged, "second")["summary"]) == [f"{BEFORE}: 1 open variance(s) above the threshold"]


def test_a_pair_of_the_newest_list_that_cannot_be_read_silences_no_alert_of_another_day(judged: Engine) -> None:
    reconcile_day(judged, spot(EMAIL, BEFORE), (), "the hourly run")
    coverage(judged, "exchange_info", id=900, email="")
    insert(
        judged,
        "binance_quarantine",
        dict(
            endpoint="exchange_info",
            coverage_id=900,
            raw_table="binance_raw_exchange_info",
            fid=1,
            ordinal=0,
            reason="unknown status",
            record='{"symbol": "NEWUSDT"}',
            window_start=at(),
            window_end=at("13:00:00"),
            email="",
        ),
    )
    assert covered(told(judged, "second")["summary"]) == [f"{BEFORE}: 1 open variance(s) above the threshold"]


def test_a_day_that_is_fine_has_no_message_of_its_own(judged: Engine) -> None:
    assert told(judged, "first") == {}


def test_a_day_that_turned_out_fine_corrects_the_summary_before(judged: Engine) -> None:
    mark_posted(judged, claim(judged, EMAIL, DAY, "summary", "open"), posted=True)
    assert told(judged, "second")["summary"].embed["title"].endswith(f"{DAY}: proved")


@pytest.fixture
def open_day(judged: Engine) -> Engine:
    with judged.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_balances SET raw_balance = 3 WHERE date = %(day)s", {"day": DAY}
        )
    reconcile_day(judged, spot(EMAIL, DAY), (), "second")
    return judged


def test_an_open_day_is_told_by_its_summary_alone(open_day: Engine) -> None:
    [message] = told(open_day, "second").values()
    assert "A 2 (no price) · above the threshold" in [field["value"] for field in message.embed["fields"]]
    assert covered(message) == [f"{DAY}: 1 open variance(s) above the threshold"]


def test_what_is_below_the_threshold_is_told_without_a_mark(open_day: Engine) -> None:
    [message] = told(open_day, "second", Thresholds(Decimal(5))).values()
    assert message.covers == () and "A 2 (no price)" in [field["value"] for field in message.embed["fields"]]


def test_more_changes_than_a_summary_has_room_for_are_alerted_apart(
    judged: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconcile_day(judged, spot(EMAIL, BEFORE), (), "the hourly run")
    monkeypatch.setattr(day_messages, "all_fit", lambda *_: False)
    messages = told(judged, "second")
    assert set(messages) == {"summary", "variance"} and messages["summary"].covers == ()

"""The tasks that read wallets at midnight: whose key they ask with, what they read, and what is booked of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.collectors.base import Collected
from binrecon.collectors.key_owner import WrongKeyError
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.vocabulary import CoverageStatus
from binrecon.orchestration import hook, reading_tasks, session, tasks
from sqlalchemy import Engine

from tests.storage.readings import reading
from tests.storage.rows import DAY, EMAIL, at, fetch

ACCOUNTS = f"""
[[accounts]]
email = "{EMAIL}"
type = "main"
connection = "binance_main"
wallets = ["SPOT", "OPTION"]
"""


def test_a_wallet_is_read_for_the_day_that_ended_once_its_key_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []

    def collect(endpoint: str, key: str, day: Interval) -> Collected:
        done.append((endpoint, key, day))
        return Collected(1, 3, CoverageStatus.COMPLETE)

    mine = SimpleNamespace(collect=collect, witnessed=lambda: done.append("whose key"))
    monkeypatch.setattr(tasks, "get_current_context", lambda: {"run_id": "run"})
    monkeypatch.setattr(session, "of_account", lambda email, run_id: mine)
    told = reading_tasks.read_wallet.function(EMAIL, DAY.isoformat(), "option_reading")
    assert done == ["whose key", ("option_reading", "", day_interval(DAY))]
    assert told == {"pages": 1, "records": 3, "status": "complete"}


@pytest.mark.parametrize(("known", "asked"), [(True, 0), (False, 1)])
def test_a_key_that_nobody_has_asked_about_is_asked_about(
    monkeypatch: pytest.MonkeyPatch, known: bool, asked: int
) -> None:
    """The day's own run would ask two days later."""
    questions: list[str] = []

    def uid_of_key(engine: object, holder: object) -> int:
        if not known:
            raise WrongKeyError("nobody has asked yet whose key it holds")
        return 7

    def witness(self: session.Session) -> int:
        questions.append(self.account.email)
        return 8

    monkeypatch.setattr(hook, "engine", lambda: None)
    monkeypatch.setattr(session, "uid_of_key", uid_of_key)
    monkeypatch.setattr(session.Session, "holder", lambda self: None)
    monkeypatch.setattr(session.Session, "witness", witness)
    mine = session.Session(SimpleNamespace(email=EMAIL), None, "run")  # type: ignore[arg-type]
    assert (mine.witnessed(), len(questions)) == (8 if asked else 7, asked)


def test_the_readings_of_the_account_are_booked_and_nothing_else(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.toml"
    file.write_text(ACCOUNTS)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(file))
    monkeypatch.setattr(hook, "engine", lambda: engine)
    row, taken = {"asset": "USDT", "marginBalance": "5"}, at("00:00:12", DAY + timedelta(days=1))
    hours = (taken - at("02:00:00", DAY + timedelta(days=2))) / timedelta(hours=1)
    reading(engine, "option_reading", [row], hours=hours)
    reading(engine, "option_bill", [])
    assert reading_tasks.book_readings.function(EMAIL) == ["option_reading"]
    assert fetch(engine, "SELECT endpoint FROM binance_pages_pending") == [("option_bill",)]
    assert fetch(engine, "SELECT wallet, date, update_time FROM binance_snapshot_days") == [("OPTION", DAY, taken)]

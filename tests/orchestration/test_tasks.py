"""The task bodies on a real database, without a DAG."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine

from binrecon.collectors.base import Collected
from binrecon.errors import BinanceErrorType, FatalAPIError, FatalError
from binrecon.orchestration import hook, session, tasks
from binrecon.records import AccountType, CoverageStatus
from binrecon.storage import errors_log
from tests.storage.rows import EMAIL, fetch, insert

DAY = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def run_of_the_test(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    context = {"run_id": "run-1", "dag_run": SimpleNamespace(run_type="manual", conf={"day": DAY.isoformat()})}
    monkeypatch.setattr(tasks, "get_current_context", lambda: context)
    monkeypatch.setattr(hook, "engine", lambda: engine)


def test_opening_a_day_leaves_its_row_and_its_plan(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    account = SimpleNamespace(account=SimpleNamespace(type=AccountType.SUB))
    monkeypatch.setattr(session, "of_account", lambda email, run_id: account)
    assert tasks.open_day.function(EMAIL) == DAY.isoformat()
    assert fetch(engine, "SELECT email, date, verdict, decided_at FROM binance_reconciliation_days") == [
        (EMAIL, DAY, "unproved", None)]
    assert fetch(engine, "SELECT count(*) > 0 FROM binance_collection_plan WHERE date = :day", day=DAY) == [(True,)]


class Asked:
    """A session that counts what it would have asked."""

    def __init__(self) -> None:
        self.symbols: list[str] = []

    def collect(self, endpoint: str, symbol: str, day: object) -> Collected:
        self.symbols.append(symbol)
        return Collected(0, 0, CoverageStatus.COMPLETE)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    counted = Asked()
    roster = SimpleNamespace(account=lambda email: SimpleNamespace(email=email), settings=None)
    monkeypatch.setattr(session, "load_accounts", lambda: roster)
    monkeypatch.setattr(session.Session, "collect", lambda mine, *question: counted.collect(*question))
    return counted


def refuse(engine: Engine, email: str = EMAIL, run_id: str = "run-1") -> None:
    error = FatalAPIError("HTTP 401, code -2015", endpoint="trades", type=BinanceErrorType.API_KEY_INVALID)
    errors_log.record(engine, email, error, "ETHBTC", run_id=run_id)


def ask() -> object:
    return tasks.collect_trades.function(EMAIL, DAY.isoformat(), "BTCUSDT")


def test_once_the_key_was_refused_in_the_run_no_pair_is_asked(engine: Engine, asked: Asked) -> None:
    refuse(engine)
    with pytest.raises(FatalError, match="refused this account's key earlier in this run"):
        ask()
    assert asked.symbols == []


def test_a_key_refused_in_another_run_or_of_another_account_stops_nothing(engine: Engine, asked: Asked) -> None:
    refuse(engine, run_id="run-0")
    refuse(engine, email="other@example.com")
    ask()
    assert asked.symbols == ["BTCUSDT"]


@pytest.mark.parametrize(("endpoint", "outcome", "symbols"), [
    ("key_permissions", "answered", ["BTCUSDT"]), ("key_permissions", "API_KEY_INVALID", []), ("server_time", "answered", [])])
def test_only_an_answer_to_the_key_lets_its_pairs_be_asked_again(
    engine: Engine, asked: Asked, endpoint: str, outcome: str, symbols: list[str]
) -> None:
    refuse(engine)
    later = datetime.now(UTC) + timedelta(seconds=5)
    insert(engine, "binance_weight_ledger", dict(
        bucket="ip", email=EMAIL, endpoint=endpoint, weight=1, at=later, outcome=outcome, run_id="run-1"))
    with suppress(FatalError):
        ask()
    assert asked.symbols == symbols

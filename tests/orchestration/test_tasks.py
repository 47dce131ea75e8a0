"""A day that a person mistyped is an answer to that person; a run of the schedule that has no day is work for
somebody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.exchange.permissions import ALWAYS_TOLD
from binrecon.orchestration import session, tasks
from binrecon.orchestration.callbacks import FormRefusedError

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
DAY = date(2026, 11, 18)
READ_ONLY = {"enableReading": True, **dict.fromkeys(ALWAYS_TOLD, False)}


def open_day(patch: pytest.MonkeyPatch, run_type: str, day: str | None, own: date | None = None) -> None:
    start = own and datetime(own.year, own.month, own.day, tzinfo=UTC)
    context = {
        "dag_run": SimpleNamespace(run_type=run_type, conf={"day": day} if day else {}),
        "params": {},
        "run_id": "run",
        "ti": SimpleNamespace(xcom_push=lambda key, value: None),
        "logical_date": start,
        "data_interval_start": start,
    }
    patch.setattr(tasks, "get_current_context", lambda: context)
    patch.setattr(session, "of_everybody", lambda run_id: SimpleNamespace(now=lambda: NOW))
    tasks.open_day.function("main@example.com", "SPOT")


@pytest.mark.parametrize(
    ("run_type", "day", "own", "sentence"),
    [
        ("manual", "yesterday", None, "must be a date such as"),
        ("manual", "2026-11-20", None, "is not settled yet"),
        ("manual", "18.11.2026", None, "must be a date such as"),
        ("backfill", "2026-11-17", DAY, "this run counts as the run of 2026-11-18, but its 'day' is 2026-11-17"),
        ("backfill", None, DAY + timedelta(days=2), "is not settled yet"),
        ("operator_triggered", "2026-13-01", None, "must be a date such as"),
    ],
)
def test_a_mistyped_day_is_refused_to_who_typed_it(
    monkeypatch: pytest.MonkeyPatch, run_type: str, day: str | None, own: date | None, sentence: str
) -> None:
    with pytest.raises(FormRefusedError, match=sentence):
        open_day(monkeypatch, run_type, day, own)


def test_a_scheduled_run_without_a_settled_day_is_nobodys_form(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="is not settled yet"):
        open_day(monkeypatch, "scheduled", None, DAY + timedelta(days=2))


@pytest.mark.parametrize(("said", "apart"), [(True, ["MARGIN", "FUTURES"]), (False, [])])
def test_the_key_s_check_tells_which_wallets_are_in_portfolio_margin(
    monkeypatch: pytest.MonkeyPatch, said: bool, apart: list[str]
) -> None:
    monkeypatch.setattr(tasks, "get_current_context", lambda: {"run_id": "run"})
    mine = SimpleNamespace(
        client=lambda: SimpleNamespace(get_key_permissions=lambda: READ_ONLY),
        settings=SimpleNamespace(allow_trading_keys=False),
        witness=lambda: 1,
        in_portfolio_margin=lambda: said,
    )
    monkeypatch.setattr(session, "of_account", lambda email, run_id: mine)
    wallets = ["SPOT", "MARGIN", "FUTURES", "OPTION"]
    assert tasks.check_key.function("main@example.com", wallets, DAY.isoformat()) == {"rights": [], "apart": apart}


def test_an_account_that_cannot_be_in_portfolio_margin_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "get_current_context", lambda: {"run_id": "run"})
    mine = SimpleNamespace(
        client=lambda: SimpleNamespace(get_key_permissions=lambda: READ_ONLY),
        settings=SimpleNamespace(allow_trading_keys=False),
        witness=lambda: 1,
    )
    monkeypatch.setattr(session, "of_account", lambda email, run_id: mine)
    found = tasks.check_key.function("main@example.com", ["SPOT", "OPTION"], DAY.isoformat())
    assert found == {"rights": [], "apart": []}

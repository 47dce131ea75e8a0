"""Real runs of the history DAG: worked out, balances brought, asked for, withdrawn; each with its note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.collectors.day_plan import fixed_questions
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.orchestration import hook
from sqlalchemy import Engine

from tests.dags.runs import Airflow
from tests.storage.rows import DAY, EMAIL, at, coverage, fetch, snapshot, transfer

DAG = "binrecon_history"
BORN = DAY - timedelta(days=10)
FORM = dict.fromkeys(("account", "path", "whole", "statement", "reason"))
BALANCES = "date,account,wallet,asset,balance\n"
SEALED = "SELECT count(*) FROM binance_hash_chain WHERE table_name = 'binance_balance_statements'"


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, engine: Engine) -> Iterator[Engine]:
    """One BTC came on the first day; another one that nothing lists came later."""
    (tmp_path / "statements").mkdir()
    settings = f'[settings]\nstatements = "{tmp_path}/statements"\nreports = "{tmp_path}/reports"\n'
    account = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "sub"\n'
    (tmp_path / "accounts.toml").write_text(settings + account)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    transfer(engine, "BTC", "1", datetime=at(day=BORN))
    snapshot(engine, DAY, {"BTC": "2"})
    whole_life = dict(window_start=at("00:00:00", BORN), window_end=at("00:00:00", DAY + timedelta(days=1)))
    for question in fixed_questions(AccountType.SUB, Wallet.SPOT):
        coverage(engine, question.endpoint, question.key, **whole_life)
    hook.engine.cache_clear()
    yield engine
    hook.engine.cache_clear()


def days_of(tmp_path: Path, name: str = "history") -> list[list[str]]:
    [folder] = (tmp_path / "reports").glob("*/history")
    return [line.split(",") for line in (folder / f"{name}.csv").read_text().splitlines()[1:]]


@pytest.mark.slow
def test_a_history_is_worked_out_and_balances_narrow_what_is_open(
    life: Engine, airflow: Airflow, tmp_path: Path
) -> None:
    airflow.load()
    run, state = airflow.run_as(DAG, "ann", action="report", **FORM)
    assert state == "success"
    note = airflow.call("GET", f"/dags/{DAG}/dagRuns/{run}")["note"]
    days = (newest_settled_day(datetime.now(UTC)) - BORN).days + 1
    assert note == f"History: 0 of {days} days of life since {BORN} proved"
    [btc] = [row for row in days_of(tmp_path) if row[1] == "BTC"]
    middle = btc[15]
    assert btc[5] == "open" and middle == (BORN + timedelta(days=5)).isoformat()

    (tmp_path / "statements" / "b.csv").write_text(f"{BALANCES}{middle},{EMAIL},SPOT,BTC,1\n")
    form = FORM | {"path": "b.csv", "whole": True}
    assert airflow.run_as(DAG, "ann", action="import", **(form | {"whole": None}))[1] == "failed"
    assert airflow.run_as(DAG, "ann", action="import", **form)[1] == "success"
    rows = [row for row in days_of(tmp_path) if row[1] == "BTC"]
    assert [(row[2], row[5]) for row in rows] == [(BORN.isoformat(), "proved"), (middle, "open")]
    kept = fetch(life, "SELECT covered FROM binance_histories WHERE wallet = '' ORDER BY id")
    assert kept == [(0,), (5,)] and fetch(life, SEALED) == [(1,)]

    withdrawal = FORM | {"statement": 1, "reason": "of another account"}
    assert airflow.run_as(DAG, "ben", action="withdraw", **withdrawal)[1] == "success"
    assert airflow.run_as(DAG, "ben", action="show", **FORM)[1] == "success"
    assert fetch(life, "SELECT author FROM binance_balance_statement_events") == [("ben",)]
    assert [row[5] for row in days_of(tmp_path) if row[1] == "BTC"] == ["open"]
    assert date.fromisoformat(middle) > BORN

"""A real run of the form of breaks: a user says who deals with one, the files beside the reports are written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import load_accounts
from binrecon.orchestration import hook
from sqlalchemy import Engine

from tests.dags.runs import Airflow
from tests.months import PAST_LAST, judge
from tests.storage.rows import EMAIL, fetch

DAG = "binrecon_breaks"
FORM = {"account": EMAIL, "day": PAST_LAST.isoformat(), "asset": "BTC", "owner": "ben", "comment": "{{ 1 + 1 }}"}


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, engine: Engine) -> Iterator[Engine]:
    (tmp_path / "accounts.toml").write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "sub"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    judge(engine, PAST_LAST, "open", "0.5")
    hook.engine.cache_clear()
    yield engine
    hook.engine.cache_clear()


@pytest.mark.slow
def test_a_user_says_who_deals_with_a_break_and_it_is_sealed(opened: Engine, airflow: Airflow, tmp_path: Path) -> None:
    from binrecon.orchestration.break_files import write_break_files

    airflow.load()
    assert airflow.run_as(DAG, "ann", **FORM)[1] == "success"
    assert airflow.run_as(DAG, None, **FORM)[1] == "failed", "nobody said it"
    assert airflow.run_as(DAG, "ann", **FORM | {"asset": "ETH"})[1] == "failed", "no break"
    said = fetch(opened, "SELECT owner, comment, author FROM binance_break_events")
    assert said == [("ben", "{{ 1 + 1 }}", "ann")]
    sealed = "SELECT count(*) FROM binance_hash_chain WHERE table_name = 'binance_break_events'"
    assert fetch(opened, sealed) == [(1,)]
    write_break_files(load_accounts(), [EMAIL, "gone@example.com"])
    [written] = (tmp_path / "reports").rglob("breaks.csv")
    [line] = written.read_text().splitlines()[1:]
    assert line.startswith(f"{EMAIL},SPOT,BTC,balance,{PAST_LAST},{PAST_LAST},1,open,")
    assert ",0.5,0.5,,nothing accounts" in line
    assert (written.parent / "ageing.csv").exists()
    airflow.forget(DAG)

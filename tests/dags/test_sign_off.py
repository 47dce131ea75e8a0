"""Real runs of the sign-off DAG: two users, one period, a chain that holds both signatures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook
from binrecon.orchestration.chain_heads import begin, kept
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.hash_chain import seal
from sqlalchemy import Engine

from tests.dags.runs import Airflow
from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, fetch, snapshot

DAG = "binrecon_sign_off"
FORM = {"account": EMAIL, "first": DAY.isoformat(), "last": DAY.isoformat(), "comment": "{{ 1 + 1 }} seen"}
SEALED = "SELECT count(*) FROM binance_hash_chain WHERE table_name = 'binance_sign_offs'"


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, engine: Engine) -> Iterator[Engine]:
    settings = f'[settings]\nchain_heads = "{tmp_path}/heads"\n'
    account = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "sub"\n'
    (tmp_path / "accounts.toml").write_text(settings + account)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    begin(f"file://{tmp_path}/heads", seal(engine, at()))
    hook.engine.cache_clear()
    yield engine
    hook.engine.cache_clear()


@pytest.mark.slow
def test_two_users_sign_a_period_and_one_cannot_do_both(judged: Engine, airflow: Airflow, tmp_path: Path) -> None:
    airflow.load()
    assert airflow.run_as(DAG, "ann", role="prepared", **FORM)[1] == "success"
    assert airflow.run_as(DAG, "ann", role="reviewed", **FORM)[1] == "failed", "her own"
    assert airflow.run_as(DAG, "ben", role="reviewed", **FORM)[1] == "success"
    signed = fetch(judged, "SELECT role, author, comment FROM binance_sign_offs ORDER BY id")
    assert signed == [("prepared", "ann", "{{ 1 + 1 }} seen"), ("reviewed", "ben", "{{ 1 + 1 }} seen")]
    assert fetch(judged, SEALED) == [(2,)]
    heads = [head.number for head in kept(f"file://{tmp_path}/heads")]
    assert len(heads) == 3 and fetch(judged, "SELECT max(id) FROM binance_hash_chain") == [(heads[-1],)]

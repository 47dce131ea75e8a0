"""Real runs of the replay DAG: what it lists, where, in its note, and that the database stays as it was."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.fingerprint import code_fingerprint
from binrecon.orchestration import hook
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.day_results import open_day
from sqlalchemy import Engine

from tests.dags.runs import Airflow
from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, insert, snapshot
from tests.worlds.dump import everything

DAG = "binrecon_replay"
FORM = {"first": str(DAY - timedelta(days=1)), "last": str(DAY)}


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, engine: Engine) -> Iterator[Engine]:
    """A proved day, and one whose run never judged it."""
    (tmp_path / "accounts.toml").write_text(
        f'[settings]\nreports = "{tmp_path}"\n[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "sub"\n'
    )
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    open_day(engine, spot(EMAIL, BEFORE))
    hook.engine.cache_clear()
    yield engine
    hook.engine.cache_clear()


def note(airflow: Airflow, run_id: str) -> Any:
    return airflow.call("GET", f"/dags/{DAG}/dagRuns/{run_id}")["note"]


@pytest.mark.slow
def test_what_would_be_another_verdict_is_in_the_log_the_file_and_the_note(
    judged: Engine, airflow: Airflow, tmp_path: Path
) -> None:
    airflow.load()
    stale = dict(email=EMAIL, date=DAY, wallet="SPOT", asset="BTC", verdict="open", reason="as it was", variance=1)
    insert(judged, "binance_reconciliation_verdicts", stale)
    before = everything(judged)
    run_id, state = airflow.run_as(DAG, "ann", account=EMAIL, **FORM)
    assert state == "success" and everything(judged) == before
    [path] = (tmp_path / "fund_example_com" / "replay").iterdir()
    left, changed = csv.DictReader(path.open(encoding="utf-8"))
    assert (left["date"], left["differs"]) == (str(BEFORE), "not replayed")
    assert (changed["old_verdict"], changed["new_verdict"], changed["old_variance"], changed["new_variance"]) == (
        "open", "proved", "1", "0",
    )  # fmt: skip
    assert changed["replayed_by"] == code_fingerprint() and changed["made_by"] == ""
    said = "1 verdict(s) would be others, 1 account-day(s) replayed, 1 not replayed"
    assert note(airflow, run_id) == f"Replay {BEFORE} to {DAY}: {said}"


@pytest.mark.slow
def test_a_form_that_is_wrong_is_refused(judged: Engine, airflow: Airflow) -> None:
    airflow.load()
    run_id, state = airflow.run_as(DAG, "ann", account="nobody@example.com", **FORM)
    assert (state, note(airflow, run_id)) == ("failed", "Replay did not finish")

"""Real runs of the DAG that writes bundles: a file with its reference, and a form that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook
from sqlalchemy import Engine

from tests.bench.bundle import EMAIL, FIRST, plant
from tests.bundles import verify
from tests.dags.runs import Airflow

DAG = "binrecon_statement"
LAST = FIRST + timedelta(days=2)
FORM = {"account": EMAIL, "first": FIRST.isoformat(), "last": LAST.isoformat()}


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, owner_engine: Engine) -> Iterator[Path]:
    (tmp_path / "accounts.toml").write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "sub"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    plant(owner_engine, 2, days=3)
    hook.engine.cache_clear()
    yield tmp_path / "reports"
    hook.engine.cache_clear()


@pytest.mark.slow
def test_a_run_writes_a_bundle_that_verifies_and_a_wrong_form_none(reports: Path, airflow: Airflow) -> None:
    airflow.load()
    before = datetime.now(UTC)
    assert airflow.run_as(DAG, "ann", edition="full", **FORM)[1] == "success"
    [bundle] = reports.rglob("*.zip")
    assert bundle.stat().st_mtime >= before.timestamp() - 1
    assert verify(bundle, "--reference", bundle.stem.rpartition("_")[2]).returncode == 0
    assert airflow.run_as(DAG, "ann", edition="bank", **FORM)[1] == "success"
    assert len(list(reports.rglob("*_bank_*.zip"))) == 1
    assert airflow.run_as(DAG, "ann", edition="full", **{**FORM, "account": "nobody@example.com"})[1] == "failed"
    assert len(list(reports.rglob("*.zip"))) == 2


def test_the_form_proposes_every_edition() -> None:
    from binrecon.orchestration.bundle_tasks import EDITIONS
    from binrecon.services.bundle import Edition

    assert list(EDITIONS) == list(Edition)

"""Real runs of the resolutions DAG: a form, a user, a day that is judged again, a chain that holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.verify_chain import main
from sqlalchemy import Engine

from tests.dags.runs import Airflow
from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, fetch, snapshot

DAG = "binrecon_resolutions"
ACCOUNTS = (
    f'[settings]\nsecond_person = true\n[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n'
)
CLAIM = {
    "action": "propose",
    "account": EMAIL,
    "day": DAY.isoformat(),
    "asset": "BTC",
    "kind": "airdrop",
    "amount": "0.25",
    "reason": "{{ conn.binrecon_db.password }} seen on the exchange's page",
}
STATES = "SELECT verdict FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY id"


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, engine: Engine) -> Iterator[Path]:
    """A judged day with a quarter of a BTC that nothing explains; gives the folder of its reports."""
    (tmp_path / "accounts.toml").write_text(ACCOUNTS)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    monkeypatch.setenv("BINRECON_READER_URL", database.reader_url)
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1.25"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    hook.engine.cache_clear()
    yield tmp_path / "reports"
    hook.engine.cache_clear()


@pytest.mark.slow
def test_a_claim_of_one_and_the_approval_of_another_explain_the_day(
    reports: Path, airflow: Airflow, engine: Engine
) -> None:
    airflow.load()
    claimed, state = airflow.run_as(DAG, "ann", **CLAIM)
    assert state == "success"
    assert fetch(engine, STATES) == [("open",)], "it waits for approval"
    assert airflow.run_as(DAG, "ann", action="approve", resolution_id=1)[1] == "failed", "her own"
    assert airflow.run_as(DAG, "bob", action="approve", resolution_id=1)[1] == "success"
    assert fetch(engine, STATES) == [("open",), ("explained",)]
    [written] = reports.rglob("verdicts.csv")
    assert "explained" in written.read_text()
    assert airflow.run_as(DAG, "bob", action="withdraw", resolution_id=1, reason="it was another day")[1] == "success"
    assert fetch(engine, STATES)[-1] == ("open",)
    airflow.clear(DAG, claimed, "act", -1)
    assert airflow.run(DAG, claimed) == "failed", "whoever clears it is not ann"
    assert fetch(engine, "SELECT reason FROM binance_resolutions") == [(CLAIM["reason"],)], "once, and never rendered"
    handed_on = airflow.handed_on(DAG)
    assert not [text for text in handed_on if "0.25" in text or "password" in text]
    airflow.forget(DAG)


@pytest.mark.slow
def test_every_run_seals_what_it_did_and_the_command_says_so(
    reports: Path, airflow: Airflow, owner_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    airflow.load()
    assert airflow.run_as(DAG, "ann", action="show")[1] == "success"
    capsys.readouterr()
    assert main([]) == 0
    told = capsys.readouterr().out
    assert "2 link(s) over 2 row(s) hold; 0 row(s) are not sealed yet" in told
    head = told.rsplit(maxsplit=1)[-1]
    assert main([head]) == 0
    assert main(["0" * 64]) == 1
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_audit_log SET actor = 'eve' WHERE actor = 'ann'")
    capsys.readouterr()
    assert main([head]) == 1
    assert "binance_audit_log, row 1: the row is not what was sealed" in capsys.readouterr().err
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_refused_form_writes_nothing_and_is_no_work_for_the_error_queue(
    reports: Path, airflow: Airflow, engine: Engine
) -> None:
    airflow.load()
    for user, form in ((None, CLAIM), ("ann", CLAIM | {"amount": "1e99"}), ("ann", CLAIM | {"account": "x@y.z"})):
        assert airflow.run_as(DAG, user, **form)[1] == "failed"
    assert fetch(engine, "SELECT count(*) FROM binance_resolutions") == [(0,)]
    assert fetch(engine, "SELECT count(*) FROM binance_audit_log") == [(0,)]
    assert fetch(engine, "SELECT DISTINCT needs_manual_review FROM binance_reconciliation_errors") == [(False,)]
    airflow.forget(DAG)


def test_every_field_of_the_form_says_what_it_is_for(dags: dict) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    params = dags[DAG].params
    params.validate()
    assert params.get_param("kind").schema["values_display"] == {"null": "(none)"}, "else the form shows the word null"
    assert all(params.get_param(name).description for name in params)
    with pytest.raises(ParamValidationError, match="'plug' is not one of"):
        params["action"] = "plug"

"""Real runs of the import's DAG: a form, a folder of files, one of them bad."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.chain_check import verify
from sqlalchemy import Engine, create_engine, text

from tests.dags.runs import Airflow
from tests.days import spot
from tests.processing.statements.cases import line
from tests.processing.statements.files import V3
from tests.processing.statements.files import text as written
from tests.simulator import HOUR, Exchange, RealClock, World, start_of
from tests.simulator.server import SimServer, serve
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, snapshot, transfer

DAG = "binrecon_statement_import"
ACCOUNTS = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n[settings]\nstatements = "%s"\n'
GOOD = written(V3, line("12:00:00", "Deposit", "BTC", "0.123456"), line("13:00:00", "Quantum Yield", "BTC", "7.5"))
BAD = written(V3, line("12:00:00", "Deposit", "BTC", "0,5"))
STATES = "SELECT verdict FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY id"
FORM = {"path": ".", "users": {"77": EMAIL}, "first_day": "2026-11-02", "last_day": "2026-11-02"}


@pytest.fixture
def exchange() -> Iterator[SimServer]:
    """Asked for its clock alone."""
    server = serve(Exchange(World(BEFORE, DAY), RealClock()))
    yield server
    server.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any, exchange: SimServer) -> Iterator[Path]:
    """The statements folder; reports go beside it."""
    statements, accounts = tmp_path / "statements", tmp_path / "accounts.toml"
    statements.mkdir()
    accounts.write_text(ACCOUNTS % statements)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
    monkeypatch.setenv(
        "AIRFLOW_CONN_BINANCE_SUB",
        json.dumps({"conn_type": "binance", "host": exchange.url, "login": "key", "password": "secret"}),
    )
    hook.engine.cache_clear()
    yield statements
    hook.engine.cache_clear()


def states(airflow: Airflow, run_id: str) -> dict[tuple[str, Any], str]:
    return {(one["task_id"], one["rendered_map_index"]): one["state"] for one in airflow.instances(DAG, run_id)}


def rows(database: Any, query: str) -> list[Any]:
    engine = create_engine(database.reader_url)
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


@pytest.mark.slow
def test_a_bad_file_fails_alone_and_names_itself(folder: Path, airflow: Airflow, database: Any) -> None:
    (folder / "good.csv").write_bytes(GOOD)
    (folder / "bad.csv").write_bytes(BAD)
    airflow.load()
    run_id = airflow.trigger(DAG, **FORM)
    assert airflow.run(DAG, run_id) == "failed"
    assert states(airflow, run_id) == {
        ("act", None): "success",
        ("find_files", None): "success",
        ("import_statement", "good.csv"): "success",
        ("import_statement", "bad.csv"): "failed",
        ("judge_again", None): "success",
        ("compare", None): "success",
        ("tell", None): "success",
        ("seal_evidence", None): "success",
        ("finished", None): "upstream_failed",
    }
    assert [row.member for row in rows(database, "SELECT file_name AS member FROM binance_statement_files")] == [
        "good.csv"
    ]
    [[message, needed]] = rows(database, "SELECT error_message, needs_manual_review FROM binance_reconciliation_errors")
    assert message.startswith("bad.csv, line 2: 8 columns, the header has 7")
    assert not needed, "an answer to who sent the form"
    assert not any("0.123456" in value or "7.62" in value for value in airflow.handed_on(DAG)), "no amount is handed on"
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_run_leaves_the_three_witnesses(folder: Path, airflow: Airflow, database: Any) -> None:
    (folder / "good.csv").write_bytes(GOOD)
    airflow.load()
    for _ in range(2):
        assert airflow.run(DAG, airflow.trigger(DAG, **(FORM | {"path": "good.csv"}))) == "success"
    assert rows(database, "SELECT rows, author FROM binance_statement_files") == [(2, "Anonymous")], (
        "whoever triggered it"
    )
    report = folder.parent / "reports" / "fund_example_com" / "statements" / "witnesses.csv"
    [row] = csv.DictReader(report.open())
    assert (row["date"], row["asset"], row["statement"], row["agree"]) == ("2026-11-02", "BTC", "7.623456", "none")
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_statement_whose_last_day_is_not_over_by_the_exchanges_clock_is_refused(
    folder: Path, airflow: Airflow, database: Any, exchange: SimServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the host's clock says: it would be a witness of what has not happened yet."""
    monkeypatch.setattr(exchange.exchange.clock, "now", lambda: start_of(DAY) + 12 * HOUR)
    (folder / "good.csv").write_bytes(GOOD)
    airflow.load()
    assert airflow.run(DAG, airflow.trigger(DAG, **(FORM | {"path": "good.csv"}))) == "failed"
    [[message, _]] = rows(database, "SELECT error_message, needs_manual_review FROM binance_reconciliation_errors")
    assert "2026-11-02" in message and "not over" in message
    assert rows(database, "SELECT file_name FROM binance_statement_files") == []
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_path_out_of_the_folder_reads_nothing(folder: Path, airflow: Airflow, database: Any) -> None:
    airflow.load()
    run_id = airflow.trigger(DAG, **(FORM | {"path": "../accounts.toml"}))
    assert airflow.run(DAG, run_id) == "failed"
    assert states(airflow, run_id)["find_files", None] == "failed"
    [[message, needed]] = rows(database, "SELECT error_message, needs_manual_review FROM binance_reconciliation_errors")
    assert "not below the statements folder" in message
    assert not needed, "an answer to who sent the form"
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_statement_judges_its_days_again_and_is_withdrawn_by_name(
    folder: Path, airflow: Airflow, database: Any, engine: Engine
) -> None:
    held = written(
        V3, line("12:00:00", "Deposit", "BTC", "0.25"), *(line(f"1{n}:00:00", "Deposit", "ETH", f"{n}") for n in (3, 4))
    )
    (folder / "good.csv").write_bytes(held)
    snapshot(engine, BEFORE, {"BTC": "1", "ETH": "0"})
    snapshot(engine, DAY, {"BTC": "1.25", "ETH": "7"})
    for n in (3, 4):
        transfer(engine, "ETH", f"{n}", datetime=at(f"1{n}:00:00"))
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    airflow.load()
    leaves = {"action": "withdraw", "statement": 1, "reason": "it is of another account"}
    assert airflow.run_as(DAG, "ann", **FORM)[1] == "success"
    for user, form in ((None, leaves), ("bob", leaves | {"statement": 9}), ("bob", leaves | {"reason": "oops"})):
        run_id, state = airflow.run_as(DAG, user, **form)
        assert state == "failed" and states(airflow, run_id)["act", None] == "failed"
    assert [verdict for (verdict,) in rows(database, STATES)] == ["open", "explained"]
    assert airflow.run_as(DAG, "bob", **leaves)[1] == "success"
    assert airflow.run_as(DAG, "bob", **leaves)[1] == "failed", "it is withdrawn already"
    assert airflow.run_as(DAG, "bob", action="show")[1] == "success"
    assert [verdict for (verdict,) in rows(database, STATES)] == ["open", "explained", "open"]
    assert rows(database, "SELECT file_id, action, author FROM binance_statement_events") == [(1, "withdrawn", "bob")]
    assert rows(database, "SELECT actor FROM binance_audit_log WHERE action = 'statement withdrawn'") == [("bob",)]
    assert rows(database, "SELECT DISTINCT needs_manual_review FROM binance_reconciliation_errors") == [(False,)]
    assert verify(engine, lambda links, seen: None, None).broken is None
    assert rows(database, "SELECT count(*) FROM binance_hash_chain WHERE table_name = 'binance_statement_events'") == [
        (1,)
    ]
    assert not any("0.25" in value for value in airflow.handed_on(DAG)), "no amount is handed on"
    airflow.forget(DAG)


def test_the_form_knows_three_actions(dags: dict) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    params = dags[DAG].params
    assert params.get_param("account").schema["examples"] == ["main@example.com", "sub@example.com"]
    assert params["action"] == "import"
    assert all(params.get_param(name).description for name in params)
    params.validate()
    with pytest.raises(ParamValidationError, match="'plug' is not one of"):
        params["action"] = "plug"

"""Real runs of the import's DAG: a form, a folder of files, one of them bad."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from binrecon.orchestration import hook
from tests.dags.runs import Airflow
from tests.processing.statements.cases import line
from tests.processing.statements.files import V3
from tests.processing.statements.files import text as written
from tests.storage.rows import EMAIL

DAG = "binrecon_statement_import"
ACCOUNTS = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n[settings]\nstatements = "%s"\n'
GOOD = written(V3, line("12:00:00", "Deposit", "BTC", "0.123456"), line("13:00:00", "Quantum Yield", "BTC", "7.5"))
BAD = written(V3, line("12:00:00", "Deposit", "BTC", "0,5"))
FORM = {"path": ".", "users": {"77": EMAIL}, "first_day": "2026-11-02", "last_day": "2026-11-02"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Any) -> Iterator[Path]:
    """The statements folder; reports go beside it."""
    statements, accounts = tmp_path / "statements", tmp_path / "accounts.toml"
    statements.mkdir()
    accounts.write_text(ACCOUNTS % statements)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    monkeypatch.setenv("AIRFLOW_CONN_BINRECON_DB", database.connection_uri)
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
        ("find_files", None): "success", ("import_statement", "good.csv"): "success", ("import_statement", "bad.csv"): "failed",
        ("compare", None): "success", ("finished", None): "upstream_failed",
    }
    assert [row.member for row in rows(database, "SELECT file_name AS member FROM binance_statement_files")] == ["good.csv"]
    [[message]] = rows(database, "SELECT error_message FROM binance_reconciliation_errors")
    assert message.startswith("bad.csv, line 2: 8 columns, the header has 7")
    assert not any("0.123456" in value or "7.62" in value for value in airflow.handed_on(DAG)), "no amount is handed on"
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_run_leaves_the_three_witnesses(folder: Path, airflow: Airflow, database: Any) -> None:
    (folder / "good.csv").write_bytes(GOOD)
    airflow.load()
    for _ in range(2):
        assert airflow.run(DAG, airflow.trigger(DAG, **(FORM | {"path": "good.csv"}))) == "success"
    assert rows(database, "SELECT rows, author FROM binance_statement_files") == [(2, "Anonymous")], "whoever triggered it"
    report = folder.parent / "reports" / "fund_example_com" / "statements" / "witnesses.csv"
    [row] = csv.DictReader(report.open())
    assert (row["date"], row["asset"], row["statement"], row["agree"]) == ("2026-11-02", "BTC", "7.623456", "none")
    airflow.forget(DAG)


@pytest.mark.slow
def test_a_path_out_of_the_folder_reads_nothing(folder: Path, airflow: Airflow, database: Any) -> None:
    airflow.load()
    run_id = airflow.trigger(DAG, **(FORM | {"path": "../accounts.toml"}))
    assert airflow.run(DAG, run_id) == "failed"
    assert states(airflow, run_id)["find_files", None] == "failed"
    [[message]] = rows(database, "SELECT error_message FROM binance_reconciliation_errors")
    assert "not below the statements folder" in message
    airflow.forget(DAG)


def test_the_form_asks_for_a_path(dags: dict) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    params = dags[DAG].params
    assert params.get_param("account").schema["examples"] == ["main@example.com", "sub@example.com"]
    assert list(params) == ["path", "account", "users", "offset", "first_day", "last_day"]
    with pytest.raises(ParamValidationError):
        params.validate()

"""The CSVs of the three witnesses: plain amounts, no cell that a spreadsheet runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements import comparing
from binrecon.reporting.statement_reports import write_statement_reports
from sqlalchemy import Engine

from tests.processing.statements.cases import line, take
from tests.reporting.csv_rows import picked
from tests.storage.rows import BEFORE, DAY, EMAIL, snapshot, transfer


@pytest.fixture
def written(engine: Engine, tmp_path: Path) -> dict[str, list[str]]:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1.50000001"})
    transfer(engine, "BTC", "0.5", external_id="d1")
    take(
        engine,
        line("12:00:00", "Deposit", "BTC", "0.5"),
        line("13:00:00", "=cmd()", "BTC", "1E-8", remark="=1+1"),
        name="=s.csv",
    )
    reports = write_statement_reports(engine, tmp_path, "fund", comparing.question(engine, EMAIL, Wallet.SPOT))
    assert {report.path.parent for report in reports.values()} == {tmp_path / "fund" / "statements"}
    return {name: report.path.read_text().splitlines() for name, report in reports.items()}


def test_the_witnesses_stand_side_by_side(written: dict[str, list[str]]) -> None:
    columns = "date,asset,snapshot_delta,movements,statement,agree,offset_proved,verdict"
    assert picked(written["witnesses"], columns) == [
        "2026-11-02,BTC,0.50000001,0.5,0.50000001,snapshot and statement,False,",
    ]


def test_the_classes_show_where_they_differ(written: dict[str, list[str]]) -> None:
    columns = "date,asset,class,movements,movement_count,statement,statement_count,missing_in_movements"
    assert picked(written["classes"], columns) == [
        "2026-11-02,BTC,deposit,0.5,1,0.5,1,0",
        "2026-11-02,BTC,other,0,0,0.00000001,1,0.00000001",
    ]


def test_the_records_name_file_and_line_and_run_nothing(written: dict[str, list[str]]) -> None:
    columns = "date,asset,lacking_in,class,datetime,amount,record"
    assert picked(written["records"], columns) == [
        "2026-11-02,BTC,movements,other,2026-11-02 13:00:00.000,0.00000001,'=s.csv, line 3: =cmd() (=1+1)",
    ]


def test_an_account_without_statements_has_empty_reports(engine: Engine, tmp_path: Path) -> None:
    reports = write_statement_reports(engine, tmp_path, "fund", comparing.question(engine, EMAIL, Wallet.SPOT))
    assert [report.rows for report in reports.values()] == [0, 0, 0]

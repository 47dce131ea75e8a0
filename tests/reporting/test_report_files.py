"""Every CSV as a golden file, written from one small database, and what is said of its columns.

`BINRECON_REWRITE_GOLDEN=1` writes the golden files anew.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements import comparing
from binrecon.reporting.csv_reports import OF_ACCOUNT, OF_CONTRACTS, REPORTS, Report, write_breaks, write_reports
from binrecon.reporting.report_columns import REPORT_QUERIES, describe
from binrecon.reporting.statement_reports import STATEMENT_REPORTS, write_statement_reports
from sqlalchemy import Engine

from bin.pages.reports import PAGE, reports_page
from tests.days import spot
from tests.reporting.report_world import fill_report_world
from tests.storage.rows import DAY, EMAIL

GOLDEN = Path(__file__).parent / "golden"
ALL = (*REPORTS, *OF_CONTRACTS, *OF_ACCOUNT, *STATEMENT_REPORTS)


def written(engine: Engine, folder: Path) -> dict[str, Report]:
    fill_report_world(engine)
    day = write_reports(engine, folder, "fund", spot(EMAIL, DAY))
    of_futures = write_reports(engine, folder, "fund", AccountDay(EMAIL, DAY, Wallet.FUTURES))
    day |= {name: of_futures[f"{name}_futures"] for name in OF_CONTRACTS}
    day |= write_breaks(engine, folder, "fund", EMAIL, DAY + timedelta(days=5))
    return day | write_statement_reports(engine, folder, "fund", comparing.question(engine, EMAIL, Wallet.SPOT))


def test_every_file_is_to_the_byte_what_was_agreed(engine: Engine, tmp_path: Path) -> None:
    found = {name: report.path.read_bytes() for name, report in written(engine, tmp_path).items()}
    if os.environ.get("BINRECON_REWRITE_GOLDEN"):
        for name, content in found.items():
            (GOLDEN / f"{name}.csv").write_bytes(content)
    agreed = {path.stem: path.read_bytes() for path in GOLDEN.glob("*.csv")}
    assert found.keys() == agreed.keys()
    assert {name for name in found if found[name] != agreed[name]} == set()


def test_another_wallet_has_nothing_of_it(engine: Engine, tmp_path: Path) -> None:
    fill_report_world(engine)
    reports = write_reports(engine, tmp_path, "fund", AccountDay(EMAIL, DAY, Wallet.MARGIN))
    assert {name: report.rows for name, report in reports.items()} == {f"{name}_margin": 0 for name in REPORTS}


@pytest.mark.parametrize("name", ALL)
def test_every_file_has_a_row_to_show(name: str) -> None:
    assert len((GOLDEN / f"{name}.csv").read_text(encoding="utf-8").splitlines()) > 1


@pytest.mark.parametrize("query", REPORT_QUERIES)
def test_every_column_has_a_note_beside_its_query(query: str) -> None:
    """In the order of the file; the golden file holds its header."""
    report = describe(query)
    header = (GOLDEN / f"{report.name}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert list(report.columns) == header.split(",")
    assert report.purpose and report.grain


def test_the_page_is_what_the_queries_say() -> None:
    """Where it is not: bin/docs."""
    assert PAGE.read_text(encoding="utf-8") == reports_page()

"""Write the three-way match of an account's days as CSVs: the sums, the classes that differ, the records one side
lacks."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from binrecon.reporting.csv_reports import Report, file_of, write_query
from binrecon.storage.statements import StatementScope

FOLDER = "statements"
STATEMENT_REPORTS = ("witnesses", "classes", "records")
"""Each is the result of include/sql/statements/<name>.sql."""


def write_statement_reports(engine: Engine, reports: Path, slug: str, wanted: StatementScope) -> dict[str, Report]:
    """Write witnesses, classes and records of the wallet's days asked for that a statement covers whole, from one
    consistent picture of the database, to <reports>/<slug>/statements; gives them by name."""
    folder = reports / slug / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        return {
            file_of(name, wanted.wallet): write_query(
                connection, folder / f"{file_of(name, wanted.wallet)}.csv", f"statements/{name}.sql", wanted.named()
            )
            for name in STATEMENT_REPORTS
        }

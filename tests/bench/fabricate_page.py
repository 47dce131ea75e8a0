"""Makes judged account-days inside the server: what the page shows at full size, with all it is drilled down to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from binrecon.storage.queries import driver
from binrecon.storage.sql_text import statements_in
from binrecon.storage.tables.evidence import RAW_TABLES
from psycopg import sql
from sqlalchemy import Connection, Engine

ROWS = Path(__file__).with_name("page_rows")
_RECORDS = {
    table.__tablename__: next(column.name for column in table.__table__.columns if column.name.endswith("_data"))
    for table in RAW_TABLES
}
"""The column of a raw table that holds its records."""


@dataclass(frozen=True)
class Size:
    """How many of each there are; the days end at `last`."""

    accounts: int
    days: int
    assets: int
    last: date

    @property
    def verdicts(self) -> int:
        """Those that are current."""
        return self.accounts * self.days * self.assets

    @property
    def emails(self) -> tuple[str, ...]:
        return tuple(f"account{number:04}@example.com" for number in range(1, self.accounts + 1))


def fabricate(owner: Engine, size: Size) -> None:
    """Fill a migrated, empty database, and have its statistics made."""
    with owner.begin() as connection:
        for script in sorted(ROWS.glob("[0-9]*.sql")):
            for statement in statements_in(script.read_text()):
                driver(connection).execute(statement, vars(size))
            if script.name.startswith("40"):
                _pages(connection)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _pages(connection: Connection) -> None:
    """A page for each question, in the raw table that its list has."""
    statement = (ROWS / "page_of_question.sql").read_text()
    for (table,) in connection.exec_driver_sql("SELECT DISTINCT raw_table FROM page_question ORDER BY 1").fetchall():
        written = sql.SQL(statement).format(table=sql.Identifier(table))
        driver(connection).execute(written, {"table": table, "data": _RECORDS[table]})

"""What of the raw tables was archived, and for which days that leaves no evidence to judge by.

Rests on decision 117.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from binrecon.domain.errors import ConfigurationError
from binrecon.domain.thresholds import longest_settlement_wait
from binrecon.storage.autocommit import single_statements
from binrecon.storage.judged_days import REACH
from binrecon.storage.queries import rows
from binrecon.storage.sql_text import sql_text

LOOK_BACK = timedelta(days=longest_settlement_wait() + 1)
"""A day is judged by its own answers, the day before's, and those of records that came true on it after waiting."""
LEAST_AGE = REACH + LOOK_BACK + timedelta(days=2)
"""So many days pass after a month before it is archived: a run, of the day before yesterday, judges again the days that
it reaches back to, and each of them looks back."""


class ArchivedTable(NamedTuple):
    """A month of a raw table that lies in an archive, and the folder it is in."""

    folder: str
    month: date
    table: str
    rows: int
    first_id: int
    last_id: int
    file_sha256: str
    manifest_sha256: str


def archived_tables(connection: Connection) -> list[ArchivedTable]:
    """What was archived, oldest first."""
    return [ArchivedTable(*row) for row in connection.exec_driver_sql(sql_text("archives/archived.sql"))]


def judged_from(connection: Connection) -> date | None:
    """The first day of which everything that its judgement may read lies in the tables; None where nothing is
    archived."""
    [(through,)] = rows(connection, "archives/through.sql", {})
    return None if through is None else through + LOOK_BACK


def evidence_is_archived(connection: Connection, day: date) -> bool:
    """Whether answers that the judgement of this day would read lie in an archive: its verdict then stands."""
    first = judged_from(connection)
    return first is not None and day < first


def refuse_archived(connection: Connection, day: date) -> None:
    """Raise ConfigurationError where the evidence of the day is archived: it would be judged by what is left of it."""
    if evidence_is_archived(connection, day):
        raise ConfigurationError(f"what {day} rests on is archived: its verdicts stand as they are")


def archived_meanwhile(engine: Engine, day: date) -> bool:
    """Whether the evidence of the day is archived by now, for a transaction under way that has read it. A partition
    that is dropped is gone for older pictures of the database as well, and a table that was read stays until the
    transaction ends: so what was gone when it was read is found here, and nothing goes after."""
    with single_statements(engine) as connection:
        return evidence_is_archived(connection, day)


def refuse_archived_meanwhile(engine: Engine, day: date) -> None:
    """Raise ConfigurationError in the same case."""
    with single_statements(engine) as connection:
        refuse_archived(connection, day)

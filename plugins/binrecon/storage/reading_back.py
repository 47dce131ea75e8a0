"""What of a list that expires is still to be read of the time before its first reading: coverage as stretches of time.

Rests on decision 136.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from sqlalchemy import Engine, text

from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import Meaning
from binrecon.storage.autocommit import single_statements
from binrecon.storage.queries import rows

_GONE = text("""
    SELECT max(window_end) FROM binance_collection_coverage
    WHERE email = :email AND endpoint = :endpoint AND key = :key AND meaning = :meaning
""")


def not_read_back(engine: Engine, email: str, endpoint: str, key: str, oldest: datetime) -> list[Interval]:
    """The stretches of whole UTC days from `oldest` on that no complete reading holds, oldest first; none of
    one that was never read."""
    named = {"email": email, "endpoint": endpoint, "key": key, "oldest": oldest}
    with single_statements(engine) as connection:
        return [Interval(since, until) for since, until in rows(connection, "reconcile/not_read_back.sql", named)]


def left_to_read_back(engine: Engine, email: str, oldest: Mapping[str, datetime]) -> list[tuple[str, str]]:
    """The lists (endpoint, key) of which such a stretch is missing, among all keys of these endpoints that were ever
    read; that first which loses a day next. `oldest` by endpoint. One statement, however many there are."""
    named = {"email": email, "endpoints": list(oldest), "oldest": list(oldest.values())}
    with single_statements(engine) as connection:
        return rows(connection, "reconcile/left_to_read_back.sql", named)


def known_from(engine: Engine, email: str, endpoint: str, key: str, moment: datetime) -> datetime | None:
    """From when on the list is known without a gap up to the moment; None where the moment is not."""
    named = {"email": email, "endpoint": endpoint, "key": key, "moment": moment}
    with single_statements(engine) as connection:
        return next((since for (since,) in rows(connection, "reconcile/known_from.sql", named)), None)


def gone_until(engine: Engine, email: str, endpoint: str, key: str) -> datetime | None:
    """The end of what the exchange refused as too old; None where it refused nothing."""
    named = {"email": email, "endpoint": endpoint, "key": key, "meaning": str(Meaning.TOO_OLD)}
    with single_statements(engine) as connection:
        found: datetime | None = connection.execute(_GONE, named).scalar_one()
    return found


def earliest_day_read(engine: Engine, email: str, endpoints: list[str], run_id: str) -> date | None:
    """The first UTC day of these lists that a run has read, or that one before it has read lately and not judged; None
    where nothing was."""
    with single_statements(engine) as connection:
        named = {"email": email, "endpoints": endpoints, "run_id": run_id}
        [(found,)] = rows(connection, "reconcile/earliest_day_read.sql", named)
    return cast("date | None", found)

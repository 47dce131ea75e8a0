"""What of the exchange's lists is held already, so that it is not asked again: coverage and quarantine as SQL.

Rests on decisions 3 and 50.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Engine, text

from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import OF_THE_LIST, Meaning
from binrecon.storage.autocommit import single_statements

# A day is held when one reading that proves (v_binance_readings) contains it whole, and every unreadable record of that
# day was read well by a complete reading that is newer than the one it came from.
_HELD_DAYS = text("""
    WITH days AS (
        SELECT first AS start, first + interval '24 hours' AS finish
        FROM generate_series(CAST(:start AS timestamptz), CAST(:end AS timestamptz) - interval '24 hours',
                             interval '24 hours') AS first
    ),
    complete AS (
        SELECT id, window_start, window_end, asked_at
        FROM v_binance_readings
        WHERE email = :email AND endpoint = :endpoint AND key = :key AND window_end > :start AND window_start < :end
    ),
    doubt AS (
        SELECT days.start, record.coverage_id
        FROM days
        JOIN binance_quarantine AS record
          ON CASE WHEN record.exchange_time IS NULL
                  THEN record.window_start < days.finish AND record.window_end > days.start
                  ELSE record.exchange_time >= days.start AND record.exchange_time < days.finish END
        WHERE record.email = :email AND record.endpoint = :endpoint AND record.key = :key
    )
    SELECT days.start
    FROM days
    WHERE EXISTS (
            SELECT FROM complete
            WHERE complete.window_start <= days.start AND complete.window_end >= days.finish
              AND complete.asked_at >= :asked_from)
      AND NOT EXISTS (
            SELECT FROM doubt
            WHERE doubt.start = days.start AND NOT EXISTS (
                SELECT FROM complete
                WHERE complete.id > doubt.coverage_id
                  AND complete.window_start <= days.start AND complete.window_end >= days.finish
                  AND NOT EXISTS (
                        SELECT FROM doubt AS again
                        WHERE again.coverage_id = complete.id AND again.start = days.start)))
    ORDER BY days.start
""")
_UNFINISHED = text("""
    SELECT id, window_start, last_id, asked_at
    FROM binance_collection_coverage AS row
    WHERE email = :email AND endpoint = :endpoint AND key = :key AND status = 'truncated' AND last_id IS NOT NULL
      AND window_start = :start AND uid IS NOT DISTINCT FROM :uid
      AND NOT EXISTS (SELECT FROM binance_quarantine WHERE coverage_id = row.id)
    ORDER BY last_id DESC
    LIMIT 1
""")

_READ_BY_ANOTHER_RUN = text("""
    SELECT EXISTS (
        SELECT FROM v_binance_readings AS reading
        WHERE email = :email AND endpoint = :endpoint AND key = :key AND run_id <> :run_id
          AND asked_at >= :since AND window_start <= :start AND window_end >= :end
          AND NOT EXISTS (SELECT FROM binance_quarantine WHERE coverage_id = reading.id))
""")
_READ_BY_RUN = text("""
    SELECT EXISTS (
        SELECT FROM v_binance_readings
        WHERE email = :email AND endpoint = :endpoint AND key = :key AND run_id = :run_id
          AND window_start <= :start AND window_end >= :end)
""")
_READ_SINCE = text("""
    SELECT EXISTS (
        SELECT FROM v_binance_readings
        WHERE email = :email AND endpoint = :endpoint AND key = :key AND asked_at >= :since)
""")
_HAS_TOLD = text("""
    SELECT EXISTS (
        SELECT FROM binance_collection_coverage
        WHERE email = :email AND endpoint = ANY(:endpoints) AND records > 0
          AND (cardinality(CAST(:keys AS text[])) = 0 OR key = ANY(:keys)))
""")
_REFUSED_BEFORE = text("""
    SELECT EXISTS (
        SELECT FROM binance_collection_coverage
        WHERE email = :email AND endpoint = :endpoint AND key = :key AND meaning = :meaning AND id < :coverage_id)
""")
_FILLS_HELD = text("""
    SELECT coalesce(bool_or(status = 'complete'), false), coalesce(bool_or(records > 0), false), max(last_id)
    FROM binance_collection_coverage
    WHERE email = :email AND endpoint = :endpoint AND key = :key
""")
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Unfinished:
    """A reading of trades that stopped after some pages: its coverage row, where it began, the last id it holds, and
    when its first page was asked."""

    coverage_id: int
    start: datetime
    last_id: int
    asked_at: datetime


@dataclass(frozen=True)
class FillsHeld:
    """What is held of a pair: whether it was read completely once, whether there were fills, the last id where ids are
    kept."""

    read: bool
    any: bool
    last_id: int | None

    def contradict(self, newest: Sequence[int]) -> bool:
        """Whether the ids of the newest fills, in their order, end before what is held: none where there were some."""
        return self.any if not newest else self.last_id is not None and newest[-1] < self.last_id


def held_days(
    engine: Engine, email: str, endpoint: str, key: str, span: Interval, asked_from: datetime | None = None
) -> list[date]:
    """The UTC days of `span` (whole days) that are held completely, in order.

    With `asked_from` only readings begun at or after that time count, for lists that are not final before it.
    """
    named = {
        "email": email,
        "endpoint": endpoint,
        "key": key,
        "start": span.start,
        "end": span.end,
        "asked_from": asked_from or _ALWAYS,
    }
    with single_statements(engine) as connection:
        return [start.date() for (start,) in connection.execute(_HELD_DAYS, named)]


def unfinished(
    engine: Engine, email: str, endpoint: str, key: str, start: datetime, uid: int | None = None
) -> Unfinished | None:
    """The reading of this account (`uid`) from `start` that got farthest without reaching its end, unless some record
    of it was unreadable."""
    named = {"email": email, "endpoint": endpoint, "key": key, "start": start, "uid": uid}
    with single_statements(engine) as connection:
        row = connection.execute(_UNFINISHED, named).one_or_none()
    return None if row is None else Unfinished(*row)


def has_told(engine: Engine, email: str, endpoints: list[str], keys: list[str]) -> bool:
    """Whether one of these lists ever told the account of a record; of these keys alone, where there are any."""
    named = {"email": email, "endpoints": endpoints, "keys": keys}
    with single_statements(engine) as connection:
        return bool(connection.execute(_HAS_TOLD, named).scalar_one())


def refused_before(engine: Engine, email: str, endpoint: str, key: str, meaning: Meaning, coverage_id: int) -> bool:
    """Whether a reading before this one ended with a refusal of the same meaning, which is one for good."""
    named = {"email": email, "endpoint": endpoint, "key": key, "meaning": str(meaning), "coverage_id": coverage_id}
    if meaning not in OF_THE_LIST:
        return False
    with single_statements(engine) as connection:
        return bool(connection.execute(_REFUSED_BEFORE, named).scalar_one())


def fills_held(engine: Engine, email: str, endpoint: str, key: str) -> FillsHeld:
    """What is held of a pair, however its readings ended."""
    with single_statements(engine) as connection:
        named = {"email": email, "endpoint": endpoint, "key": key}
        return FillsHeld(*connection.execute(_FILLS_HELD, named).one())


def read_by_another_run(
    engine: Engine, email: str, endpoint: str, key: str, window: Interval, since: datetime, run_id: str
) -> bool:
    """Whether a run other than `run_id` has read the whole window since that time, every record readable so far."""
    named = {
        "email": email,
        "endpoint": endpoint,
        "key": key,
        "start": window.start,
        "end": window.end,
        "since": since,
        "run_id": run_id,
    }
    with single_statements(engine) as connection:
        return bool(connection.execute(_READ_BY_ANOTHER_RUN, named).scalar_one())


def read_by_run(engine: Engine, email: str, endpoint: str, key: str, window: Interval, run_id: str) -> bool:
    """Whether this run has read the whole window."""
    named = {"email": email, "endpoint": endpoint, "key": key, "run_id": run_id}
    with engine.connect() as connection:
        found = connection.execute(_READ_BY_RUN, {**named, "start": window.start, "end": window.end})
        return bool(found.scalar_one())


def read_since(engine: Engine, email: str, endpoint: str, key: str, since: datetime) -> bool:
    """Whether a list that holds now, whatever day is asked for, was read whole since that time."""
    named = {"email": email, "endpoint": endpoint, "key": key, "since": since}
    with single_statements(engine) as connection:
        return bool(connection.execute(_READ_SINCE, named).scalar_one())

"""Ask the evidence whether daily snapshots are held; canonical rows may not exist yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, text

from binrecon.domain.intervals import Interval, to_ms
from binrecon.storage.autocommit import single_statements
from binrecon.storage.coverage import held_days

_LISTED = text("""
    SELECT count(DISTINCT CASE WHEN jsonb_typeof(entry -> 'updateTime') = 'number'
                               THEN floor((entry ->> 'updateTime')::numeric / 86400000) END)
    FROM v_binance_readings AS reading
    JOIN binance_raw_daily_snapshot AS page ON page.email = reading.email AND page.coverage_id = reading.id
    CROSS JOIN jsonb_array_elements(page.snapshot_data) AS entry
    WHERE reading.email = :email AND reading.endpoint = :endpoint AND reading.key = :key
      AND reading.asked_at >= :asked_from
      AND reading.window_start <= :start AND reading.window_end >= :end
      AND CASE WHEN jsonb_typeof(entry -> 'updateTime') = 'number'
               THEN (entry ->> 'updateTime')::numeric >= :first_ms AND (entry ->> 'updateTime')::numeric < :end_ms END
""")


def held(engine: Engine, email: str, endpoint: str, key: str, span: Interval, asked_from: datetime) -> bool:
    """Whether every day of `span` has a snapshot in a complete, readable reading begun at `asked_from` or later."""
    if held_days(engine, email, endpoint, key, span, asked_from) != span.days():
        return False
    named = {
        "email": email,
        "endpoint": endpoint,
        "key": key,
        "asked_from": asked_from,
        "start": span.start,
        "end": span.end,
        "first_ms": to_ms(span.start),
        "end_ms": to_ms(span.end),
    }
    with single_statements(engine) as connection:
        return int(connection.execute(_LISTED, named).scalar_one()) == len(span.days())

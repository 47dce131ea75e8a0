"""Revision 0003 takes back what readings of trades by startTime alone were said to prove, and nothing else."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, text

from tests.conftest import Database
from tests.migrations.test_migrations import alembic

_ROWS = """
    INSERT INTO binance_collection_coverage (email, endpoint, key, window_start, window_end, status, records,
    asked_at) VALUES
    ('a@b.c', 'trades', 'EMPTY', '2026-11-01Z', '2026-11-03T01:00Z', 'complete', 0, '2026-11-03T02:00Z'),
    ('a@b.c', 'trades', 'SHORT', '2026-11-01Z', '2026-11-02Z', 'complete', 0, '2026-11-03T02:00Z'),
    ('a@b.c', 'trades', 'FILLS', '2026-11-01Z', '2026-11-03T01:00Z', 'complete', 7, '2026-11-03T02:00Z'),
    ('a@b.c', 'trades', 'FAILED', '2026-11-01Z', '2026-11-03T01:00Z', 'failed', 0, '2026-11-03T02:00Z'),
    ('a@b.c', 'allocations', 'EMPTY', '2026-11-01Z', '2026-11-03T01:00Z', 'complete', 0, '2026-11-03T02:00Z')
"""
_STATE = (
    "SELECT endpoint || ' ' || key, to_char(window_end AT TIME ZONE 'UTC', 'DD HH24:MI') FROM "
    "binance_collection_coverage"
)


def state(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return dict(tuple(row) for row in connection.execute(text(_STATE)))


def test_what_was_read_by_start_time_alone_and_empty_covers_its_first_day(empty_database: Database) -> None:
    url = empty_database.owner_url
    assert alembic(url, "upgrade", "0002").returncode == 0
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(_ROWS)
    before = state(engine)
    assert alembic(url, "upgrade", "0003").returncode == 0
    assert state(engine) == before | {"trades EMPTY": "02 00:00"}
    assert alembic(url, "downgrade", "0002").returncode == 0
    assert state(engine) == before
    engine.dispose()

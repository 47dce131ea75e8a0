"""What a database says about accounts and days, without ids, times of ours and names of runs: to compare two runs."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Engine, inspect

TABLES = (
    "binance_reconciliation_transfers",
    "binance_reconciliation_trades",
    "binance_reconciliation_balances",
    "binance_snapshot_days",
    "binance_exchange_info",
    "binance_daily_prices",
    "binance_quarantine",
    "v_binance_verdicts_current",
    "binance_reconciliation_days",
    "binance_pages_pending",
    "v_binance_coverage_gaps",
    "v_binance_user_assets",
)
# Each reading refuses an unreadable record anew, and leaves its list of sub-accounts, which no template reads.
_ONCE = ("binance_quarantine", "binance_pages_pending")
CANONICAL = (*TABLES[:6], "binance_reconciliation_verdicts", "binance_reconciliation_days")
_OURS = frozenset(
    {
        "id",
        "pid",
        "fid",
        "page_id",
        "match_id",
        "code_sha256",
        "coverage_id",
        "run_id",
        "created_at",
        "updated_at",
        "evidence_at",
        "closed_at",
        "decided_at",
        "opened_at",
        "raw_data",
        "planned_at",
        "window_start",
        "window_end",
        "ordinal",
    }
)


def dump(engine: Engine, tables: tuple[str, ...] = TABLES) -> dict[str, list[str]]:
    """Table -> its rows as sorted texts."""
    with engine.connect() as connection:
        found = {}
        for table in tables:
            columns = ", ".join(c["name"] for c in inspect(connection).get_columns(table) if c["name"] not in _OURS)
            query = f"SELECT {'DISTINCT' if table in _ONCE else ''} ({columns})::text FROM {table}"
            found[table] = sorted(connection.exec_driver_sql(query).scalars())
    return found


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Rows that only one of two dumps has, named by table."""
    found = []
    for table in one:
        first, second = Counter(one[table]), Counter(other[table])
        found += [f"{table}: {row}" for row in (first - second) + (second - first)]
    return found


_TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
    ORDER BY relname
"""
"""Partitions are seen through the table they are of, which alone a login may read."""


def everything(engine: Engine) -> str:
    """All columns of all tables as one text."""
    with engine.connect() as connection:
        names = connection.exec_driver_sql(_TABLES).scalars().all()
        queries = [f"SELECT t::text FROM {name} AS t" for name in names]
        parts = [connection.exec_driver_sql(query).scalars().all() for query in queries]
    return "\n".join(row for part in parts for row in part)


def transaction(engine: Engine) -> int:
    """A mark: rows written later have a transaction number from here on."""
    with engine.begin() as connection:
        return int(connection.exec_driver_sql("SELECT txid_current()").scalar_one())


def written_since(engine: Engine, mark: int, tables: tuple[str, ...] = CANONICAL) -> dict[str, int]:
    """Rows of each table that were inserted or updated after the mark; tables without any are left out."""
    counts = {}
    with engine.connect() as connection:
        for table in tables:
            query = f"SELECT count(*) FROM {table} WHERE xmin::text::bigint >= {mark}"
            counts[table] = connection.exec_driver_sql(query).scalar_one()
    return {table: count for table, count in counts.items() if count}


def wal_position(engine: Engine) -> int:
    """Bytes of write-ahead log written by the whole server so far."""
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')").scalar_one())

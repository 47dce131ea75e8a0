"""The jobs as one would do them in DuckDB: exact decimals, rows in Parquet, two threads.

python with_duckdb.py JOB ARGUMENT…   with a Python that has DuckDB; it imports nothing of ours.
"""

from __future__ import annotations

import sys
from typing import Any

import duckdb
from rival_clock import tell

_LEFT_OVER = """
COPY (
    WITH fact AS (
        SELECT true AS is_line, name, "at", asset, amount FROM read_parquet($lines)
        UNION ALL
        SELECT false, name, "at", asset, amount FROM read_parquet($records)
    ), in_second AS (
        SELECT *, "at"::date AS date, row_number() OVER (
            PARTITION BY is_line, asset, amount, date_trunc('second', "at") ORDER BY "at", name
        ) AS k
        FROM fact
    ), first_left AS (
        SELECT *, row_number() OVER (PARTITION BY is_line, date, asset, amount ORDER BY "at", name) AS n
        FROM (
            SELECT *, count(*) OVER (PARTITION BY asset, amount, date_trunc('second', "at"), k) AS sides FROM in_second
        )
        WHERE sides = 1
    )
    SELECT date, is_line, asset, amount, name
    FROM (SELECT *, count(*) OVER (PARTITION BY date, asset, amount, n) AS both_sides FROM first_left)
    WHERE both_sides = 1
    ORDER BY date, is_line, asset, name
) TO '{out}' (HEADER)
"""
_BALANCES = """
COPY (
    SELECT asset, sum(amount) AS amount FROM read_parquet($postings) GROUP BY asset ORDER BY asset
) TO '{out}' (HEADER)
"""


def sides(lines: str, records: str, out: str) -> None:
    """What one side lacks: equal amounts of one day and asset are paired off one to one, those of one second first."""
    tell(lambda: _run(_LEFT_OVER.replace("{out}", out), {"lines": lines, "records": records}))


def roll(postings: str, out: str) -> None:
    """The balance of each asset."""
    tell(lambda: _run(_BALANCES.replace("{out}", out), {"postings": postings}))


def _run(query: str, named: dict[str, Any]) -> int:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET threads = 2")
    [(rows,)] = connection.execute(query, named).fetchall()
    return int(rows)


if __name__ == "__main__":
    job, *arguments = sys.argv[1:]
    globals()[job](*arguments)

"""Times a list's template over pages that lie ready against COPY of the rows it writes, into the same table, taking
turns."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
from sqlalchemy import Engine

from tests.bench.rows import Row

ROOT = Path(__file__).parents[2]
ROUNDS = 3
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Canonical:
    """A list whose pages lie ready: of which accounts, in which raw table; and the table and its columns that the
    template fills."""

    endpoint: str
    emails: tuple[str, ...]
    raw_table: str
    table: str
    columns: str


@dataclass(frozen=True)
class Cost:
    """What one pass took: wall seconds, CPU seconds of client and server process, peak memory of the client in MB."""

    seconds: float
    cpu: float
    peak_mb: float = 0.0


@dataclass(frozen=True)
class Again:
    """A second pass over the same pages: its cost, rows written and MB of WAL."""

    cost: Cost
    rows: int
    wal_mb: float


@dataclass(frozen=True)
class Round:
    """One turn of each: the template, the same pages once more, COPY of what the template wrote."""

    first: Cost
    again: Again
    copied: Cost


def rounds(owner: Engine, writer_url: str, what: Canonical) -> list[Round]:
    """The turns of the product and of its floor; the table is empty afterwards."""
    done = []
    with tempfile.TemporaryFile() as rows:
        for _ in range(ROUNDS):
            first = canonicalize(owner, writer_url, what)
            again = second_pass(owner, writer_url, what)
            export(owner, rows, what)
            done.append(Round(first, again, copy(owner, rows, what)))
            empty(owner, what)
    return done


def figures(done: list[Round], noun: str, least: float) -> list[Row]:
    """The medians of the rounds as lines of the table; `least` is the speed that is asked for, in that of COPY."""
    first, again, copied = ([getattr(one, name) for one in done] for name in ("first", "again", "copied"))
    return [
        Row(f"canonicalize {noun}, s", statistics.median(cost.seconds for cost in first)),
        Row("COPY of the same rows, s", statistics.median(cost.seconds for cost in copied)),
        Row(
            f"speed of canonicalizing {noun} ÷ speed of COPY", median_ratio(copied, first, "seconds"), least, least=True
        ),
        Row("the same by CPU", median_ratio(copied, first, "cpu")),
        Row("second pass ÷ first", median_ratio([one.cost for one in again], first, "seconds"), 0.25),
        Row("rows written by the second pass", max(one.rows for one in again), 0),
        Row("WAL of the second pass, MB", max(one.wal_mb for one in again), 1),
        Row("peak memory of the client, MB", max(cost.peak_mb for cost in first), 64),
    ]


def median_ratio(over: list[Cost], under: list[Cost], unit: str) -> float:
    return statistics.median(getattr(a, unit) / getattr(b, unit) for a, b in zip(over, under, strict=True))


def canonicalize(owner: Engine, writer_url: str, what: Canonical) -> Cost:
    make_pending(owner, what)
    settle(owner, what)
    return pending_read(writer_url, what)


def make_pending(owner: Engine, what: Canonical) -> None:
    """Mark every page as not read yet."""
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_pages_pending (raw_table, page_id, email, endpoint, coverage_id)"
            f" SELECT '{what.raw_table}', id, email, endpoint, coverage_id FROM {what.raw_table} ON CONFLICT DO NOTHING"
        )


def pending_read(writer_url: str, what: Canonical) -> Cost:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])}
    command = [sys.executable, "-m", "tests.bench.canonicalize", writer_url, what.endpoint, *what.emails]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def second_pass(owner: Engine, writer_url: str, what: Canonical) -> Again:
    """Read the same pages again, after the vacuum that follows a load in any server that runs autovacuum."""
    make_pending(owner, what)
    settle(owner, what)
    with owner.connect() as connection:
        before = connection.exec_driver_sql("SELECT pg_current_wal_insert_lsn()::text").scalar_one()
        transaction = connection.exec_driver_sql("SELECT txid_snapshot_xmax(txid_current_snapshot())").scalar_one()
        connection.commit()
        cost = pending_read(writer_url, what)
        wal = connection.exec_driver_sql(
            "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %(before)s::pg_lsn)", {"before": before}
        ).scalar_one()
        rows = connection.exec_driver_sql(
            f"SELECT count(*) FROM {what.table} WHERE xmin::text::bigint >= %(transaction)s",
            {"transaction": transaction},
        ).scalar_one()
    return Again(cost, rows, float(wal) / 1e6)


def export(owner: Engine, rows: IO[bytes], what: Canonical) -> None:
    """Keep the rows as COPY's own text, in the order in which they were written, and empty the table."""
    rows.seek(0)
    rows.truncate()
    with owner.connect() as connection, connection.connection.cursor() as cursor:
        with cursor.copy(f"COPY (SELECT {what.columns} FROM {what.table} ORDER BY pid) TO STDOUT") as copying:
            for chunk in copying:
                rows.write(chunk)
    empty(owner, what)


def copy(owner: Engine, rows: IO[bytes], what: Canonical) -> Cost:
    """The floor: the same rows, ready made, into the same table with the same indexes and CHECKs."""
    settle(owner, what)
    rows.seek(0)
    with owner.connect() as connection, connection.connection.cursor() as cursor:
        server = psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        before, client, start = server.cpu_times(), time.process_time(), time.monotonic()
        with cursor.copy(f"COPY {what.table} ({what.columns}) FROM STDIN") as copying:
            while chunk := rows.read(_CHUNK):
                copying.write(chunk)
        connection.commit()
        seconds, after = time.monotonic() - start, server.cpu_times()
    return Cost(seconds, after.user + after.system - before.user - before.system + time.process_time() - client)


def empty(owner: Engine, what: Canonical) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {what.table}, binance_pages_pending, binance_quarantine")


def settle(owner: Engine, what: Canonical) -> None:
    """Leave nothing of the step before to be done in the next one. (A checkpoint needs a superuser's right.)"""
    with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"VACUUM (ANALYZE) {what.table}, binance_pages_pending, {what.raw_table}")

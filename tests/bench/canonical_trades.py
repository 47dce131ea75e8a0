"""Bench: fills from raw pages to canonical legs against COPY of the same legs into the same table, taking turns."""

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

from tests.bench.fabricate import EMAILS, fabricate, make_pending
from tests.bench.rows import Row

ROOT = Path(__file__).parents[2]
ROUNDS = 3
TABLE = "binance_reconciliation_trades"
_COLUMNS = (
    "source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, price, agg_id,"
    " evidence_at"
)
_CHUNK = 1 << 18


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


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """The figures at `scale` of 1,000,000 fills, each the median of the rounds. Needs a migrated, empty database."""
    pages, fills = fabricate(owner, scale)
    first, copied, again = [], [], []
    with tempfile.TemporaryFile() as legs:
        for _ in range(ROUNDS):
            first.append(canonicalize(owner, writer_url))
            again.append(second_pass(owner, writer_url))
            export(owner, legs)
            copied.append(copy(owner, legs))
            empty(owner)
    return [
        Row("fills in thousands", fills / 1000),
        Row("pages", pages),
        Row("canonicalize, s", statistics.median(cost.seconds for cost in first)),
        Row("COPY of the same legs, s", statistics.median(cost.seconds for cost in copied)),
        Row("speed of canonicalizing ÷ speed of COPY", median_ratio(copied, first, "seconds"), 0.6, least=True),
        Row("the same by CPU", median_ratio(copied, first, "cpu")),
        Row("second pass ÷ first", median_ratio([one.cost for one in again], first, "seconds"), 0.25),
        Row("rows written by the second pass", max(one.rows for one in again), 0),
        Row("WAL of the second pass, MB", max(one.wal_mb for one in again), 1),
        Row("peak memory of the client, MB", max(cost.peak_mb for cost in first), 64),
    ]


def median_ratio(over: list[Cost], under: list[Cost], unit: str) -> float:
    return statistics.median(getattr(a, unit) / getattr(b, unit) for a, b in zip(over, under, strict=True))


def canonicalize(owner: Engine, writer_url: str) -> Cost:
    make_pending(owner)
    settle(owner)
    return pending_read(writer_url)


def pending_read(writer_url: str) -> Cost:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])}
    command = [sys.executable, "-m", "tests.bench.canonicalize", writer_url, *EMAILS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def second_pass(owner: Engine, writer_url: str) -> Again:
    """Read the same pages again, after the vacuum that follows a load in any server that runs autovacuum."""
    make_pending(owner)
    settle(owner)
    with owner.connect() as connection:
        before = connection.exec_driver_sql("SELECT pg_current_wal_insert_lsn()::text").scalar_one()
        transaction = connection.exec_driver_sql("SELECT txid_snapshot_xmax(txid_current_snapshot())").scalar_one()
        connection.commit()
        cost = pending_read(writer_url)
        wal = connection.exec_driver_sql(
            "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %(before)s::pg_lsn)", {"before": before}
        ).scalar_one()
        rows = connection.exec_driver_sql(
            f"SELECT count(*) FROM {TABLE} WHERE xmin::text::bigint >= %(transaction)s", {"transaction": transaction}
        ).scalar_one()
    return Again(cost, rows, float(wal) / 1e6)


def export(owner: Engine, legs: IO[bytes]) -> None:
    """Keep the legs as COPY's own text, in the order in which they were written, and empty the table."""
    legs.seek(0)
    legs.truncate()
    with owner.connect() as connection, connection.connection.cursor() as cursor:
        with cursor.copy(f"COPY (SELECT {_COLUMNS} FROM {TABLE} ORDER BY pid) TO STDOUT") as copying:
            for chunk in copying:
                legs.write(chunk)
    empty(owner)


def copy(owner: Engine, legs: IO[bytes]) -> Cost:
    """The floor: the same rows, ready made, into the same table with the same indexes and CHECKs."""
    settle(owner)
    legs.seek(0)
    with owner.connect() as connection, connection.connection.cursor() as cursor:
        server = psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        before, client, start = server.cpu_times(), time.process_time(), time.monotonic()
        with cursor.copy(f"COPY {TABLE} ({_COLUMNS}) FROM STDIN") as copying:
            while chunk := legs.read(_CHUNK):
                copying.write(chunk)
        connection.commit()
        seconds, after = time.monotonic() - start, server.cpu_times()
    return Cost(seconds, after.user + after.system - before.user - before.system + time.process_time() - client)


def empty(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {TABLE}, binance_pages_pending, binance_quarantine")


def settle(owner: Engine) -> None:
    """Leave nothing of the step before to be done in the next one. (A checkpoint needs a superuser's right.)"""
    with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"VACUUM (ANALYZE) {TABLE}, binance_pages_pending, binance_raw_trades")

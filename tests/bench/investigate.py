"""Bench: match 100,000 transfer legs and investigate a day of 1,000 open cells, in a process of its own.

python -m tests.bench.investigate URL   does the product's part and prints {"matching", "settling", "cpu", "peak_mb"} as
JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.own_transfers import match_own_transfers
from binrecon.storage.database import engine_from
from sqlalchemy import Engine

from tests.bench.canonicalize import peak_mb
from tests.bench.open_cells import DAY, MAIN, Planted, plant, wrong_cells
from tests.bench.rows import Row
from tests.days import spot

ROOT = Path(__file__).parents[2]
TRANSFERS, CELLS = 100_000, 1_000


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """Seconds, memory and errors at this share of the full size. Needs a migrated, empty database."""
    transfers, cells = max(1_000, round(TRANSFERS * scale)), max(14, round(CELLS * scale))
    planted = plant(owner, transfers, cells)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    took = _in_a_process(writer_url)
    return [
        Row("transfer legs", transfers),
        Row("open cells", len(planted.explained) + len(planted.open)),
        Row("matching, s", took["matching"]),
        Row("judging and investigating the day, s", took["settling"]),
        Row("both, s", took["matching"] + took["settling"], 10),
        Row("both, s of CPU", took["cpu"]),
        Row("peak memory of the client, MB", took["peak_mb"], 300),
        Row("matches by another method than planted", wrong_matches(owner, planted), 0),
        Row("cells judged otherwise than planted", wrong_verdicts(owner, planted), 0),
    ]


def _in_a_process(writer_url: str) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])}
    command = [sys.executable, "-m", "tests.bench.investigate", writer_url]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def wrong_matches(engine: Engine, planted: Planted) -> int:
    """How many matches are missing or too many, by method."""
    with engine.connect() as connection:
        made = Counter(connection.exec_driver_sql("SELECT method FROM binance_transfer_matches").scalars())
    return sum(abs(made[method] - count) for method, count in planted.matches.items())


def wrong_verdicts(engine: Engine, planted: Planted) -> int:
    with engine.connect() as connection:
        told = connection.exec_driver_sql(
            "SELECT asset, verdict FROM v_binance_verdicts_current WHERE email = %s", (MAIN,)
        )
        return len(list(wrong_cells(planted, [(asset, verdict) for asset, verdict in told])))


def product(engine: Engine) -> dict[str, float]:
    """Match, then settle the day, each timed by the wall; CPU of client and server together."""
    with engine.connect() as connection:
        server = psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    before, used, start = server.cpu_times(), time.process_time(), time.monotonic()
    match_own_transfers(engine, "bench")
    matched = time.monotonic()
    reconcile_day(engine, spot(MAIN, DAY), [], "bench")
    settled, after = time.monotonic(), server.cpu_times()
    cpu = after.user + after.system - before.user - before.system + time.process_time() - used
    return {"matching": matched - start, "settling": settled - matched, "cpu": cpu, "peak_mb": peak_mb()}


if __name__ == "__main__":
    print(json.dumps(product(engine_from(sys.argv[1]))))

"""The product's side of the bench in a process of its own, so that its memory is its own: reads what is pending of a
list.

python -m tests.bench.canonicalize URL LIST EMAIL…   prints {"seconds", "cpu", "peak_mb"} as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import psutil
from binrecon.processing.canonical import run_template
from sqlalchemy import create_engine


def peak_mb() -> float:
    """Most memory this process ever held, in MB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def main(url: str, endpoint: str, emails: list[str]) -> None:
    engine = create_engine(url, pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        server = psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    before, start = server.cpu_times(), time.monotonic()
    for email in emails:
        run_template(engine, endpoint, email)
    seconds, after = time.monotonic() - start, server.cpu_times()
    cpu = after.user + after.system - before.user - before.system + time.process_time()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

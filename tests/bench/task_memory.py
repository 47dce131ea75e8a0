"""Bench: the memory that a task needs beyond an empty one, over a day whose list of income is big.

The measure is VmHWM, the most that a process ever held in memory (Linux): that of a process that imports what runs a
task of Airflow's and then does the step, less that of one that only imports it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from tests.bench.rows import Row
from tests.simulator import Exchange, FuturesIncome, RealClock, Scenario, World, start_of
from tests.simulator.server import serve

ROOT = Path(__file__).parents[2]
ROWS = 35_000
"""Of income on one day, which is read twice: as many pages as the exchange's limit of a minute allows for."""
EMAIL, EMPTY, STEPS = "main@example.com", "empty", ("collect", "canonicalize", "reconcile")
MOST_MB = 64


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """The figures at `scale` of ROWS. Needs a migrated, empty database."""
    rows = max(1000, round(ROWS * scale))
    peaks = peak_of_steps(writer_url, rows)
    above = [Row(f"{step}: MB above an empty task", peaks[step] - peaks[EMPTY], MOST_MB) for step in STEPS]
    return [Row("rows of income of a day", rows), Row("an empty task, MB", peaks[EMPTY]), *above]


def peak_of_steps(writer_url: str, rows: int) -> dict[str, float]:
    """The peak of an empty process and of each step, one after the other, in MB."""
    day = datetime.now(UTC).date() - timedelta(days=3)
    server = serve(Exchange(busy_day(day, rows), RealClock()))
    try:
        key = server.exchange.key_of(EMAIL)
        named = [writer_url, server.url, key.api_key, key.secret, EMAIL, str(day)]
        return {step: _peak(step, named) for step in (EMPTY, *STEPS)}
    finally:
        server.close()


def busy_day(day: date, rows: int) -> Scenario:
    """A world of one account that is paid so many incomes on one day."""
    world = World(day, day)
    world.add_account(EMAIL)
    world.open(EMAIL, "USDT", 10**24, "FUTURES")
    for number in range(rows):
        moment = start_of(day) + 1000 * (number * 86_400 // rows)
        paid = {"type": "COMMISSION", "amount": -(10**10) * (1 + number % 900), "trade_id": str(number)}
        world.add(FuturesIncome(email=EMAIL, time=moment, symbol="BTCUSDT", tran_id=10**18 + number, **paid))
    return Scenario(world)


def _peak(step: str, named: list[str]) -> float:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])}
    command = [sys.executable, "-m", "tests.bench.task_step", step, *named]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1]))

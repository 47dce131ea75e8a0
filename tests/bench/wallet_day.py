"""Bench: a day of an account with every wallet against a day of the same account with SPOT alone, taking turns in one
live Airflow."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bin.stack import demo, places
from bin.stack.demo import Demo
from bin.stack.keeper import Keeper
from tests.bench.day_runs import DayRuns, Timed, stack_home
from tests.bench.rows import Row

PAIRS = 3
_OF_WALLETS = "collect.wallets_"
_PARSE_SECONDS = 180
_LINE = re.compile(r"^wallets = .*$", re.MULTILINE)


@dataclass(frozen=True)
class Pair:
    """A day with every wallet and one of SPOT alone, run one after the other."""

    every: Timed
    spot: Timed


def measure(scale: float) -> list[Row]:
    """Start the demo's stack and time pairs of runs in it; everything is ended before this returns."""
    with stack_home() as (keeper, home):
        return rows(time_pairs(keeper, home, max(1, round(PAIRS * scale))))


def rows(pairs: Sequence[Pair]) -> list[Row]:
    ratio = median(pair.every.seconds / pair.spot.seconds for pair in pairs)
    return [
        Row("tasks of a day of SPOT", max(pair.spot.tasks for pair in pairs)),
        Row("tasks more of a day with every wallet", max(more(pair) for pair in pairs), 5),
        Row("day of SPOT, s", median(pair.spot.seconds for pair in pairs)),
        Row("day with every wallet, s", median(pair.every.seconds for pair in pairs)),
        Row("day with every wallet over day of SPOT", ratio, 1.3),
    ]


def more(pair: Pair) -> int:
    """The task instances that the wallets add. Days differ in the pairs and products they ask, whatever the wallets:
    these are not counted."""
    every, spot = (
        sum(copies for name, copies in one.copies.items() if is_of_wallets(name)) for one in (pair.every, pair.spot)
    )
    return every - spot


def is_of_wallets(task: str) -> bool:
    """Whether the task is there for the wallets besides SPOT."""
    return task.startswith(_OF_WALLETS)


def time_pairs(keeper: Keeper, home: Path, count: int) -> list[Pair]:
    """A day of SPOT, which only warms the stack up, then each pair on two days of its own."""
    os.environ["AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE"] = "False"
    world = demo.start(keeper, places.choose(home / "stack"), 1 + 2 * count)
    api = DayRuns(world.stack.places.address, world.stack.secrets.admin_password)
    demo.read_pairs(world, api)
    file = world.exchange.accounts_file
    every, spot = file.read_text(), of_spot(file.read_text())
    first, *days = world.truth.days
    _run(world, api, file, spot, first)
    timed = [_run(world, api, file, (every, spot)[number % 2], day) for number, day in enumerate(days)]
    return [Pair(*timed[at : at + 2]) for at in range(0, len(timed), 2)]


def of_spot(accounts: str) -> str:
    """The accounts file with SPOT alone for its first account."""
    return _LINE.sub('wallets = ["SPOT"]', accounts, count=1)


def _run(world: Demo, api: DayRuns, file: Path, accounts: str, day: Any) -> Timed:
    """The day once the account's DAG is that of this accounts file."""
    file.write_text(accounts)
    dag_id, programs = world.account_dags[0], world.stack.programs
    wanted = of_spot(accounts) != accounts
    programs.wait_until(lambda: has_wallets(api.tasks(dag_id)) is wanted, "The DAG processor", _PARSE_SECONDS)
    timed = api.run(dag_id, day, programs.check)
    print(f"  {day}: {timed.seconds:.1f} s, {timed.tasks} tasks, {'every wallet' if wanted else 'SPOT'}", flush=True)
    return timed


def has_wallets(tasks: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a DAG of these tasks reads wallets besides SPOT."""
    return any(is_of_wallets(task["task_id"]) for task in tasks)

"""Times the days of an account on the simulated exchange against what they cannot do without.

That is the larger of two: the time the weight of the day's calls has to wait for its budgets, and Airflow's own time
for as many empty tasks, which a twin of the account's DAG shows. Day and twin take turns in one live Airflow.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from binrecon.domain import limits

from bin.stack import demo, launch, places
from bin.stack.demo import Demo
from bin.stack.keeper import Keeper
from tests.bench.day_runs import DayRuns, Timed, stack_home
from tests.bench.rows import Row

TWIN = "account_day_twin"
PAIRS = 3

MAPPED_OVER = {"collect_trades": "discover_symbols", "collect.products": "collect.due_products"}
"""Tasks mapped over what another task gives; all others are mapped over what the DAG file holds."""

_BUNDLE = "airflow.dag_processing.bundles.local.LocalDagBundle"
_SPENT = """
    select bucket, sum(weight) from binance_weight_ledger where run_id = %s and outcome <> 'correction' group by bucket
"""
_PARSE_SECONDS = 180


@dataclass(frozen=True)
class Pair:
    """One day and its twin, run one after the other; `wait` is the weight-bound minimum in seconds."""

    real: Timed
    twin: Timed
    wait: float

    @property
    def ratio(self) -> float:
        return self.real.seconds / max(self.twin.seconds, self.wait)


def measure(scale: float) -> list[Row]:
    """Start the demo's stack and time pairs of runs in it; everything is ended before this returns."""
    with stack_home() as (keeper, home):
        return rows(time_pairs(keeper, home, max(1, round(PAIRS * scale))))


def rows(pairs: list[Pair]) -> list[Row]:
    return [
        Row("tasks of an account-day", max(pair.real.tasks for pair in pairs)),
        Row("tasks that its empty twin lacks", sum(abs(pair.real.tasks - pair.twin.tasks) for pair in pairs), 0),
        Row("account-day, s", median(pair.real.seconds for pair in pairs)),
        Row("its empty twin, s", median(pair.twin.seconds for pair in pairs)),
        Row("what its weight has to wait for, s", max(pair.wait for pair in pairs)),
        Row("account-day over the larger of the two", median(pair.ratio for pair in pairs), 1.5),
    ]


def time_pairs(keeper: Keeper, home: Path, count: int) -> list[Pair]:
    """Run day, twin, day, twin …, each on a day of its own; the first pair only warms the stack up. The first day
    of the demo is left out: it cannot be proved in every wallet."""
    folder = home / "twin"
    folder.mkdir()
    shutil.copy(Path(__file__).with_name("twin_dag.py"), folder)
    os.environ.update(_settings(folder))
    world = demo.start(keeper, places.choose(home / "stack"), 2 + count)
    api = DayRuns(world.stack.places.address, world.stack.secrets.admin_password)
    demo.read_pairs(world, api)
    _, *pairs = [_pair(world, api, folder, day) for day in world.truth.days[1:]]
    return pairs


def shape_of(tasks: list[Mapping[str, Any]], copies: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """What `twin_dag` builds the twin from, as JSON; a task that is not in `copies` had no instance."""
    return {
        task["task_id"]: {
            "options": {
                "pool": task["pool"],
                "pool_slots": int(task["pool_slots"]),
                "trigger_rule": task["trigger_rule"],
            },
            "copies": copies.get(task["task_id"], 0) if task["is_mapped"] else None,
            "over": MAPPED_OVER.get(task["task_id"]),
            "downstream": task["downstream_task_ids"],
        }
        for task in tasks
    }


def shortest(spent: Mapping[str, int], share: Decimal) -> float:
    """Seconds that calls of this weight (per bucket) take at least: one budget is free, each further one waits."""
    budgets = {limiter.value.pool: limiter.value.budget(share) for limiter in limits.Limiter}
    waits = [max(weight - 1, 0) // budgets[bucket.partition("|")[0]] for bucket, weight in spent.items()]
    return max(waits, default=0) * limits.WINDOW.total_seconds()


def _settings(folder: Path) -> dict[str, str]:
    """The twin's folder beside the real one; nothing runs but what is triggered here."""
    bundles = [
        {"name": "dags-folder", "classpath": _BUNDLE, "kwargs": {}},
        {"name": "twin", "classpath": _BUNDLE, "kwargs": {"path": str(folder)}},
    ]
    return {
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles),
        "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
    }


def _pair(world: Demo, api: DayRuns, folder: Path, day: date) -> Pair:
    """The twin comes second: its shape is that of the day just run."""
    dag_id, programs = world.account_dags[0], world.stack.programs
    real = api.run(dag_id, day, programs.check)
    (folder / "shape.json").write_text(json.dumps(shape_of(api.tasks(dag_id), real.copies)))
    programs.wait_until(lambda: demo.are_parsed(api, {TWIN}), "The DAG processor", _PARSE_SECONDS)
    twin = api.run(TWIN, day, programs.check)
    print(f"  {day}: {real.seconds:.1f} s, twin {twin.seconds:.1f} s", flush=True)
    return Pair(real, twin, shortest(_spent(world, real.run_id), world.roster.settings.weight_share))


def _spent(world: Demo, run_id: str) -> dict[str, int]:
    with world.stack.server.connect(launch.RECONCILIATION) as connection:
        return dict(connection.execute(_SPENT, [run_id]).fetchall())

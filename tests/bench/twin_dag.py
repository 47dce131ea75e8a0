"""The twin of an account's DAG: the same tasks in the same shape, pools and copies, with nothing in them.

Copied beside `shape.json` into a DAG folder of its own. Airflow alone is imported, so that only Airflow is timed.
"""

import json
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, task

FILE = Path(__file__).with_name("shape.json")
SHAPE: dict[str, dict[str, Any]] = json.loads(FILE.read_text()) if FILE.exists() else {}
"""Task -> `options`, `copies` (None: not mapped), `over` (the task whose result it is mapped over), `downstream`."""


@task
def nothing(copy: int | None = None) -> None:
    """A single task, or one copy of a mapped one."""


@task
def numbers(over: str) -> list[int]:
    """What the mapped task `over` is mapped over: read when it runs, because each day has its own count."""
    return list(range(SHAPE[over]["copies"]))


def wire() -> None:
    """Make the tasks, those that others are mapped over first, and hang them on each other."""
    sources = {node["over"]: name for name, node in SHAPE.items() if node["over"]}
    made = {name: numbers.override(task_id=name, **SHAPE[name]["options"])(mapped) for name, mapped in sources.items()}
    for name, node in SHAPE.items():
        if name not in made:
            plain = nothing.override(task_id=name, **node["options"])
            copies = made[node["over"]] if node["over"] else list(range(node["copies"] or 0))
            made[name] = plain() if node["copies"] is None else plain.expand(copy=copies)
    for name, node in SHAPE.items():
        upper = made[name].operator
        upper >> [made[below] for below in node["downstream"] if below not in upper.downstream_task_ids]


if SHAPE:
    with DAG(dag_id="account_day_twin", schedule=None, max_active_runs=1):
        wire()

"""Runs one day of one DAG in a live Airflow and tells how long it took and what it consisted of."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bin.stack import progress
from bin.stack.errors import StackError
from bin.stack.keeper import Keeper
from bin.stack.web_api import AirflowAPI, Run

_PAGE = 100


@dataclass(frozen=True)
class Timed:
    """A run that succeeded: seconds from start to end as Airflow has them, and task -> copies (1: not mapped)."""

    run_id: str
    seconds: float
    copies: Mapping[str, int]

    @property
    def tasks(self) -> int:
        return sum(self.copies.values())


@contextmanager
def stack_home() -> Iterator[tuple[Keeper, Path]]:
    """A folder for a stack and who ends whatever is started in it; both are gone at the end."""
    keeper = Keeper()
    try:
        home = Path(tempfile.mkdtemp(prefix="binrecon-bench-"))
        home.chmod(0o711)
        keeper.remove_at_end(home)
        yield keeper, home
    finally:
        keeper.close()


class DayRuns(AirflowAPI):
    """Airflow's REST API, with one DAG at a time let run."""

    def run(self, dag_id: str, day: date, check: Callable[[], None]) -> Timed:
        """Run a day to its end, as `check` goes on not to raise. Raises StackError when it is not green."""
        self.trigger(dag_id, day)
        self.unpause(dag_id)
        (done,) = progress.wait_for_runs(self, [dag_id], [day], check)
        self._call("PATCH", f"/api/v2/dags/{dag_id}", json={"is_paused": True})
        if done.state != "success":
            raise StackError(f"{dag_id} {day} is {done.state}: {', '.join(self.failed_tasks(done))}")
        return Timed(done.run_id, self._seconds(done), Counter(self._instances(done)))

    def tasks(self, dag_id: str) -> list[Mapping[str, Any]]:
        """The DAG's tasks with their options and downstream tasks."""
        return list(self._call("GET", f"/api/v2/dags/{dag_id}/tasks")["tasks"])

    def _seconds(self, run: Run) -> float:
        found = self._call("GET", f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}")
        start, end = (datetime.fromisoformat(found[name]) for name in ("start_date", "end_date"))
        return (end - start).total_seconds()

    def _instances(self, run: Run) -> list[str]:
        """The task of every task instance."""
        path, names = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances", []
        while True:
            found = self._call("GET", path, params={"limit": _PAGE, "offset": len(names)})
            names += [item["task_id"] for item in found["task_instances"]]
            if len(names) >= found["total_entries"]:
                return names

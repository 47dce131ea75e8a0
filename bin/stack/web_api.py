"""Airflow's public REST API, as far as the demo needs it: find DAGs, start days, see how far they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests

from bin.stack.credentials import ADMIN
from bin.stack.errors import StackError

# On a busy machine the web server may stand still for half a minute, while it loads what a first task needs.
_SECONDS = 120
_CONFLICT = 409
_AT_ONCE = 100
FINISHED = frozenset({"success", "failed"})
_ENDED_TASKS = ("success", "failed", "skipped", "upstream_failed", "removed")


@dataclass(frozen=True)
class Run:
    """One run of a DAG: the day it is for (None for a run without one), and its state."""

    dag_id: str
    run_id: str
    day: date | None
    state: str


class AirflowAPI:
    """A logged-in client; every refusal raises ``StackError``."""

    def __init__(self, address: str, password: str) -> None:
        self._address = address
        self._session = requests.Session()
        # A proxy that the environment names is for the exchange, never for our own web server.
        self._session.trust_env = False
        token = self._call("POST", "/auth/token", json={"username": ADMIN, "password": password})["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def dag_ids(self) -> set[str]:
        """The DAGs that Airflow knows, however many: it gives at most a hundred at once."""
        found: set[str] = set()
        while True:
            answer = self._call("GET", "/api/v2/dags", params={"limit": _AT_ONCE, "offset": len(found)})
            found |= {dag["dag_id"] for dag in answer["dags"]}
            if not answer["dags"] or len(found) >= answer["total_entries"]:
                return found

    def import_errors(self) -> list[str]:
        """Give the last line of each DAG file's error."""
        found = self._call("GET", "/api/v2/importErrors")["import_errors"]
        return [f"{item['filename']}: {item['stack_trace'].strip().splitlines()[-1]}" for item in found]

    def trigger(self, dag_id: str, day: date) -> None:
        """Start the run of one day; one that exists already is left as it is."""
        self._trigger(dag_id, {"logical_date": f"{day}T00:00:00Z"})

    def trigger_due(self, dag_id: str, midnight: date) -> None:
        """The same of the run that was due at a midnight: as the schedule would have made it then."""
        due = f"{midnight}T00:00:00Z"
        self._trigger(dag_id, {"logical_date": due, "run_after": due})

    def backfill(self, dag_id: str, first: date, last: date) -> None:
        """Start the runs of all days from first to last, both included, one after the other."""
        days = {"from_date": f"{first}T00:00:00Z", "to_date": f"{last}T00:00:00Z"}
        self._call("POST", "/api/v2/backfills", json={"dag_id": dag_id, **days, "max_active_runs": 1})

    def unpause(self, dag_id: str) -> None:
        self._call("PATCH", f"/api/v2/dags/{dag_id}", json={"is_paused": False})

    def runs(self, dag_id: str) -> list[Run]:
        found = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns", params={"limit": 100})["dag_runs"]
        return [Run(dag_id, item["dag_run_id"], _day(item["logical_date"]), item["state"]) for item in found]

    def finished(self, day: date) -> set[str]:
        """The DAGs that have a finished run of this day, asked of all at once."""
        found: set[str] = set()
        seen, asked = 0, {"logical_date_gte": f"{day}T00:00:00Z", "logical_date_lte": f"{day}T00:00:00Z"}
        while True:
            params = {"limit": _AT_ONCE, "offset": seen, **asked}
            answer = self._call("GET", "/api/v2/dags/~/dagRuns", params=params)
            found |= {item["dag_id"] for item in answer["dag_runs"] if item["state"] in FINISHED}
            seen += len(answer["dag_runs"])
            if not answer["dag_runs"] or seen >= answer["total_entries"]:
                return found

    def ended_tasks(self) -> int:
        """Count the task instances, of all runs, that are over."""
        return self._count_tasks(*_ENDED_TASKS)

    def all_tasks(self) -> int:
        return self._count_tasks()

    def tasks_to_retry(self) -> int:
        """Count the task instances that wait for another try."""
        return self._count_tasks("up_for_retry")

    def failed_tasks(self, run: Run) -> list[str]:
        """Name the tasks of a run that failed, mapped ones with their label."""
        path = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances"
        found = self._call("GET", path, params={"state": "failed", "limit": 100})["task_instances"]
        return [f"{item['task_id']} [{item['rendered_map_index']}]".replace(" [None]", "") for item in found]

    def clear(self, run: Run, task_id: str) -> None:
        """Run all copies of a task of this run again, and everything after it, as a person does in the grid."""
        chosen = {"dag_run_id": run.run_id, "task_ids": [task_id], "include_downstream": True}
        how = {"dry_run": False, "only_failed": False}
        self._call("POST", f"/api/v2/dags/{run.dag_id}/clearTaskInstances", json={**chosen, **how})

    def _trigger(self, dag_id: str, body: Mapping[str, str]) -> None:
        self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", json=body, allowed=_CONFLICT)

    def _count_tasks(self, *states: str) -> int:
        parameters = {"limit": 1, "state": states}
        return int(self._call("GET", "/api/v2/dags/~/dagRuns/~/taskInstances", params=parameters)["total_entries"])

    def _call(self, method: str, path: str, allowed: int | None = None, **options: Any) -> Mapping[str, Any]:
        try:
            answer = self._session.request(method, self._address + path, timeout=_SECONDS, **options)
        except requests.RequestException as error:
            raise StackError(f"Airflow's web server does not answer {method} {path}: {type(error).__name__}.") from None
        if not answer.ok and answer.status_code != allowed:
            raise StackError(f"Airflow refused {method} {path} with HTTP {answer.status_code}: {answer.text[:300]}")
        told: Mapping[str, Any] = answer.json()
        return told


def _day(logical_date: str | None) -> date | None:
    return date.fromisoformat(logical_date[:10]) if logical_date else None

"""The running cluster as the trials ask it: Airflow's API, its database for the state of tasks, its containers."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from binrecon.config.accounts import Roster, load_accounts
from binrecon.storage.database import engine_from
from sqlalchemy import text

from bin.stack.errors import StackError
from bin.stack.web_api import AirflowAPI, Run
from tests.cluster.site import PROJECT, Site

_HANDED_OUT = (
    "select dag_id, run_id, task_id, map_index from task_instance"
    " where state = 'queued' or (state = 'running' and hostname = :host)"
)
_STARTED = (
    "select start_date from task_instance where dag_id = :dag_id and run_id = :run_id and task_id = :task_id"
    " and map_index = :map_index and (start_date > :moment or hostname not in ('', :host))"
)
_HOSTS = "select hostname, count(*) from task_instance where state = 'running' group by hostname order by 2 desc"
_DONE_SINCE = "select count(*) from task_instance where start_date > :moment and state = 'success'"
_TIMED_OUT = "select count(*) from log where event = 'heartbeat timeout'"
_STUCK = "select count(*) from log where event like 'stuck in queued%'"
_LATE = "select extract(epoch from max(now() - last_heartbeat_at)) from task_instance where state = 'running'"
_NOW = "select now()"


@dataclass(frozen=True)
class Copy:
    """One copy of a task."""

    dag_id: str
    run_id: str
    task_id: str
    map_index: int


class TrialAPI(AirflowAPI):
    """What the trials ask of Airflow's web server besides."""

    def store(self, connections: list[dict[str, Any]]) -> None:
        """All of them at once, as docs/cluster.md has it."""
        action = {"action": "create", "entities": connections}
        told = self._call("PATCH", "/api/v2/connections", json={"actions": [action]})
        if told["create"]["errors"]:
            raise StackError(f"Airflow did not store every connection: {told['create']['errors']}")

    def add_xcom(self, run: Run, task_id: str, value: str) -> None:
        """Hand over a value beside those of a task that has ended."""
        path = f"/api/v2/dags/{run.dag_id}/dagRuns/{run.run_id}/taskInstances/{task_id}/xcomEntries"
        self._call("POST", path, json={"key": "canary", "value": value})

    def page(self) -> str:
        """The first screen of Proof."""
        return self._session.get(f"{self._address}/binrecon/", timeout=60).text


@dataclass(frozen=True)
class Cluster:
    """A cluster that is up."""

    site: Site

    @property
    def api(self) -> TrialAPI:
        """Logged in anew: no connection outlives a restart."""
        return TrialAPI(self.site.address, self.site.settings["AIRFLOW_ADMIN_PASSWORD"])

    def roster(self) -> Roster:
        """What the accounts file says now."""
        return load_accounts(self.site.folder / "include" / "accounts.toml")

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Ask Airflow's own database."""
        engine = engine_from(self.site.url("airflow", "AIRFLOW_DB_PASSWORD", "airflow"), "tests.cluster")
        try:
            with engine.connect() as connection:
                return list(connection.execute(text(query), values))
        finally:
            engine.dispose()

    def now(self) -> datetime:
        """By the database's clock."""
        [(moment,)] = self.rows(_NOW)
        return moment

    def busiest_host(self) -> tuple[str, int]:
        """The worker that runs most tasks, and how many; no name where none runs any."""
        found = self.rows(_HOSTS)
        return found[0] if found else ("", 0)

    def handed_out(self, host: str) -> list[Copy]:
        """What this worker runs, and what waits for any to start it."""
        return [Copy(*row) for row in self.rows(_HANDED_OUT, host=host)]

    def started(self, copy: Copy, moment: datetime, host: str) -> datetime | None:
        """When it started, if that was later, or by another worker, whose clock is its own."""
        found = [started for (started,) in self.rows(_STARTED, moment=moment, host=host, **vars(copy))]
        return found[0] if found else None

    def done_since(self, moment: datetime) -> int:
        """How many tasks started after a moment and ended well."""
        [(number,)] = self.rows(_DONE_SINCE, moment=moment)
        return number

    def timed_out(self) -> int:
        """How many tasks Airflow took for dead."""
        [(number,)] = self.rows(_TIMED_OUT)
        return number

    def stuck(self) -> int:
        """How many times a task waited too long for a worker."""
        [(number,)] = self.rows(_STUCK)
        return number

    def latest_heartbeat(self) -> float:
        """Of all running tasks, the seconds since the heartbeat that is longest ago."""
        [(seconds,)] = self.rows(_LATE)
        return float(seconds or 0)

    def containers(self, service: str) -> list[str]:
        """The container ids of a service."""
        return self.site.compose("ps", "--quiet", service).split()


def inspect(container: str, what: str) -> str:
    """One field of a container, as a Go template names it."""
    command = ["docker", "inspect", "--format", f"{{{{{what}}}}}", container]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def memory() -> dict[str, float]:
    """MB that each container of the trials holds now."""
    command = ["docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    units = {"KiB": 1 / 1024, "MiB": 1, "GiB": 1024}
    found = {}
    for line in told.splitlines():
        name, amount, *_ = line.split()
        if name.startswith(PROJECT):
            found[name.removeprefix(f"{PROJECT}-")] = float(amount[:-3]) * units[amount[-3:]]
    return found


def wait_for(is_so: Callable[[], bool], what: str, seconds: float, every: float = 1) -> float:
    """Wait until it is so and give the seconds it took; a database that is away is asked again."""
    begin = time.monotonic()
    while True:
        try:
            if is_so():
                return time.monotonic() - begin
        except Exception as error:  # noqa: BLE001 # what restarts refuses in many ways
            last = f"{type(error).__name__}"
        else:
            last = "it is not so"
        if time.monotonic() - begin > seconds:
            raise StackError(f"{what}: not within {seconds:.0f} s ({last})")
        time.sleep(every)

"""The trials, each a function that does one thing to the cluster and gives what it measured."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bin.stack import demo_report, truth
from bin.stack.demo import EXCHANGE_INFO
from bin.stack.web_api import FINISHED
from tests.cluster import exchange, secret_search
from tests.cluster.cluster import Cluster, inspect, memory, wait_for

ADDED = "beta@fund.example"
_RERUN_SECONDS, _FOLLOW_SECONDS, _RECOVER_SECONDS = 120, 60, 300


@dataclass(frozen=True)
class Figure:
    """One thing that was measured, and whether it is as it must be; None where nothing is demanded."""

    what: str
    measured: str
    is_right: bool | None = None


def first_start(cluster: Cluster) -> Iterator[Figure]:
    """Start the cluster on empty volumes."""
    begin = time.monotonic()
    cluster.site.up()
    yield Figure("up on empty volumes, s", f"{time.monotonic() - begin:.0f}")


def add_account(cluster: Cluster, whole: str) -> Iterator[Figure]:
    """Write one more account into the accounts file of the running cluster, and do nothing else."""
    (cluster.site.folder / "include" / "accounts.toml").write_text(whole)
    dag_id = cluster.roster().account(ADDED).dag_id
    took = wait_for(lambda: dag_id in cluster.api.dag_ids(), "the DAG of the account that was added", 300)
    yield Figure("a new account of the file: its DAG, s", f"{took:.0f}", took <= _FOLLOW_SECONDS)
    took += wait_for(lambda: ADDED in cluster.api.page(), "the page of the account that was added", 300)
    yield Figure("… and its row on the page Proof, s", f"{took:.0f}", took <= _FOLLOW_SECONDS)


def start_days(cluster: Cluster, last: date) -> None:
    """Read the exchange's pairs, then let the schedule start the days of all accounts."""
    api = cluster.api
    api.trigger(EXCHANGE_INFO, last + timedelta(days=1))
    api.unpause(EXCHANGE_INFO)
    wait_for(lambda: any(run.state == "success" for run in api.runs(EXCHANGE_INFO)), "the exchange's pairs", 300)
    for dag_id in dags(cluster):
        api.unpause(dag_id)


def kill_worker(cluster: Cluster) -> Iterator[Figure]:
    """Kill the worker that runs most tasks, as the kernel does when memory runs out."""
    wait_for(lambda: cluster.busiest_host()[1] >= 3, "three tasks of one worker at once", 300, every=0.3)
    host, running = cluster.busiest_host()
    [container] = [name for name in cluster.containers("airflow-worker") if name.startswith(host)]
    process = inspect(container, ".State.Pid")
    begin = cluster.now()
    os.kill(int(process), signal.SIGKILL)
    lost = cluster.handed_out(host)
    back = wait_for(lambda: inspect(container, ".State.Pid") not in ("0", process), "the worker", 60, every=0.2)
    yield Figure("a killed worker: its container runs again, s", f"{back:.1f}", back <= 30)
    wait_for(lambda: all(cluster.started(copy, begin, host) for copy in lost), "the lost tasks", 900)
    took = sorted((cluster.started(copy, begin, host) - begin).total_seconds() for copy in lost)
    said = ", ".join(f"{seconds:.0f}" for seconds in took)
    yield Figure(f"… {len(lost)} tasks that it ran or that waited run after, s", said, took[-1] <= _RERUN_SECONDS)
    dead = cluster.timed_out()
    yield Figure(f"… taken for dead, of {running} that it ran", str(dead), 0 < dead <= running)


def restart(cluster: Cluster, service: str) -> Iterator[Figure]:
    """Restart one service in mid-run."""
    begin = time.monotonic()
    dead = cluster.timed_out()
    cluster.site.compose("restart", service)
    done = time.monotonic() - begin
    took = _recovers(cluster)
    yield Figure(f"{service} restarted in {done:.0f} s: new tasks end well after, s", f"{took:.0f}", True)
    yield Figure("… healthy tasks taken for dead", str(cluster.timed_out() - dead), cluster.timed_out() == dead)


def down_and_up(cluster: Cluster) -> Iterator[Figure]:
    """End the whole cluster in mid-run and start it on its volumes; the exchange stays as it is."""
    begin = time.monotonic()
    services = cluster.site.compose("config", "--services").split()
    cluster.site.compose("down", *(name for name in services if name != exchange.SERVICE))
    middle = time.monotonic()
    cluster.site.up()
    end = time.monotonic()
    took = _recovers(cluster)
    yield Figure("down, s", f"{middle - begin:.0f}")
    yield Figure("up on the kept volumes, s", f"{end - middle:.0f}")
    yield Figure("… new tasks end well after, s", f"{took:.0f}", True)


def _recovers(cluster: Cluster) -> float:
    """Seconds until a task that started from now on has ended well."""
    wait_for(lambda: bool(cluster.now()), "Postgres", _RECOVER_SECONDS)
    moment = cluster.now()
    return wait_for(lambda: cluster.done_since(moment) > 0, "a task that ends well", _RECOVER_SECONDS)


def finish(cluster: Cluster, days: list[date]) -> Iterator[Figure]:
    """Wait for every run; meanwhile watch heartbeats and memory."""
    latest, most = 0.0, dict[str, float]()

    def is_over() -> bool:
        nonlocal latest
        latest = max(latest, cluster.latest_heartbeat())
        for name, megabytes in memory().items():
            most[name] = max(most.get(name, 0), megabytes)
        runs = [run for dag_id in dags(cluster) for run in cluster.api.runs(dag_id) if run.day in days]
        return len(runs) == len(days) * len(dags(cluster)) and all(run.state in FINISHED for run in runs)

    wait_for(is_over, "the end of every run", 3600)
    yield Figure("longest ago a running task's heartbeat was, s (60 are allowed)", f"{latest:.1f}", latest < 30)
    yield Figure("tasks that were handed out and lost", str(cluster.stuck()))
    workers = [megabytes for name, megabytes in most.items() if "worker" in name]
    yield Figure("most memory of a worker, MB", f"{max(workers):.0f}")
    others = {name: megabytes for name, megabytes in sorted(most.items()) if "worker" not in name}
    yield Figure("… of the others, MB", ", ".join(f"{name[:-2]} {megabytes:.0f}" for name, megabytes in others.items()))


def budget(cluster: Cluster) -> Iterator[Figure]:
    """What the exchange counted over all workers."""
    spent = exchange.spending(cluster.site)
    yield Figure("calls", str(spent.calls))
    yield Figure("… refused with 429 or 418, or sent while told to wait", str(spent.refused), spent.refused == 0)
    share = spent.largest_share
    yield Figure("… largest part of a limit in any minute", f"{share:.2f}", share <= exchange.WEIGHT_SHARE)


def verdicts(cluster: Cluster, days: list[date]) -> Iterator[Figure]:
    """Hold every verdict of the days against what the simulator planted."""
    told = truth.read(cluster.site.folder / "exchange" / "truth.json")
    reader = cluster.site.url("binrecon_view", "BINRECON_VIEW_PASSWORD", "binrecon")
    rows = [row for row in demo_report.read_verdicts(reader) if row.day in days]
    wallets = {(row.email, row.day, row.wallet) for row in rows}
    planted = [item for item in (*told.planted, *(late.before for late in told.late))
               if (item.email, item.day, item.wallet) in wallets]  # fmt: skip
    wrong = [item for item in truth.compare(truth.Truth(tuple(days), tuple(planted)), rows) if not item.is_right]
    for item in wrong:
        print("  WRONG", item)
    yield Figure("verdicts, and planted troubles among them", f"{len(rows)}, {len(planted)}", bool(rows))
    yield Figure("… not as the exchange's truth has them", str(len(wrong)), not wrong)
    emails = [account.email for account in cluster.roster().accounts]
    silent = [place for place in truth.silent_days(told, emails, rows) if place[1] in days]
    yield Figure("account-days without a verdict", str(len(silent)), not silent)
    lost = [
        row for row in told.products if demo_report.read_booked(reader).get((row.email, row.endpoint), 0) != row.records
    ]
    for row in lost:
        print("  WRONG", row)
    yield Figure("lists of which more or fewer records are booked than listed", str(len(lost)), not lost)


def leaks(cluster: Cluster) -> Iterator[Figure]:
    """Look for every secret in logs, reports and both databases, XComs among them, and for canaries beside them."""
    hidden = {**cluster.site.secrets, **exchange.secrets(cluster.site)}
    planted = secret_search.plant(cluster.site, partial(hand_over, cluster))
    for seen in secret_search.look(secret_search.places(cluster.site), hidden, planted):
        said = f"{seen.size / 1e6:.1f} MB: {', '.join(seen.secrets) or 'none'}"
        yield Figure(f"secrets in the {seen.place}", said, not seen.secrets)
        said = f"{len(seen.planted) - len(seen.missed)} of {len(seen.planted)} {', '.join(seen.missed)}".rstrip()
        yield Figure("… canaries found that were planted there", said, seen.could_tell)


def hand_over(cluster: Cluster, value: str) -> None:
    """Put a value into an XCom of a run that has ended."""
    ended = next(run for dag_id in dags(cluster) for run in cluster.api.runs(dag_id) if run.state in FINISHED)
    cluster.api.add_xcom(ended, "open_day", value)


def dags(cluster: Cluster) -> list[str]:
    """The DAGs of the accounts in the accounts file."""
    return [account.dag_id for account in cluster.roster().accounts]

"""Bench: one settled day of a hundred accounts behind one address in a live Airflow, against the least time that the
weight of their calls has to wait for the exchange's budgets.

The other bound is what the tasks cost: the seconds of CPU of an account-day, Airflow's included, from which the cores
that a thousand accounts need follow.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil
from pathlib import Path

from binrecon.domain import limits

from bin.stack import demo, launch, places
from bin.stack.demo import Demo
from bin.stack.errors import StackError
from bin.stack.keeper import Keeper
from bin.stack.web_api import AirflowAPI
from tests.bench.account_day import shortest
from tests.bench.day_runs import stack_home
from tests.bench.rows import Row

ACCOUNTS = 100
THOUSAND = 1_000
WORKERS, CORES = 5, 2
"""The workers that a thousand accounts are reckoned for, and the cores of each."""
_PARSE_SECONDS = 300
_POLL_SECONDS = 10.0
_MOST_SECONDS = 3 * 3600.0

_SPENT = """
    select bucket, weight, count(*) from binance_weight_ledger
    where outcome <> 'correction' and email <> '' group by bucket, weight
"""
_REFUSED = "select count(*) from binance_weight_ledger where http_status in (418, 429)"
_VERDICTS = "select verdict, count(*) from binance_reconciliation_days group by verdict"


@dataclass(frozen=True)
class ManyDay:
    """What one day of all accounts took: seconds, those until the first account's run had ended, seconds of CPU of the
    whole machine, the weight-bound minimum in seconds, calls refused, account-days by verdict and accounts."""

    seconds: float
    first: float
    cpu: float
    wait: float
    refused: int
    verdicts: dict[str, int]
    accounts: int


def measure(scale: float) -> list[Row]:
    """Start a stack with many accounts and run their day at once; everything is ended before this returns."""
    with stack_home() as (keeper, home):
        return rows(run_day(keeper, home, max(4, round(ACCOUNTS * scale))))


def rows(day: ManyDay) -> list[Row]:
    cpu = day.cpu / day.accounts
    on_paper = reckoned(day.wait / day.accounts * THOUSAND, cpu * THOUSAND, WORKERS * CORES)
    return [
        Row("accounts, one day at once", day.accounts),
        Row("their day, s", day.seconds),
        Row("first account done, share of it", day.first / day.seconds),
        Row("what its weight has to wait for, s", day.wait),
        Row("day over the weight-bound minimum", day.seconds / day.wait, 1.3),
        Row("account-days not proved", day.accounts - day.verdicts.get("proved", 0), 0),
        Row("calls refused", day.refused, 0),
        Row("CPU of an account-day, s", cpu),
        Row("a thousand accounts on paper, h", on_paper / 3600),
        Row("a thousand accounts over the weight-bound minimum", on_paper / (day.wait / day.accounts * THOUSAND), 1.3),
    ]


def reckoned(wait: float, cpu: float, cores: int) -> float:
    """Seconds that work takes which waits so long for weight and needs so much CPU on so many cores: the larger bound,
    and the part of the other that nothing overlaps with, which is that of one budget's window."""
    return max(wait, cpu / cores) + limits.WINDOW.total_seconds()


def least_wait(calls: Iterable[tuple[str, int, int]], share: Decimal) -> float:
    """Seconds that these calls (bucket, weight of one, how many) wait at least for their budgets. A call is not
    divided: of those that weigh 2,400 a budget of 6,000 holds two a minute."""
    budgets = {limiter.value.pool: limiter.value.budget(share) for limiter in limits.Limiter}
    sums: Counter[str] = Counter()
    windows = [0]
    for bucket, weight, count in calls:
        sums[bucket] += weight * count
        windows.append(ceil(count / (budgets[bucket.partition("|")[0]] // max(weight, 1))) - 1)
    return max(shortest(sums, share), max(windows) * limits.WINDOW.total_seconds())


def run_day(keeper: Keeper, home: Path, accounts: int) -> ManyDay:
    """The last day of a world of many accounts, from the first run's start to the last one's end."""
    os.environ["AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE"] = "False"
    world = demo.start(keeper, places.choose(home / "stack"), 1, ("many", "--accounts", str(accounts)))
    api = AirflowAPI(world.stack.places.address, world.stack.secrets.admin_password)
    check, day = world.stack.programs.check, world.truth.days[0]
    wanted = {demo.EXCHANGE_INFO, *world.account_dags}
    world.stack.programs.wait_until(lambda: demo.are_parsed(api, wanted), "The DAG processor", _PARSE_SECONDS)
    _run_all(api, [demo.EXCHANGE_INFO], day + timedelta(days=1), check)
    began, busy = time.monotonic(), _cpu_of_the_machine()
    first = _run_all(api, world.account_dags, day, check) - began
    seconds, cpu = time.monotonic() - began, _cpu_of_the_machine() - busy
    return _found(world, seconds, first, cpu, accounts)


def _run_all(api: AirflowAPI, dag_ids: Sequence[str], day: date, check: Callable[[], None]) -> float:
    """Run a day of each DAG to its end, looking now and then so that the looking costs little; gives the moment (of the
    monotonic clock) at which one had ended."""
    for dag_id in dag_ids:
        api.trigger(dag_id, day)
        api.unpause(dag_id)
    deadline, left, first = time.monotonic() + _MOST_SECONDS, set(dag_ids), 0.0
    while left:
        if time.monotonic() > deadline:
            raise StackError(f"{len(left)} runs have not ended, {min(left)} among them.")
        check()
        time.sleep(_POLL_SECONDS)
        left -= api.finished(day)
        first = first or (time.monotonic() if len(left) < len(dag_ids) else 0.0)
        print(f"  {datetime.now(UTC):%H:%M:%S} {len(dag_ids) - len(left)} of {len(dag_ids)} runs done", flush=True)
    return first


def _found(world: Demo, seconds: float, first: float, cpu: float, accounts: int) -> ManyDay:
    with world.stack.server.connect(launch.RECONCILIATION) as connection:
        calls = connection.execute(_SPENT).fetchall()
        [(refused,)] = connection.execute(_REFUSED).fetchall()
        verdicts = dict(connection.execute(_VERDICTS).fetchall())
    wait = least_wait(calls, world.roster.settings.weight_share)
    return ManyDay(seconds, first, cpu, wait, refused, verdicts, accounts)


def _cpu_of_the_machine() -> float:
    """Seconds of CPU that everything on this machine has used: a bench is for a machine that does nothing else."""
    with open("/proc/stat") as file:
        user, nice, system = file.readline().split()[1:4]
    return (int(user) + int(nice) + int(system)) / os.sysconf("SC_CLK_TCK")

"""Finds the runs that are queued and that Airflow does not start, and names the way out.

A run of a cancelled backfill that is cleared goes back to *queued*, and Airflow 3.3 never looks at it again: cancelling
pauses the backfill for good. Its page shows a day that is about to run. The same look finds runs of a paused backfill
or DAG.

Tasks cannot list runs. What they can ask is which runs have a task, and how many of some runs are in a state; since
when a run is queued they cannot see. So a run counts where nothing else of its DAG runs, on two looks some minutes
apart: a run that Airflow looks at starts within seconds then.

Rests on decision 71.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from airflow.sdk import get_current_context, task

log = logging.getLogger(__name__)

BETWEEN_LOOKS = 180
"""Seconds."""
NAMED = 3
"""Runs that a finding names; the others are counted."""
_CHUNK = 100
"""Run ids in one question: they travel in an address."""
WAY_OUT = (
    "where the DAG or its backfill is paused, unpause it; where the backfill was cancelled, mark the run failed and "
    "backfill its"
    " day again with Missing and Errored Runs. Do not clear runs of a cancelled backfill"
)


OTHERS = {
    "binrecon_breaks": "say",
    "binrecon_close": "begin",
    "binrecon_exchange_info": "day_before",
    "binrecon_history": "act",
    "binrecon_resolutions": "act",
    "binrecon_sign_off": "sign",
    "binrecon_replay": "choose_accounts",
    "binrecon_statement": "write",
    "binrecon_statement_import": "act",
}
"""A task of each DAG that is no account's."""
AT_MIDNIGHT = {"binrecon_readings": "day_before"}
"""The same of the DAG that is there where an account has a wallet that is read at midnight."""


class RunCounts(Protocol):
    """What a task can ask Airflow about the runs of a DAG: a part of its task instance."""

    def get_task_states(self, dag_id: str, *, task_ids: list[str]) -> Mapping[str, Mapping[str, Any]]:
        """The states of tasks, by run id and task id."""

    def get_dr_count(self, dag_id: str, *, run_ids: list[str] | None = None, states: list[str]) -> int:
        """How many runs there are of some states, with some ids."""


@task(trigger_rule="all_done")
def look_for_queued_runs() -> list[str]:
    """Look through the runs of all DAGs for those that are queued and that Airflow does not start; returns a sentence
    for each DAG that has some, without addresses."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook
    from binrecon.reporting.discord_text import shortened

    roster = load_accounts()
    of_accounts = {account.dag_id: shortened(account.email) for account in roster.accounts}
    others = OTHERS | (AT_MIDNIGHT if roster.reads_at_midnight else {})
    found = not_started(
        get_current_context()["ti"], dict.fromkeys(of_accounts, "open_day") | others, hook.now, time.sleep
    )
    for dag_id, run_ids in found.items():
        log.warning("%s: queued and not started: %s", dag_id, ", ".join(run_ids))
    return [f"{of_accounts.get(dag_id, dag_id)}: {finding(run_ids)}" for dag_id, run_ids in found.items()]


def not_started(
    runs: RunCounts, dag_ids: Mapping[str, str], now: Callable[[], datetime], sleep: Callable[[float], None]
) -> dict[str, list[str]]:
    """The queued runs that Airflow does not start, by DAG, oldest id first. `dag_ids` gives a task of each DAG that
    every run of it has. Takes BETWEEN_LOOKS seconds where it suspects any, else none."""
    suspected = {dag_id: queued(runs, dag_id, dag_ids[dag_id], now()) for dag_id in dag_ids if _idle(runs, dag_id)}
    suspected = {dag_id: found for dag_id, found in suspected.items() if found}
    if suspected:
        sleep(BETWEEN_LOOKS)
    still = {
        dag_id: _those(runs, dag_id, found, "queued") for dag_id, found in suspected.items() if _idle(runs, dag_id)
    }
    return {dag_id: found for dag_id, found in still.items() if found}


def queued(runs: RunCounts, dag_id: str, task_id: str, now: datetime) -> list[str]:
    """The ids of the DAG's queued runs that are due, in order."""
    if not runs.get_dr_count(dag_id, states=["queued"]):
        return []
    every = sorted(runs.get_task_states(dag_id, task_ids=[task_id]))
    return [run_id for run_id in _those(runs, dag_id, every, "queued") if is_due(run_id, now)]


def is_due(run_id: str, now: datetime) -> bool:
    """Whether a run may start by now: a backfill that reaches into days that are not settled makes runs that wait for
    theirs."""
    _, _, moment = run_id.partition("__")
    try:
        due = datetime.fromisoformat(moment)
    except ValueError:
        return True
    return due.replace(tzinfo=due.tzinfo or UTC) <= now


def finding(run_ids: Sequence[str]) -> str:
    """The finding about the runs of a DAG that do not start."""
    more = f" and {len(run_ids) - NAMED} more" if len(run_ids) > NAMED else ""
    return f"{len(run_ids)} run(s) queued that Airflow does not start, {', '.join(run_ids[:NAMED])}{more}: {WAY_OUT}"


def _idle(runs: RunCounts, dag_id: str) -> bool:
    """Whether nothing of the DAG runs, for which a queued run could be waiting."""
    return not runs.get_dr_count(dag_id, states=["running"])


def _those(runs: RunCounts, dag_id: str, run_ids: Sequence[str], state: str) -> list[str]:
    """Those of the runs that are in the state, found by halving: nearly always none are."""
    found: list[str] = []
    for start in range(0, len(run_ids), _CHUNK):
        found += _halved(runs, dag_id, run_ids[start : start + _CHUNK], state)
    return found


def _halved(runs: RunCounts, dag_id: str, run_ids: Sequence[str], state: str) -> Iterable[str]:
    count = runs.get_dr_count(dag_id, run_ids=list(run_ids), states=[state])
    if count in (0, len(run_ids)):
        return run_ids if count else ()
    middle = len(run_ids) // 2
    return [*_halved(runs, dag_id, run_ids[:middle], state), *_halved(runs, dag_id, run_ids[middle:], state)]

"""Writes down the tasks that died without a word, and looks for them in the runs of all DAGs once an hour.

Rests on decision 67.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from airflow.sdk import get_current_context, task

from binrecon.domain.vocabulary import NOBODY
from binrecon.orchestration.run_ends import TaskEnd, silent_ends, silent_error, silent_leaves

log = logging.getLogger(__name__)

FIRST, LEAF = "open_day", "verdict"
"""The first and the last task of an account's DAG; the last one reports what died before it."""
OTHERS = (
    "binrecon_exchange_info",
    "binrecon_statement_import",
    "binrecon_resolutions",
    "binrecon_sign_off",
    "binrecon_replay",
    "binrecon_breaks",
    "binrecon_close",
    "binrecon_history",
    "binrecon_statement",
)
AT_MIDNIGHT = ("binrecon_readings",)
"""There where an account has a wallet that is read at midnight."""
HOURLY, MINUTE = "binrecon_monitoring", 15
LOOKED_BACK = 24


def write_silent(email: str, dag_id: str, ends: Iterable[tuple[str, TaskEnd]]) -> int:
    """Write down each task (with the id of its run) that died without a word, once; returns how many were news.
    Monitoring tells of them."""
    from binrecon.orchestration import hook
    from binrecon.storage.errors_log import record_once

    news = 0
    for run_id, end in ends:
        error = silent_error(end, dag_id, run_id)
        if record_once(hook.engine(), email, error, run_id):
            log.error("%s", error)
            news += 1
    return news


@task(trigger_rule="all_done")
def look_for_silent_ends() -> int:
    """Look through the runs of all DAGs for tasks that died on their last try, which Airflow does not report; returns
    how many were news. An account's last task reports what died before it, so of an account only that task itself is
    looked for."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook

    instance, news, roster = get_current_context()["ti"], 0, load_accounts()
    for account in roster.accounts:
        news += write_silent(account.email, account.dag_id, silent_leaves(instance, account.dag_id, LEAF, FIRST))
    for dag_id in OTHERS + AT_MIDNIGHT * roster.reads_at_midnight:
        news += write_silent(NOBODY, dag_id, _unspoken(silent_ends(instance, dag_id)))
    hours = hours_before(hook.now())
    return news + write_silent(NOBODY, HOURLY, _unspoken(silent_ends(instance, HOURLY, dates=hours)))


def hours_before(now: datetime) -> list[datetime]:
    """The logical dates of the hourly runs of the last day, but for the newest, which may be the one that asks."""
    newest = now.replace(minute=MINUTE, second=0, microsecond=0)
    return [newest - timedelta(hours=back) for back in range(1, LOOKED_BACK + 1)]


def _unspoken(ends: Iterable[tuple[str, TaskEnd]]) -> list[tuple[str, TaskEnd]]:
    """Those of runs without an error row of a last try, which runs from before failures left a word have."""
    from binrecon.orchestration import hook
    from binrecon.storage.errors_log import spoke

    return [(run_id, end) for run_id, end in ends if not spoke(hook.engine(), run_id)]

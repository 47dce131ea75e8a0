"""Whose turn it is to judge, among the runs of one account that are under way at the same time.

A backfill made in the UI starts several days at once, beside the scheduled run, whatever the DAG says. They collect
side by side; they judge in the order of their days, as they would one by one: a day that is judged before the one it
borders on is known would be reported as open, and a moment later as explained.

Rests on decision 69.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from airflow.sdk import BaseSensorOperator

from binrecon.domain.intervals import day_interval

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)

OPENING, JUDGING = "open_day", "reconcile"
REACH = 61
"""Days back that a run may judge again (`storage.judged_days.REACH`): no other day's verdict hangs on this one's."""
POKE_SECONDS = 30
LONGEST_WAIT = timedelta(minutes=20)
"""An older day that takes longer, behind a ban for instance, does not hold up this morning's: it judges this day
again."""
_DONE = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})


class RunStates(Protocol):
    """What a task can ask Airflow about the runs of a DAG: a part of its task instance."""

    def get_task_states(
        self, dag_id: str, *, task_ids: list[str], logical_dates: list[datetime] | None = None
    ) -> Mapping[str, Mapping[str, Any]]:
        """The states of tasks, by run id and task id."""

    def get_dr_count(self, dag_id: str, *, run_ids: list[str], states: list[str]) -> int:
        """How many runs there are of some states, or with some ids."""

    def xcom_pull(self, task_ids: str, dag_id: str, *, run_id: str) -> Any:
        """What a task of a run returned, None where it did not."""


class OlderDaysJudged(BaseSensorOperator):
    """Waits until no run of an older day of this account is under way that has not judged yet, nor one of the same day
    whose id comes first; no longer than LONGEST_WAIT, then it is skipped and the day judged. It holds no worker while
    it waits."""

    template_fields = ("day",)

    def __init__(self, *, day: Any, **rest: Any) -> None:
        super().__init__(
            mode="reschedule",
            poke_interval=POKE_SECONDS,
            timeout=LONGEST_WAIT.total_seconds(),
            soft_fail=True,
            trigger_rule="all_done",
            **rest,
        )
        self.day = day

    def poke(self, context: Context) -> bool:
        from binrecon.orchestration.tasks import opened

        ahead = under_way(context["ti"], self.dag_id, context["run_id"], opened(self.day))
        if ahead:
            log.info("older days are judged first, by %s", ", ".join(ahead))
        return not ahead


def under_way(runs: RunStates, dag_id: str, own: str, day: date) -> list[str]:
    """The running runs that judge before the run `own` of `day` and have not judged yet, by id.

    A run's turn follows from the day that its `open_day` settled on, whatever its date, if it has one; then from its
    id. That is one order for all, so that no two wait for each other. Until it has opened a day, its date decides."""
    dated = set(runs.get_task_states(dag_id, task_ids=[JUDGING], logical_dates=older_days(day)))
    first = older_days(day)[-1].date()

    def is_before(run_id: str) -> bool:
        opened = runs.xcom_pull(task_ids=OPENING, dag_id=dag_id, run_id=run_id)
        if opened is None:
            return run_id in dated
        return first.isoformat() <= opened and (opened, run_id) < (day.isoformat(), own)

    waiting = [run_id for run_id in not_judged(runs.get_task_states(dag_id, task_ids=[JUDGING])) if run_id != own]
    return [
        run_id
        for run_id in waiting
        if runs.get_dr_count(dag_id, run_ids=[run_id], states=["running"]) and is_before(run_id)
    ]


def older_days(day: date) -> list[datetime]:
    """The logical dates of the days within reach before `day`."""
    return [day_interval(day - timedelta(days=back)).start for back in range(1, REACH + 1)]


def not_judged(states: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """The runs whose judging task has not ended, in order."""
    return sorted(run_id for run_id, tasks in states.items() if str(tasks.get(JUDGING)) not in _DONE)

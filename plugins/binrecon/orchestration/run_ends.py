"""How the tasks of a run ended, and which of them ended without a word: killed on their last try, so that Airflow
called no callback.

Airflow 3.3 reports a process that dies on its last try (out of memory, a lost worker) as failed and calls no failure
callback then. So every callback leaves a word, an XCom that the next try takes away; a failed task without one was
never reported.

Rests on decision 67.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from binrecon.domain.errors import FatalError

WORD = "failed"
"""Key of the XCom that a failure callback leaves: the label of its copy, which Airflow's SDK does not give."""
SPEAKS = "speaks"
"""Key of the XCom that the first task of a run leaves: failures of this run leave words, those of earlier versions did
not."""
FAILED, NOT_RUN = "failed", "upstream_failed"


class SilentEndError(FatalError):
    """A task ended without a word."""


@dataclass(frozen=True)
class TaskEnd:
    """A task that did not succeed. `label` names a copy of a mapped one, its number where it has left no name; `silent`
    where no callback was called."""

    task: str
    state: str
    label: str = ""
    silent: bool = False

    @property
    def name(self) -> str:
        return f"{self.task} [{self.label}]" if self.label else self.task


def leave_word(context: Mapping[str, Any]) -> None:
    """Called by a failure callback: the task did not die in silence."""
    context["ti"].xcom_push(WORD, str(context.get("label") or ""))


def leave_mark(context: Mapping[str, Any]) -> None:
    """Called by the first task of an account's run."""
    context["ti"].xcom_push(SPEAKS, True)


def speaks(ti: Any, dag_id: str, run_id: str, first: str) -> bool:
    """Whether failures of the run leave words; `first` is its first task."""
    return bool(ti.xcom_pull(task_ids=first, dag_id=dag_id, run_id=run_id, key=SPEAKS, map_indexes=-1))


def ends_of(ti: Any, dag_id: str, run_id: str) -> list[TaskEnd]:
    """The tasks of a run that failed or could not run, in the order of their names. `ti` is the instance that asks."""
    rows = ti.get_task_breadcrumbs(dag_id=dag_id, run_id=run_id)
    return [_end(ti, dag_id, run_id, row) for row in rows if row["state"] in (FAILED, NOT_RUN)]


def _end(ti: Any, dag_id: str, run_id: str, row: Mapping[str, Any]) -> TaskEnd:
    task, index, state = str(row["task_id"]), int(row["map_index"]), str(row["state"])
    number = str(index) if index >= 0 else ""
    if state == NOT_RUN:
        return TaskEnd(task, state, number)
    word = ti.xcom_pull(task_ids=task, dag_id=dag_id, run_id=run_id, key=WORD, map_indexes=index)
    return TaskEnd(task, state, word or number, silent=word is None)


def end_sentences(ends: Iterable[TaskEnd]) -> list[str]:
    """What did not succeed, as sentences: every failed task by its name, those that died in silence apart, and the
    tasks that could not run, each once."""
    held = list(ends)
    failed = [end.name for end in held if end.state == FAILED and not end.silent]
    silent = [end.name for end in held if end.silent]
    not_run = list(dict.fromkeys(end.task for end in held if end.state == NOT_RUN))
    groups = {
        "failed": failed,
        "ended without a word (out of memory, worker lost, or marked failed by hand)": silent,
        "did not run, because a task before them failed": not_run,
    }
    return [f"{what}: {', '.join(names)}" for what, names in groups.items() if names]


def silent_error(end: TaskEnd, dag_id: str, run_id: str) -> SilentEndError:
    """What is written down and reported about a task that died in silence."""
    return SilentEndError(
        f"{end.name} of {dag_id}, run {run_id}, ended without a word on its last try: out of memory, its worker "
        "lost, or"
        " marked failed by hand. See the worker's own log, then clear it with downstream"
    )


def silent_ends(ti: Any, dag_id: str, dates: list[Any] | None = None) -> Iterator[tuple[str, TaskEnd]]:
    """The failed tasks of a DAG's runs that were never reported, with the run's id; `dates` are the logical dates to
    look at."""
    for run_id in _red(ti, dag_id, None, dates):
        yield from ((run_id, end) for end in ends_of(ti, dag_id, run_id) if end.silent)


def silent_leaves(ti: Any, dag_id: str, leaf: str, first: str) -> Iterator[tuple[str, TaskEnd]]:
    """The same of runs whose last task reports what failed before it: only where that `leaf` itself was never
    reported."""
    for run_id in _red(ti, dag_id, [leaf], None):
        silent = [end for end in ends_of(ti, dag_id, run_id) if end.silent]
        if any(end.task == leaf for end in silent) and speaks(ti, dag_id, run_id, first):
            yield from ((run_id, end) for end in silent)


def _red(ti: Any, dag_id: str, tasks: list[str] | None, dates: list[Any] | None) -> list[str]:
    """The runs in which one of these tasks failed, None of all tasks."""
    states: Mapping[str, Mapping[str, str | None]] = ti.get_task_states(
        dag_id=dag_id, task_ids=tasks, logical_dates=dates
    )
    return [run_id for run_id, found in states.items() if FAILED in found.values()]

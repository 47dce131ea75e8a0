"""Which run of Airflow is about which day, what its tasks came to, and when the next one starts. The day is read from
the notes that `orchestration.run_note` writes, such as "Day 2026-11-19: 7 proved", since a run's own name tells when it
started."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun, DagRunNote
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from sqlalchemy import select

from binrecon.web.addresses import segment

_DAY = re.compile(r"^Day (\d{4}-\d{2}-\d{2})", re.MULTILINE)


@dataclass(frozen=True)
class Schedule:
    """When the next of some DAGs runs, None where none is due, and how many of them are paused."""

    next_run: datetime | None
    paused: int


def schedule_of(dag_ids: Sequence[str]) -> Schedule:
    """The schedule of the DAGs that Airflow knows of these."""
    wanted = select(DagModel.is_paused, DagModel.next_dagrun_create_after).where(DagModel.dag_id.in_(dag_ids))
    with create_session() as session:
        found = session.execute(wanted).all()
    due = [at for is_paused, at in found if not is_paused and at is not None]
    return Schedule(min(due, default=None), sum(is_paused for is_paused, _ in found))


COLLECTING = "collect"
"""What the names of tasks that ask the exchange begin with, and of their groups."""
SEARCHING = "search"
"""The task that asks the exchange what could explain the rest of a day."""


@dataclass(frozen=True)
class TaskCopy:
    """One copy of a task in a run: `index` is -1 for one that is not mapped; `label` is its name in the grid."""

    task: str
    index: int
    label: str
    state: str

    @property
    def name(self) -> str:
        """The task, and which of its copies."""
        return f"{self.task} {self.label}" if self.label else self.task

    @property
    def path(self) -> str:
        """Where Airflow shows its log, below the address of the run."""
        mapped = f"/mapped/{self.index}" if self.index >= 0 else ""
        return f"/tasks/{segment(self.task)}{mapped}"

    def reads(self, endpoint: str, key: str) -> bool:
        """Whether its name says that it reads this list: the one task of the list, a copy that names it, or the pair of
        one that is asked by pair."""
        if not self.task.startswith(COLLECTING):
            return False
        named = re.split(r"[\s,:]+", self.label)
        own = self.index < 0 and self.task.rpartition(".")[2] == endpoint
        return own or endpoint in named or (bool(key) and key in named)


def readers_of(copies: Sequence[TaskCopy], endpoint: str, key: str) -> list[TaskCopy]:
    """Those that read this list; where none is named after it, the search, which asks what nothing else did."""
    named = [one for one in copies if one.reads(endpoint, key)]
    return named or [one for one in copies if one.task == SEARCHING]


def copies_of(dag_id: str, run_id: str) -> list[TaskCopy]:
    """Every copy of every task of the run, as far as they were tried."""
    wanted = (
        select(TaskInstance)
        .where(TaskInstance.dag_id == dag_id, TaskInstance.run_id == run_id)
        .order_by(TaskInstance.task_id, TaskInstance.map_index)
    )
    with create_session() as session:
        return [
            TaskCopy(one.task_id, one.map_index, one.rendered_map_index or "", str(one.state))
            for one in session.scalars(wanted)
            if one.state is not None
        ]


def day_of_run(dag_id: str, run_id: str) -> date | None:
    """The day of a run; None for one that has no such note, or is not there."""
    wanted = (
        select(DagRunNote.content)
        .join(DagRun, DagRun.id == DagRunNote.dag_run_id)
        .where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)
    )
    with create_session() as session:
        noted = _DAY.search(session.scalar(wanted) or "")
    return date.fromisoformat(noted[1]) if noted else None


def run_of_day(dag_id: str, day: date) -> str | None:
    """The newest run of the DAG that is about the day; None where there is none."""
    wanted = (
        select(DagRun.run_id)
        .join(DagRunNote, DagRun.id == DagRunNote.dag_run_id)
        .where(DagRun.dag_id == dag_id, DagRunNote.content.like(f"%Day {day}%"))
        .order_by(DagRun.id.desc())
        .limit(1)
    )
    with create_session() as session:
        return session.scalar(wanted)

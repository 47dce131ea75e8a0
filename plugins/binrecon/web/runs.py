"""Which run of Airflow is about which day, and when the next one starts. The day is read from the notes that
`orchestration.run_note` writes, such as "Day 2026-11-19: 7 proved", since a run's own name tells when it started."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun, DagRunNote
from airflow.utils.session import create_session
from sqlalchemy import select

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

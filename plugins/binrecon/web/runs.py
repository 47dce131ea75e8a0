"""Which run of Airflow is about which day: read from the notes that `orchestration.run_note` writes, such as
"Day 2026-11-19: 7 proved", since a run's own name tells when it started."""

from __future__ import annotations

import re
from datetime import date

from airflow.models.dagrun import DagRun, DagRunNote
from airflow.utils.session import create_session
from sqlalchemy import select

_DAY = re.compile(r"^Day (\d{4}-\d{2}-\d{2})", re.MULTILINE)


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

"""Writes the day into the note of each account's run: "Day 2026-11-19: 7 proved, 1 open". Airflow names a run after its
start, two days later, and the note is what its page shows of a run beside that name. A replay's note has what it found.

A listener: Airflow calls it where the state of a run changes, in the scheduler or the API server. Tasks could not do
this, since they have no access to Airflow's database and no login. It may not disturb the scheduler: what it writes is
one statement inside a savepoint of its own, and it never raises.

Rests on decision 70.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from airflow.listeners import hookimpl

from binrecon.domain.vocabulary import Wallet

if TYPE_CHECKING:
    from airflow.models.dagrun import DagRun
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

OURS = "Day "
OF_REPLAY = "Replay "
HISTORY = "History: "
LONGEST = 1000
"""What Airflow's column holds."""
FIRST_TASK, JUDGING_TASK = "open_day", "reconcile"
REPLAYED_TASK = "tell"
HISTORY_TASK = "work_out"
TAGS = {"account", "replay", "history"}
"""Of the DAGs whose runs get a note."""


@hookimpl
def on_dag_run_running(dag_run: DagRun, msg: str) -> None:
    """A run begins, or begins again."""
    _note(dag_run, ended=False)


@hookimpl
def on_dag_run_success(dag_run: DagRun, msg: str) -> None:
    """A run ended green."""
    _note(dag_run, ended=True)


@hookimpl
def on_dag_run_failed(dag_run: DagRun, msg: str) -> None:
    """A run ended red."""
    _note(dag_run, ended=True)


def sentence(day: str, wallets: dict[str, dict[str, int]] | None, ended: bool) -> str:
    """The line that is ours: the day, and once the run ended how many assets of each wallet got which verdict."""
    if not ended:
        return f"{OURS}{day}"
    if wallets is None:
        return f"{OURS}{day}: not judged"
    return f"{OURS}{day}: {'; '.join(_counted(wallet, counts) for wallet, counts in wallets.items())}"


def _counted(wallet: str, counts: dict[str, int]) -> str:
    """SPOT goes without saying."""
    counted = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or "no assets"
    return counted if wallet == Wallet.SPOT else f"{wallet} {counted}"


def joined(line: str, before: str | None) -> str:
    """Our line before what people wrote, in place of the one that stood there."""
    kept = [text for text in (before or "").splitlines() if not text.startswith((OURS, OF_REPLAY, HISTORY))]
    return "\n".join([line, *kept])[:LONGEST]


def _note(dag_run: DagRun, ended: bool) -> None:
    from sqlalchemy.orm import object_session

    session, tags = object_session(dag_run), getattr(getattr(dag_run, "dag", None), "tags", None) or ()
    if session is None or not TAGS.intersection(tags):
        return
    try:
        connection = session.connection()
        with connection.begin_nested():
            line = _line(dag_run, tags, _passed_on(connection, dag_run), ended)
            if line:
                _write(connection, dag_run.id, line)
    except Exception as trouble:  # noqa: BLE001 - a note is never worth a scheduler
        log.warning("the note of %s could not be written: %s", dag_run.run_id, type(trouble).__name__)


def _line(dag_run: DagRun, tags: Collection[str], passed_on: dict[str, Any], ended: bool) -> str:
    """What the note says; of a history or a replay nothing before it is worked out."""
    if "history" in tags:
        return history_sentence(passed_on.get(HISTORY_TASK) or {})
    if "replay" in tags:
        return replay_line(passed_on, ended)
    day = passed_on.get(FIRST_TASK) or _planned_day(dag_run)
    return sentence(day, _counts(passed_on.get(JUDGING_TASK)), ended)


def history_sentence(told: dict[str, dict[str, Any]]) -> str:
    """How many days of the histories a proof covers; empty where none was worked out."""
    covered, days = (sum(one[name] for one in told.values()) for name in ("covered", "days"))
    whose = f"{len(told)} accounts" if len(told) > 1 else "".join(f"life since {one['born']}" for one in told.values())
    return f"{HISTORY}{covered} of {days} days of {whose} proved" if told else ""


def _counts(decided: dict[str, Any] | None) -> dict[str, dict[str, int]] | None:
    """How many assets got which verdict, by wallet; None where the day was not judged."""
    return None if decided is None else {wallet: one["assets"] for wallet, one in decided["wallets"].items()}


def replay_line(passed_on: dict[str, Any], ended: bool) -> str:
    """The line of a replay: what it found once it ended, nothing before."""
    return f"{OF_REPLAY}{passed_on.get(REPLAYED_TASK) or 'did not finish'}" if ended else ""


def _planned_day(dag_run: DagRun) -> str:
    """The day that `open_day` will settle on, as far as the run itself shows."""
    from binrecon.orchestration.day import asked_by, day_of
    from binrecon.orchestration.hook import now

    context = {
        "dag_run": dag_run,
        "logical_date": dag_run.logical_date,
        "data_interval_start": dag_run.data_interval_start,
    }
    return day_of(asked_by(context, now())).isoformat()


def _passed_on(connection: Connection, dag_run: DagRun) -> dict[str, Any]:
    """What the tasks that a note tells of returned, by task; those that did not finish are missing."""
    from airflow.models.xcom import XComModel
    from sqlalchemy import select

    wanted = select(XComModel.task_id, XComModel.value).where(
        XComModel.dag_run_id == dag_run.id,
        XComModel.key == "return_value",
        XComModel.task_id.in_((FIRST_TASK, JUDGING_TASK, REPLAYED_TASK, HISTORY_TASK)),
    )
    return {task_id: value for task_id, value in connection.execute(wanted)}


def _write(connection: Connection, run: int, line: str) -> None:
    from airflow.models.dagrun import DagRunNote
    from airflow.sdk import timezone
    from sqlalchemy import insert, select, update

    mine, at = DagRunNote.dag_run_id == run, timezone.utcnow()
    held = connection.execute(select(DagRunNote.content).where(mine)).one_or_none()
    if held is None:
        connection.execute(insert(DagRunNote).values(dag_run_id=run, content=line, created_at=at, updated_at=at))
    else:
        connection.execute(update(DagRunNote).where(mine).values(content=joined(line, held.content), updated_at=at))

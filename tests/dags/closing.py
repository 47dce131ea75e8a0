"""A run of the close, with people who answer its required actions as they do on Airflow's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.dags.runs import Airflow, _run_of, _scheduler

DAG = "binrecon_close"
MOST_STEPS = 20


class Closing:
    """One run of the close, without a scheduler: it is run until it ends or waits for somebody."""

    def __init__(self, airflow: Airflow, **form: str) -> None:
        self.airflow = airflow
        self.run_id = airflow.trigger(DAG, **form)

    def go_on(self) -> str:
        """Run what can run; gives the state of the run, or the task that waits for a person."""
        from airflow.utils.session import create_session
        from airflow.utils.state import DagRunState

        with create_session() as session:
            run = _run_of(session, DAG, self.run_id)
            if run.state == DagRunState.QUEUED:
                run.set_state(DagRunState.RUNNING)
                run.verify_integrity(dag_version_id=run.created_dag_version_id, session=session)
                session.commit()
            for _ in range(MOST_STEPS):
                run = _run_of(session, DAG, self.run_id)
                waiting = [one.task_id for one in run.get_task_instances(session=session) if _waits(one)]
                if waiting or run.state != DagRunState.RUNNING:
                    return waiting[0] if waiting else str(DagRunState(run.state).value)
                self._step(run, session)
        raise AssertionError("the run neither ends nor waits")

    def asked(self, task_id: str) -> dict[str, Any]:
        """The required action of the task as Airflow's page shows it."""
        return dict(self.airflow.call("GET", self._path(task_id)))

    def answer(self, task_id: str, user: str, option: str = "Sign", comment: str = "") -> str:
        """Answer what is asked as this user, then go on; gives where that leads."""
        self.say(task_id, user, option, comment)
        return self.go_on()

    def say(self, task_id: str, user: str, option: str = "Sign", comment: str = "") -> None:
        """Answer what is asked as this user; nothing goes on yet."""
        verdicts = self.asked(task_id)["params"]["verdicts"]["value"]
        given = {"comment": comment or None, "verdicts": verdicts}
        self.airflow.as_user(user).call("PATCH", self._path(task_id), chosen_options=[option], params_input=given)

    def take_for_lost(self, task_id: str) -> None:
        """Have the scheduler's own code take the try for lost: it learns that the process which asked has ended only
        after the answer, when the task is queued again, so that the next try begins anew."""
        from airflow.models.dagbag import DBDagBag
        from airflow.models.taskinstance import TaskInstance
        from airflow.utils.session import create_session
        from airflow.utils.state import TaskInstanceState
        from sqlalchemy import select

        with create_session() as session:
            mine = (TaskInstance.run_id == self.run_id, TaskInstance.task_id == task_id)
            one = session.scalar(select(TaskInstance).where(*mine))
            one.state = TaskInstanceState.QUEUED
            session.flush()
            executor = LateExecutor(one.key)
            _scheduler().process_executor_events(executor, None, DBDagBag(), session)
            assert one.state == TaskInstanceState.UP_FOR_RETRY and len(executor.told) == 1
            one.end_date -= timedelta(hours=1)  # the wait before the next try is over
            session.commit()

    def begin_anew(self, task_id: str) -> None:
        """Have the next try of the task begin, whatever became of the one before."""
        from airflow.models.taskinstance import TaskInstance
        from airflow.utils.session import create_session
        from sqlalchemy import select

        with create_session() as session:
            mine = (TaskInstance.run_id == self.run_id, TaskInstance.task_id == task_id)
            one = session.scalar(select(TaskInstance).where(*mine))
            one.prepare_db_for_next_try(session)
            one.clear_next_method_args()
            one.state = None
            session.commit()

    def clear(self) -> None:
        """Clear the whole run, as the page does."""
        path = f"/dags/{DAG}/dagRuns/{self.run_id}/clear"
        self.airflow.call("POST", path, dry_run=False, only_failed=False)

    def _path(self, task_id: str) -> str:
        return f"/dags/{DAG}/dagRuns/{self.run_id}/taskInstances/{task_id}/-1/hitlDetails"

    def _step(self, run: Any, session: Any) -> None:
        """What the scheduler and the executor do once; a task that was answered goes on with the try it is in."""
        from airflow.sdk import timezone
        from airflow.sdk.definitions.dag import _run_task
        from airflow.utils.state import TaskInstanceState

        dag = self.airflow.dags[DAG]
        ready, _ = run.update_state(session=session)
        answered = [one for one in run.get_task_instances(session=session) if one.state == TaskInstanceState.SCHEDULED]
        for one in ready:
            one.try_number += 1
            one.state = TaskInstanceState.SCHEDULED
            one.scheduled_dttm = timezone.utcnow()
        session.commit()
        for one in {each.task_id: each for each in (*answered, *ready)}.values():
            _run_task(ti=one, task=dag.task_dict[one.task_id])
        session.commit()
        for one in _run_of(session, DAG, self.run_id).get_task_instances(session=session):
            if _waits(one) and "event" in str(one.next_kwargs):
                # The answer was there before: the API says so, and dag.test's own step writes its own state over it.
                one.state = TaskInstanceState.SCHEDULED
        session.commit()


class LateExecutor:
    """An executor that tells late that a process ended well, which had handed its task back."""

    def __init__(self, key: Any) -> None:
        from airflow.utils.state import TaskInstanceState

        self.events, self.told = {key: (TaskInstanceState.SUCCESS, None)}, []

    def get_event_buffer(self) -> dict[Any, Any]:
        return self.events

    def has_task(self, one: Any) -> bool:
        return False

    def send_callback(self, request: Any) -> None:
        self.told.append(request)


def _waits(one: Any) -> bool:
    from airflow.utils.state import TaskInstanceState

    return bool(one.state == TaskInstanceState.AWAITING_INPUT)

"""A run of the close, with people who answer its required actions as they do on Airflow's page."""

from __future__ import annotations

from typing import Any

from tests.dags.runs import Airflow, _run_of

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
        verdicts = self.asked(task_id)["params"]["verdicts"]["value"]
        given = {"comment": comment or None, "verdicts": verdicts}
        self.airflow.as_user(user).call("PATCH", self._path(task_id), chosen_options=[option], params_input=given)
        return self.go_on()

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


def _waits(one: Any) -> bool:
    from airflow.utils.state import TaskInstanceState

    return bool(one.state == TaskInstanceState.AWAITING_INPUT)

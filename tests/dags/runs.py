"""Real DAG runs without a scheduler process: Airflow's REST application in this process makes and clears them, and its
own dependency rules decide what may run next; the tasks run here, one after the other, as in `dag.test()`."""

import time
from collections.abc import Collection, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from binrecon.domain.settlement import newest_settled_day


def settled_days(count: int) -> list[date]:
    """The newest so many days that are due to be reconciled, oldest first."""
    last = newest_settled_day(datetime.now(UTC))
    return [last - timedelta(days=back) for back in reversed(range(count))]


class Airflow:
    """One metadata database, with the DAGs of the accounts file that is in force."""

    def __init__(self, client: Any, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, **body: Any) -> Any:
        """Ask the REST API; the answer's JSON."""
        answer = self._client.request(method, f"/api/v2{path}", headers=self._headers, json=body or None)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def as_user(self, name: str) -> "Airflow":
        """The same for another user, who may do everything too."""
        from airflow.api_fastapi.app import get_auth_manager
        from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

        return Airflow(
            self._client, get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=name, role="ADMIN"))
        )

    def load(self) -> None:
        """Parse the DAGs and write them to the database, as the dag-processor does."""
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

        manager = DagBundlesManager()
        manager.sync_bundles_to_db()
        [bundle] = manager.get_all_dag_bundles()
        bundle.initialize()
        bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
        assert not bag.import_errors, bag.import_errors
        sync_bag_to_db(bag, bundle.name, bundle.version)
        self.dags = bag.dags

    def run_as(self, dag_id: str, user: str | None, **form: Any) -> tuple[str, str]:
        """Trigger a form in the name of this user and run it; gives the run's id and state."""
        from airflow.models.dagrun import DagRun
        from airflow.utils.session import create_session
        from sqlalchemy import update

        run_id = self.trigger(dag_id, **form)
        with create_session() as session:
            session.execute(update(DagRun).where(DagRun.run_id == run_id).values(triggering_user_name=user))
        return run_id, self.run(dag_id, run_id)

    def backfill(
        self, dag_id: str, first: str, last: str, backwards: bool = False, at_once: int = 1, repeat: str = "none"
    ) -> list[str]:
        """Create a backfill as the UI does; gives its run ids in the order in which they are to run. `repeat` is what
        it does with days that have a run: none, failed or completed."""
        from airflow.models.backfill import BackfillDagRun
        from airflow.models.dagrun import DagRun
        from airflow.utils.session import create_session
        from sqlalchemy import select

        made = self.call(
            "POST",
            "/backfills",
            dag_id=dag_id,
            from_date=f"{first}T00:00:00Z",
            to_date=f"{last}T00:00:00Z",
            reprocess_behavior=repeat,
            max_active_runs=at_once,
            run_backwards=backwards,
            dag_run_conf={},
        )
        with create_session() as session:
            chosen = (
                select(DagRun.run_id)
                .join(BackfillDagRun, BackfillDagRun.dag_run_id == DagRun.id)
                .where(BackfillDagRun.backfill_id == made["id"])
                .order_by(BackfillDagRun.sort_ordinal)
            )
            return list(session.scalars(chosen))

    def schedule(self, dag_id: str) -> str:
        """Have the scheduler's own code make the run of the DAG that is due next; gives its id."""
        from airflow.models.dag import DagModel
        from airflow.models.dagrun import DagRun
        from airflow.utils.session import create_session
        from sqlalchemy import select

        with create_session() as session:
            made = select(DagRun.run_id).where(DagRun.dag_id == dag_id)
            before, model, scheduler = set(session.scalars(made)), session.get(DagModel, dag_id), _scheduler()
            scheduler._set_exceeds_max_active_runs(dag_model=model, session=session)
            scheduler._create_dag_runs([model], session)
            session.commit()
            [new] = set(session.scalars(made)) - before
            return new

    def start(self, dag_id: str) -> list[str]:
        """Have the scheduler's own code start what is queued of the DAG, as many at once as it allows; gives what runs
        now."""
        from airflow.utils.session import create_session

        self.call("PATCH", f"/dags/{dag_id}", is_paused=False)
        time.sleep(1)  # SQLite's clock knows whole seconds: a run that was made in this one would not be due yet
        with create_session() as session:
            _scheduler()._start_queued_dagruns(session)
            session.commit()
        return [run["dag_run_id"] for run in self.runs(dag_id) if run["state"] == "running"]

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """The DAG's runs as REST shows them."""
        return self.call("GET", f"/dags/{dag_id}/dagRuns?limit=100")["dag_runs"]

    def trigger(self, dag_id: str, **conf: str) -> str:
        """Trigger a run as the UI does, without a date; gives its id."""
        return self.call("POST", f"/dags/{dag_id}/dagRuns", logical_date=None, conf=conf)["dag_run_id"]

    def run(self, dag_id: str, run_id: str, killed: Collection[str] = ()) -> str:
        """Run everything of a run that can run; gives the run's state. The processes of `killed` die on their last try:
        Airflow 3.3.2 marks such a task as failed and calls nobody (seen with a real scheduler)."""
        [state] = self.run_side_by_side(dag_id, [run_id], killed=killed)
        return state

    def run_side_by_side(
        self, dag_id: str, run_ids: list[str], order: Random | None = None, killed: Collection[str] = ()
    ) -> list[str]:
        """The same for several runs: whose turn it is to run what is ready follows from `order`, one after the other
        without it. Gives their states."""
        from airflow.utils.session import create_session
        from airflow.utils.state import DagRunState

        running = list(run_ids)
        with create_session() as session:
            for run_id in run_ids:
                run = _run_of(session, dag_id, run_id)
                run.set_state(DagRunState.RUNNING)
                run.verify_integrity(dag_version_id=run.created_dag_version_id, session=session)
            session.commit()
            while running:
                run_id = order.choice(running) if order else running[0]
                self._step(self.dags[dag_id], _run_of(session, dag_id, run_id), session, killed)
                if _run_of(session, dag_id, run_id).state != DagRunState.RUNNING:
                    running.remove(run_id)
            return [DagRunState(_run_of(session, dag_id, run_id).state).value for run_id in run_ids]

    def _step(self, dag: Any, run: Any, session: Any, killed: Collection[str]) -> None:
        """What the scheduler and the executor do once: see what is ready, run it."""
        from airflow.models.taskreschedule import TaskReschedule
        from airflow.sdk import timezone
        from airflow.sdk.definitions.dag import _run_task
        from airflow.utils.state import TaskInstanceState
        from sqlalchemy import update

        ready, _ = run.update_state(session=session)
        for instance in ready:
            instance.try_number += 1
            dies = instance.task_id in killed
            instance.state = TaskInstanceState.FAILED if dies else TaskInstanceState.SCHEDULED
            instance.scheduled_dttm = timezone.utcnow()
            if dies:
                self._forget_words(instance, session)
        session.execute(update(TaskReschedule).values(reschedule_date=timezone.utcnow()))  # no test waits for a sensor
        session.commit()
        for instance in (one for one in ready if one.task_id not in killed):
            form = deepcopy(dag.params)
            _run_task(ti=instance, task=dag.task_dict[instance.task_id])
            dag.params = form  # a task writes its run's form into that of the DAG, which its process alone has

    def _forget_words(self, instance: Any, session: Any) -> None:
        """What a process does first: take away what the try before handed on."""
        from airflow.models.xcom import XComModel
        from sqlalchemy import delete

        mine = (
            XComModel.dag_id == instance.dag_id,
            XComModel.run_id == instance.run_id,
            XComModel.task_id == instance.task_id,
        )
        session.execute(delete(XComModel).where(*mine, XComModel.map_index == instance.map_index))

    def instances(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """The task instances as REST shows them."""
        return self.call("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances?limit=1000")["task_instances"]

    def clear(self, dag_id: str, run_id: str, task_id: str, map_index: int) -> None:
        """Clear one copy of a mapped task and what depends on it."""
        self.call(
            "POST",
            f"/dags/{dag_id}/clearTaskInstances",
            dry_run=False,
            dag_run_id=run_id,
            task_ids=[[task_id, map_index]],
            only_failed=False,
            include_downstream=True,
        )

    def handed_on(self, dag_id: str) -> set[str]:
        """What tasks passed to each other and what Airflow shows as their arguments, as text."""
        from airflow.models.renderedtifields import RenderedTaskInstanceFields
        from airflow.models.xcom import XComModel
        from airflow.utils.session import create_session
        from sqlalchemy import select

        with create_session() as session:
            values = session.scalars(select(XComModel.value).where(XComModel.dag_id == dag_id))
            rendered = RenderedTaskInstanceFields
            arguments = session.scalars(select(rendered.rendered_fields).where(rendered.dag_id == dag_id))
            return {str(value) for value in [*values, *arguments]}

    def forget(self, dag_id: str) -> None:
        """Delete the DAG's runs and backfills."""
        self.call("DELETE", f"/dags/{dag_id}")


def _run_of(session: Any, dag_id: str, run_id: str) -> Any:
    """The run as the database has it now, with its DAG: tasks work on it in sessions of their own."""
    from airflow.models.dagbag import DBDagBag
    from airflow.models.dagrun import DagRun
    from sqlalchemy import select

    session.expire_all()
    found = session.scalars(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)).one()
    found.dag = DBDagBag().get_dag_for_run(found, session=session)
    return found


def _scheduler() -> Any:
    """Airflow's scheduler, to call single steps of its loop; it never runs."""
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner

    return SchedulerJobRunner(job=Job(), executors=[])


@pytest.fixture(scope="session")
def airflow_api() -> Iterator[Any]:
    """Airflow's REST application over a metadata database of this test process (SQLite)."""
    from airflow.utils.db import initdb

    initdb()
    from airflow.api_fastapi.app import create_app
    from starlette.testclient import TestClient

    with TestClient(create_app(apps="core")) as client:
        yield client


@pytest.fixture
def airflow(airflow_api: Any) -> Airflow:
    return Airflow(airflow_api, airflow_api.get("/auth/token").json()["access_token"])

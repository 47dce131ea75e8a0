"""Airflow without processes, for the findings: its REST application in this one, and single steps of its scheduler's
loop."""

import time

from airflow.utils.db import initdb

initdb()

from airflow.api_fastapi.app import create_app  # noqa: E402
from airflow.dag_processing.bundles.manager import DagBundlesManager  # noqa: E402
from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db  # noqa: E402
from airflow.jobs.job import Job  # noqa: E402
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner  # noqa: E402
from airflow.models.dag import DagModel  # noqa: E402
from airflow.utils.session import create_session  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402


def load():
    """Parse the DAGs, as the DAG processor does."""
    manager = DagBundlesManager()
    manager.sync_bundles_to_db()
    [bundle] = manager.get_all_dag_bundles()
    bundle.initialize()
    bag = BundleDagBag(dag_folder=bundle.path, bundle_path=bundle.path, bundle_name=bundle.name)
    assert not bag.import_errors, bag.import_errors
    sync_bag_to_db(bag, bundle.name, bundle.version)


load()
client = TestClient(create_app(apps="core"), raise_server_exceptions=False)
client.headers["Authorization"] = f"Bearer {client.get('/auth/token').json()['access_token']}"


def call(method, path, **body):
    """Ask the REST API; the answer."""
    return client.request(method, f"/api/v2{path}", json=body or None)


def schedule(dag_id):
    """The scheduler makes the run that is due next."""
    with create_session() as session:
        SchedulerJobRunner(job=Job(), executors=[])._create_dag_runs([session.get(DagModel, dag_id)], session)


def start(dag_id):
    """The scheduler starts queued runs; the state of each run of the DAG."""
    call("PATCH", f"/dags/{dag_id}", is_paused=False)
    time.sleep(1)  # SQLite's clock knows whole seconds: a run made in this one would not be due yet
    with create_session() as session:
        SchedulerJobRunner(job=Job(), executors=[])._start_queued_dagruns(session)
    return {run["dag_run_id"]: run["state"] for run in call("GET", f"/dags/{dag_id}/dagRuns").json()["dag_runs"]}


def backfill(dag_id, first, last, at_once, repeat="none"):
    """A backfill as the page makes it; its number."""
    answer = call(
        "POST",
        "/backfills",
        dag_id=dag_id,
        from_date=f"{first}T00:00:00Z",
        to_date=f"{last}T00:00:00Z",
        max_active_runs=at_once,
        reprocess_behavior=repeat,
        run_backwards=False,
        dag_run_conf={},
    )
    assert answer.is_success, answer.text
    return answer.json()["id"]

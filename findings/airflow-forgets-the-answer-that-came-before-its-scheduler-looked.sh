#!/usr/bin/env bash
# Airflow 3.3.2 with its provider standard 1.21.0: a required action (HITLOperator) that is answered at once, while the scheduler is busy, is
# asked again, and the answer is thrown away. Who approved sees the same question once more, and has approved or not as the second answer says.
#
# A task that asks ends its process and waits. The executor tells the scheduler "success" of that process. An answer puts the task into the
# queue again, under the same try. Where the scheduler reads the "success" only then, with which LocalExecutor forgets the task, it takes
# the task for one that was killed (scheduler_job_runner.py, process_executor_events): `scheduled` is let off, `queued` is not. With
# a retry left, the next try begins anew, and asking anew removes the answer (execution_api/routes/hitl.py, upsert_hitl_detail). Without
# one, the task has failed though it was approved.
# What to do: keep in the task's state store (context["task_state_store"], which retries share) that it asked, and where it did, raise
# TaskAwaitingInput without asking: the answer that is there is handed over at once.
# Seen: up_for_retry after the answer; the question without an answer after the next try asked; with the answer where it only waits.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2 apache-airflow-providers-standard==1.21.0
airflow_home <<'D'
from datetime import timedelta
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import DAG

class Patient(HITLOperator):
    """Asks once, whatever try it is in."""
    def execute(self, context):
        from airflow.sdk.exceptions import TaskAwaitingInput
        if context["task_state_store"].get("asked"):
            raise TaskAwaitingInput(method_name="execute_complete")
        try:
            super().execute(context)
        except TaskAwaitingInput:
            context["task_state_store"].set("asked", True)
            raise

for name, operator in {"plain": HITLOperator, "patient": Patient}.items():
    with DAG(name, schedule=None, default_args={"retries": 1, "retry_delay": timedelta(0)}) as dag:
        operator(task_id="sign", subject="Pay 1,000?", options=["Sign", "Do not sign"])
    globals()[name] = dag
D
export AIRFLOW__LOGGING__LOGGING_LEVEL=CRITICAL
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
import logging
import sys

sys.path.insert(0, "airflow/dags")
import dag as dags
from airflow_in_process import call, start
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.dagbag import DBDagBag
from airflow.models.taskinstance import TaskInstance
from airflow.sdk.definitions.dag import _run_task
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState as State
from sqlalchemy import select

logging.disable(logging.CRITICAL)
WHERE = "/dags/{}/dagRuns/one/taskInstances/sign/-1/hitlDetails"

class Executor:
    """Tells now that the process which asked has ended."""
    def __init__(self, key):
        self.events = {key: (State.SUCCESS, None)}
    def get_event_buffer(self):
        return self.events
    def has_task(self, task):
        return False

def state_of(name, change=None):
    with create_session() as session:
        task = session.scalar(select(TaskInstance).where(TaskInstance.dag_id == name))
        if change:
            change(task, session)
        return str(getattr(task.state, "value", task.state))

def run_a_try(name):
    def begin(task, session):
        task.try_number += 1
        task.state = State.SCHEDULED
    state_of(name, begin)
    with create_session() as session:
        task = session.scalar(select(TaskInstance).where(TaskInstance.dag_id == name))
    _run_task(ti=task, task=getattr(dags, name).task_dict["sign"])

def read_late(task, session):
    task.state = State.QUEUED
    session.flush()
    SchedulerJobRunner(job=Job(), executors=[]).process_executor_events(Executor(task.key), None, DBDagBag(), session)

def answered(name):
    return call("GET", WHERE.format(name)).json()["chosen_options"]

seen = {}
for name in ("plain", "patient"):
    assert call("POST", f"/dags/{name}/dagRuns", logical_date=None, dag_run_id="one").is_success
    start(name)
    run_a_try(name)
    assert call("PATCH", WHERE.format(name), chosen_options=["Sign"], params_input={}).is_success
    first = answered(name)
    after = state_of(name, read_late)
    run_a_try(name)
    seen[name] = (first, after, answered(name))
    print(f"{name:8}answered {first}, then {after}; after the next try: {answered(name)}", flush=True)
assert seen["plain"][:2] == (["Sign"], "up_for_retry") and not seen["plain"][2]
assert seen["patient"] == (["Sign"], "up_for_retry", ["Sign"])
P

#!/usr/bin/env bash
# Airflow 3.3.2 with its provider standard 1.21.0: a required action (HITLOperator) takes execution_timeout for the time that people have to
# answer, also where it comes from the DAG's default_args, and then no time-out bounds what the task itself does.
#
# default_args with execution_timeout are what keeps a task from hanging. For a task that asks, the operator moves it to response_timeout, if
# that is not set, and clears it (operators/hitl.py, __init__): a warning of the DAG processor is all that tells. After so many minutes
# the question fails, over lunch, and an answer that comes later is taken for nothing.
# What to do: always state response_timeout; both are kept then.
# Seen: response_timeout 0:30:00 and execution_timeout None of a task that states neither; the scheduler resumes it with a time-out error.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2 apache-airflow-providers-standard==1.21.0
airflow_home <<'D'
from datetime import timedelta
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import DAG

with DAG("pay", schedule=None, default_args={"execution_timeout": timedelta(minutes=30)}) as pay:
    HITLOperator(task_id="plain", subject="Pay 1,000?", options=["Sign", "Do not sign"])
    HITLOperator(task_id="stated", subject="Pay 1,000?", options=["Sign", "Do not sign"], response_timeout=timedelta(days=30))
D
export AIRFLOW__LOGGING__LOGGING_LEVEL=CRITICAL
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
import sys
from datetime import timedelta

sys.path.insert(0, "airflow/dags")
import dag as dags
from airflow_in_process import call, start
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models.taskinstance import TaskInstance
from airflow.sdk.definitions.dag import _run_task
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState as State
from sqlalchemy import select

tasks = dags.pay.task_dict
seen = {name: (task.response_timeout, task.execution_timeout) for name, task in tasks.items()}
for name, (answer, work) in seen.items():
    print(f"{name:7}time to answer {answer}, time to run {work}")
assert seen["plain"] == (timedelta(minutes=30), None)
assert seen["stated"] == (timedelta(days=30), timedelta(minutes=30))

assert call("POST", "/dags/pay/dagRuns", logical_date=None, dag_run_id="one").is_success
start("pay")

def found(session, name):
    return session.scalar(select(TaskInstance).where(TaskInstance.task_id == name))

states = {}
for name in tasks:
    with create_session() as session:
        task = found(session, name)
        task.try_number, task.state = 1, State.SCHEDULED
    _run_task(ti=task, task=tasks[name])
    with create_session() as session:
        found(session, name).trigger_timeout -= timedelta(minutes=31)  # so much later
    SchedulerJobRunner(job=Job(), executors=[]).check_awaiting_input_timeouts()
    with create_session() as session:
        states[name] = str(getattr(found(session, name).state, "value", found(session, name).state))
print("31 minutes later:", states)
assert states == {"plain": "scheduled", "stated": "awaiting_input"}, states
print("as found")
P

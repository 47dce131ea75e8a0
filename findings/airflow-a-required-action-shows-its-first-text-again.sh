#!/usr/bin/env bash
# Airflow 3.3.2 with its provider standard 1.21.0: a task with a required action (HITLOperator) that runs again, by a retry or cleared,
# asks with the subject, text, options and fields of its first try. Whatever the new try hands over is dropped without a word, and
# its answer is taken for one to the new question: who approves reads an old list and signs a new one.
#
# Where a question exists only its answer is removed (execution_api/routes/hitl.py, upsert_hitl_detail); the row moves with the task
# instance to its next try.
# Seen: after the next try asks about "9 open", the page's API still shows "2 open".
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2 apache-airflow-providers-standard==1.21.0
airflow_home <<'D'
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import DAG

with DAG("close", schedule=None):
    HITLOperator(task_id="sign", subject="2 open", body="BTC, ETH", options=["Sign", "Do not sign"])
D
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
from airflow_in_process import call, start
from airflow.api_fastapi.execution_api.datamodels.hitl import HITLDetailRequest
from airflow.api_fastapi.execution_api.routes.hitl import upsert_hitl_detail
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState
from sqlalchemy import select

assert call("POST", "/dags/close/dagRuns", logical_date=None, dag_run_id="one").is_success
start("close")
WHERE = "/dags/close/dagRuns/one"

def ask(subject, body):
    """What the operator's execute hands to the API when a try of the task begins."""
    asked = {"options": ["Sign", "Do not sign"], "subject": subject, "body": body}
    with create_session() as session:
        task = session.scalar(select(TaskInstance).where(TaskInstance.task_id == "sign"))
        task.state = TaskInstanceState.DEFERRED
        upsert_hitl_detail(task.id, HITLDetailRequest(ti_id=task.id, **asked), session)
        return task.id

def shown():
    """The question as Airflow's page has it."""
    [found] = call("GET", f"{WHERE}/hitlDetails").json()["hitl_details"]
    return found["subject"], found["body"]

first = ask("2 open", "BTC, ETH")
with create_session() as session:
    task = session.scalar(select(TaskInstance).where(TaskInstance.task_id == "sign"))
    task.prepare_db_for_next_try(session)
second = ask("9 open", "nine other assets")
print("another try:", first != second, "shows:", shown())
assert first != second and shown() == ("2 open", "BTC, ETH")
print("as found")
P

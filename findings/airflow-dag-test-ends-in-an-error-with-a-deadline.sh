#!/usr/bin/env bash
# Airflow 3.3.2: dag.test() of a DAG with a deadline runs every task, and then raises a StatementError instead of giving the run.
#
# When the last task has ended, the run's state is set, and the deadlines of the DAG are looked up by their ids: in the serialized
# form that dag.test() holds in memory an alert is a dict where its id is expected. The tasks have run and their effects stay.
# Seen: 'dict' object has no attribute 'hex' with a DeadlineAlert, the state "success" without.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2
airflow_home <<'D'
from datetime import datetime, timedelta, timezone
from airflow.sdk import DAG, AsyncCallback, DeadlineAlert, DeadlineReference, task
alert = DeadlineAlert(reference=DeadlineReference.DAGRUN_LOGICAL_DATE, interval=timedelta(days=9999), callback=AsyncCallback("asyncio.sleep"))
for name, deadline in {"with_deadline": alert, "without": None}.items():
    with DAG(name, schedule="@daily", start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), catchup=False, deadline=deadline) as dag:
        @task
        def nothing(): ...
        nothing()
    globals()[name] = dag
D
cd "$FOLDER"
"$PYTHON_WITH" -m airflow db migrate >/dev/null 2>&1
"$PYTHON_WITH" -m airflow dags reserialize >/dev/null 2>&1
"$PYTHON_WITH" - <<'P' 2>/dev/null
import sys
sys.path.insert(0, "airflow/dags")
from datetime import datetime, timezone
import dag
seen = {}
for name in ("with_deadline", "without"):
    try:
        seen[name] = str(getattr(dag, name).test(logical_date=datetime(2026, 1, 5, tzinfo=timezone.utc)).state)
    except Exception as error:
        seen[name] = f"{type(error).__name__}: {getattr(error, 'orig', error)}"
print("Airflow 3.3.2: dag.test() ends with", seen)
assert seen == {"with_deadline": "StatementError: 'dict' object has no attribute 'hex'", "without": "success"}, seen
P

#!/usr/bin/env bash
# Airflow 3.3.2: a run with an open deadline that counts from its queueing cannot be cleared: the API answers 500.
#
# Clearing moves such deadlines. It reads the alert's interval as a number of seconds, but it is stored as a serialized timedelta
# (models/taskinstance.py, _recalculate_dagrun_queued_at_deadlines): TypeError. Deadlines with another reference are left alone.
# Seen: 500 with DAGRUN_QUEUED_AT, 200 with DAGRUN_LOGICAL_DATE.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2
airflow_home <<'D'
from datetime import datetime, timedelta, timezone
from airflow.sdk import DAG, AsyncCallback, DeadlineAlert, DeadlineReference, task
references = {"queued_at": DeadlineReference.DAGRUN_QUEUED_AT, "logical_date": DeadlineReference.DAGRUN_LOGICAL_DATE}
for name, reference in references.items():
    alert = DeadlineAlert(reference=reference, interval=timedelta(days=9999), callback=AsyncCallback("asyncio.sleep"))
    with DAG(name, schedule="@daily", start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), catchup=False, deadline=alert) as dag:
        @task
        def nothing(): ...
        nothing()
    globals()[name] = dag
D
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
from airflow_in_process import call
answers = {}
for dag in ("queued_at", "logical_date"):
    made = call("POST", f"/dags/{dag}/dagRuns", logical_date="2026-01-05T00:00:00Z")
    run = made.json()["dag_run_id"]
    assert call("PATCH", f"/dags/{dag}/dagRuns/{run}", state="failed").is_success
    answers[dag] = call("POST", f"/dags/{dag}/clearTaskInstances", dry_run=False, dag_run_id=run, only_failed=False).status_code
print("Airflow 3.3.2: clearing a run whose deadline counts from", answers)
assert answers == {"queued_at": 500, "logical_date": 200}
P

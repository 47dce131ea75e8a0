#!/usr/bin/env bash
# Airflow 3.3.2: a run of a cancelled backfill that is cleared is queued for ever, and another backfill does not take it up.
#
# Cancelling sets the backfill's is_paused for good, and the scheduler passes over queued runs of a paused backfill. A new backfill with
# "reprocess completed" passes over it as "in flight". Marked failed, it is taken up by a backfill with "reprocess failed".
# Seen: queued after the clear and after the second backfill; running after it was marked failed and backfilled a third time.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2
airflow_home <<'D'
from datetime import datetime, timezone
from airflow.sdk import DAG, task
with DAG("days", schedule="@daily", start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), catchup=False):
    @task
    def nothing(): ...
    nothing()
D
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
from airflow_in_process import backfill, call, start
number = backfill("days", "2026-01-05", "2026-01-06", at_once=1)
[run] = [run for run, state in start("days").items() if state == "running"]
assert call("PUT", f"/backfills/{number}/cancel").is_success
assert call("PATCH", f"/dags/days/dagRuns/{run}", state="success").is_success
assert call("POST", f"/dags/days/dagRuns/{run}/clear", dry_run=False).is_success
cleared = start("days")[run]
backfill("days", "2026-01-05", "2026-01-05", at_once=1, repeat="completed")
again = start("days")[run]
print("Airflow 3.3.2: cleared after its backfill was cancelled:", cleared)
print("               after a new backfill of its day:        ", again)
[open_one] = [one["id"] for one in call("GET", "/backfills?dag_id=days").json()["backfills"] if one["completed_at"] is None]
assert call("PUT", f"/backfills/{open_one}/cancel").is_success
assert call("PATCH", f"/dags/days/dagRuns/{run}", state="failed").is_success
backfill("days", "2026-01-05", "2026-01-05", at_once=1, repeat="failed")
out = start("days")[run]
print("               marked failed, then backfilled:         ", out)
assert (cleared, again, out) == ("queued", "queued", "running")
P

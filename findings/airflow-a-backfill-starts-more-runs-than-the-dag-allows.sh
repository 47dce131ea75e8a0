#!/usr/bin/env bash
# Airflow 3.3.2: a backfill's own max_active_runs wins over the DAG's, and the scheduled run comes on top.
#
# A DAG with max_active_runs=1 is written by somebody whose runs may not meet. The form of a backfill has a field of the same name, and
# the scheduler counts the runs of each backfill apart from the others.
# Seen: with 1 on the DAG and 5 in the backfill, six runs are running.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2
airflow_home <<'D'
from datetime import datetime, timedelta, timezone
from airflow.sdk import DAG, task
begin = datetime(2026, 1, 1, tzinfo=timezone.utc)
with DAG("alone", schedule="@daily", start_date=begin, catchup=False, max_active_runs=1):
    @task
    def nothing(): ...
    nothing()
D
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
from airflow_in_process import backfill, schedule, start
schedule("alone")
backfill("alone", "2026-01-05", "2026-01-09", at_once=5)
states = start("alone")
running = [run for run, state in states.items() if state == "running"]
print("Airflow 3.3.2, max_active_runs=1 on the DAG, 5 in the backfill; running at once:", *sorted(running), sep="\n  ")
assert len(running) == 6 and sum(run.startswith("scheduled") for run in running) == 1
P

"""The Airflow-facing code: hook, timetable, tasks, callbacks."""

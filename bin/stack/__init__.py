"""The local stack: embedded Postgres, Airflow's processes and the demo, for bin/up, bin/demo and the tests."""

"""The page inside Airflow: what was proved and what was not, from the morning's overview down to the exact bytes."""

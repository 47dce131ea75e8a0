"""The exchange as an HTTP API. Knows nothing of Airflow, SQL or pandas."""

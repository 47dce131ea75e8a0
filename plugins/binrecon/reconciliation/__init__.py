"""Pure accounting: no Airflow, SQL, HTTP or clock."""

"""One DAG for each account of part 7 of the accounts file. A task process builds only the DAG it runs.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.orchestration.account_dags import account_dags

globals().update(account_dags(__file__))

"""The hourly look at calls, weight, errors, gaps and retention.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.orchestration.monitoring_dag import monitoring_dag

monitoring = monitoring_dag()

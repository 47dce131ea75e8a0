"""Resolutions by people and the queue of errors, triggered with a form.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.resolution_tasks import resolutions_dag

resolutions = resolutions_dag([account.email for account in load_accounts().accounts])

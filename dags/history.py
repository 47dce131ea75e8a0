"""How much of each account's history is proved, triggered by a person with a form.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.history_tasks import history_dag

history = history_dag([account.email for account in load_accounts().accounts])

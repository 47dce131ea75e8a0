"""The close of an account's month, by the rule or by two people.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.close_tasks import close_dag

close = close_dag([account.email for account in load_accounts().accounts])

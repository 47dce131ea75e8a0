"""Replay of judged days with the code at hand, triggered with a form.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.replay_tasks import replay_dag

replay = replay_dag([account.email for account in load_accounts().accounts])

"""One DAG for each account of the accounts file. A task process builds only the DAG it runs."""

from airflow.sdk import get_parsing_context
from binrecon.config.accounts import load_accounts
from binrecon.orchestration.account_dag import reconcile_account

roster = load_accounts()
wanted = get_parsing_context().dag_id
for account in roster.accounts:
    if wanted in (None, account.dag_id):
        globals()[account.dag_id] = reconcile_account(account, roster.settings)

"""Bundles of an account's days that a stranger verifies, triggered with a form.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.bundle_tasks import bundle_dag

statement = bundle_dag([account.email for account in load_accounts().accounts])

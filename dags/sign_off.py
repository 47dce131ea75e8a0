"""Sign-off of periods by two people, triggered with a form.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.sign_off_tasks import sign_off_dag

sign_off = sign_off_dag([account.email for account in load_accounts().accounts])

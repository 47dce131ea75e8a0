"""Owner, due day and comment of a break, said with a form.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.break_tasks import breaks_dag

breaks = breaks_dag([account.email for account in load_accounts().accounts])

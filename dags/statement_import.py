"""The import of the exchange's own account statements, triggered by a person.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.statement_tasks import statement_dag

statement_import = statement_dag([account.email for account in load_accounts().accounts])

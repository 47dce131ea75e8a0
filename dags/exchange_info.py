"""The daily reading of pairs and closing prices, once for all accounts.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.exchange_info_dag import exchange_info_dag

exchange_info = exchange_info_dag(load_accounts().settings)

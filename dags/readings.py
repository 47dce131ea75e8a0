"""The readings just after midnight of wallets that the exchange gives no snapshot of, where an account has any.

Airflow reads only files that hold both words, "airflow" and "dag".
"""

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.readings_dag import readings_dag

if (readings := readings_dag(load_accounts())) is None:
    del readings

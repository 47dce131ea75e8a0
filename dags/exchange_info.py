"""The daily reading of pairs and closing prices, once for all accounts."""

from binrecon.accounts import load_accounts
from binrecon.orchestration.market import exchange_info_dag

exchange_info = exchange_info_dag(load_accounts().settings)

"""Spreads the DAGs of the accounts over the files `dags/accounts_<number>.py`, as Airflow gives up a file that takes
too long to read (`dagbag_import_timeout`, 30 s).

Which file a DAG is in follows from its id and how many such files there are, so that a copy of one under the next
number takes its share. Rests on decision 113.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from airflow.sdk import DAG, get_parsing_context

from binrecon.config.accounts import Account, load_accounts
from binrecon.orchestration.account_dag import reconcile_account


def account_dags(file: str) -> dict[str, DAG]:
    """The DAGs that belong into this file, by id; in the process of a task only the one it runs. Raises
    ConfigurationError for a bad accounts file."""
    roster, wanted = load_accounts(), get_parsing_context().dag_id
    mine = [account for account in roster.accounts if wanted in (None, account.dag_id) and is_in(account, Path(file))]
    return {account.dag_id: reconcile_account(account, roster.settings) for account in mine}


def is_in(account: Account, file: Path) -> bool:
    """Whether the account's DAG is one of this file among its siblings."""
    siblings = sorted(one.name for one in file.parent.glob("accounts_*.py"))
    number = int.from_bytes(sha256(account.dag_id.encode()).digest()[:8])
    return siblings[number % len(siblings)] == file.name

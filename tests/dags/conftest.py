"""The DAGs as Airflow's own loader makes them, from an accounts file of two accounts."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="binrecon-airflow-"))
os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = """
[[accounts]]
email = "main@example.com"
type = "main"
connection = "binance_main"
start_date = 2026-11-01

[[accounts]]
email = "sub@example.com"
type = "sub"
connection = "binance_sub"
"""


@pytest.fixture(scope="session")
def accounts_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "accounts.toml"
    path.write_text(ACCOUNTS)
    return path


@pytest.fixture(scope="session")
def dag_bag(accounts_file: Path) -> Iterator[object]:
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BINRECON_ACCOUNTS", str(accounts_file))
        yield DagBag(dag_folder=str(ROOT / "dags"))


@pytest.fixture(scope="session")
def dags(dag_bag) -> dict:
    return dag_bag.dags

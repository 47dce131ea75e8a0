"""The DAGs as Airflow's own loader makes them, from an accounts file of two accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.orchestration.airflow_home import ROOT  # isort: skip - before anything of Airflow
from tests.dags.runs import airflow, airflow_api  # noqa: F401

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

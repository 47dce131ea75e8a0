"""The bench of DAG files at a small size: it reads every account once, and a task one DAG. Times belong to the bench
itself."""

from pathlib import Path

from tests.bench import dag_files
from tests.bench.dag_files import Read


def test_every_account_is_read_once_and_a_task_reads_its_own(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.toml"
    dag_files.write_accounts(accounts, 3)
    assert sum(dag_files.read(accounts, file).dags for file in dag_files.FILES) == 3
    assert dag_files.of_a_task(accounts).dags == 1


def test_a_figure_that_is_missed_is_told() -> None:
    slow = dag_files.rows([Read(100, 1.0, 0), Read(100, 11.0, 0)], Read(2, 0.1, 300.0), Read(1, 0.1, 200.0))
    assert [row.value for row in slow] == [200, 60, 11, 2, 1.5]
    assert [row.holds for row in slow] == [True, False, False, False, False]

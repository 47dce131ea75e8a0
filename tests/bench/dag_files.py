"""Bench: what the files of the accounts' DAGs cost with 10 and with 1,000 accounts: to Airflow's DAG processor, and to
the process of a task, which builds one DAG only."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.account_dags import is_in

from tests.bench.rows import Row

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "dags").glob("accounts_*.py"))
FEW, MANY = 10, 1000
_ENTRY = '[[accounts]]\nemail = "{0}@example.com"\ntype = "sub"\nconnection = "binance_{0}"\n'


class Read(NamedTuple):
    """What reading a file took: DAGs found, seconds of CPU, the most memory held in MB."""

    dags: int
    seconds: float
    peak_mb: float


def measure(scale: float) -> list[Row]:
    """The figures with MANY times `scale` accounts."""
    with tempfile.TemporaryDirectory() as folder:
        many, few = Path(folder, "many.toml"), Path(folder, "few.toml")
        write_accounts(many, max(2 * FEW, round(MANY * scale)))
        write_accounts(few, FEW)
        return rows([read(many, file) for file in FILES], of_a_task(many), of_a_task(few))


def rows(files: list[Read], task_of_many: Read, task_of_few: Read) -> list[Row]:
    dags = sum(one.dags for one in files)
    return [
        Row("accounts", dags),
        Row("read and serialize, ms of CPU a DAG", 1000 * sum(one.seconds for one in files) / dags, 20),
        Row("longest file, s of CPU", max(one.seconds for one in files), 10),
        Row("DAGs in a task's process", max(task_of_many.dags, task_of_few.dags), 1),
        Row("its memory ÷ that with 10 accounts", task_of_many.peak_mb / task_of_few.peak_mb, 1.1),
    ]


def write_accounts(path: Path, count: int) -> None:
    path.write_text("".join(_ENTRY.format(f"sub{number}") for number in range(count)))


def of_a_task(accounts: Path) -> Read:
    """What the process of a task of the first account reads."""
    account = load_accounts(accounts).accounts[0]
    [file] = [file for file in FILES if is_in(account, file)]
    return read(accounts, file, account.dag_id)


def read(accounts: Path, file: Path, *dag_id: str) -> Read:
    """Read one file in a process of its own."""
    environment = {
        **os.environ,
        "BINRECON_ACCOUNTS": str(accounts),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.bench.dag_process", str(file), *dag_id]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=600)
    dags, seconds, peak = done.stdout.splitlines()[-1].split()
    return Read(int(dags), float(seconds), float(peak))

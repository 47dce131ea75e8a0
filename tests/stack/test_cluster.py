"""What the image of a cluster holds can run: the locked packages load the executors, the worker and the login."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-cluster" / "bin" / "python"
SETTINGS = {
    "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
    "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
    "AIRFLOW__CELERY__RESULT_BACKEND": "db+postgresql+psycopg2://airflow:x@127.0.0.1:1/airflow",
    "AIRFLOW__CELERY__BROKER_URL": "redis://:x@127.0.0.1:1/0",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg2://airflow:x@127.0.0.1:1/airflow",
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    "PYTHONPATH": str(ROOT / "plugins"),
}
"""As in docker-compose.yaml, with addresses where nothing listens: nothing is asked while modules load."""

pytestmark = pytest.mark.skipif(
    not PYTHON.exists(), reason="bin/test installs the cluster's lock, pytest alone does not"
)

LOADED = {
    "scheduler": """
from airflow.executors.executor_loader import ExecutorLoader
import airflow.cli.commands.scheduler_command, airflow.jobs.scheduler_job_runner
print(type(ExecutorLoader.get_default_executor()).__name__)
""",
    "worker": """
import airflow.providers.celery.cli.celery_command
from airflow.providers.celery.executors.celery_executor import app
print([name for name in app.tasks if not name.startswith("celery.")])
""",
    "api-server": """
from airflow.api_fastapi.app import get_auth_manager_cls
print(get_auth_manager_cls().__name__)
""",
    "dag-processor": """
import airflow.cli.commands.dag_processor_command
from binrecon.orchestration.account_dag import reconcile_account
print(reconcile_account.__name__)
""",
    "triggerer": """
import airflow.cli.commands.triggerer_command, airflow.jobs.triggerer_job_runner
from binrecon.orchestration.deadline import day_not_closed
print(day_not_closed.__name__)
""",
}
SAID = {
    "scheduler": "CeleryExecutor",
    "worker": "['execute_workload']",
    "api-server": "FabAuthManager",
    "dag-processor": "reconcile_account",
    "triggerer": "day_not_closed",
}
"""What each service loads before it does anything, and the last line it prints."""


def last_line(code: str, folder: Path, **settings: str) -> str:
    """What a program prints at its end, in the environment of the cluster's lock."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PYTHON"))}
    done = subprocess.run(
        [PYTHON, "-c", code],
        env={**inherited, **SETTINGS, **settings, "AIRFLOW_HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("service", LOADED)
def test_a_service_loads_what_it_starts_with(service: str, tmp_path: Path) -> None:
    assert last_line(LOADED[service], tmp_path) == SAID[service]


def test_it_can_run_on_kubernetes_and_take_dags_from_git(tmp_path: Path) -> None:
    settings = {"AIRFLOW__CORE__EXECUTOR": "KubernetesExecutor"}
    assert last_line(LOADED["scheduler"], tmp_path, **settings) == "KubernetesExecutor"
    code = "from airflow.providers.git.bundles.git import GitDagBundle; print(GitDagBundle.__name__)"
    assert last_line(code, tmp_path) == "GitDagBundle"

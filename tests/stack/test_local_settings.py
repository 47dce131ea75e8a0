"""What Airflow's processes import before they fork tasks: what tasks need of others, nothing that must stay fresh."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bin.stack import airflow
from bin.stack.credentials import load
from bin.stack.places import ROOT, Places


@pytest.fixture
def imported(tmp_path: Path) -> set[str]:
    """The modules in a process of the stack as soon as Airflow is in it."""
    places = Places(tmp_path, 1, 2, 3)
    environment = airflow.environment(places, load(places.credentials), "sqlite://", {})
    paths = {name: environment[name] for name in ("PYTHONPATH", "AIRFLOW_HOME")}
    command = [sys.executable, "-c", "import airflow.settings, sys; print(*sys.modules)"]
    done = subprocess.run(command, env={**os.environ, **paths}, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_what_nearly_every_task_needs_is_there_before_it_is_forked(imported):
    assert {"psycopg", "requests", "airflow.providers.standard.operators.python"} <= imported


def test_our_own_code_and_what_starts_threads_is_left_to_the_tasks(imported):
    ours = {name for name in imported if name.startswith("binrecon.")}
    # Airflow itself reads the declaration of our connection type.
    assert ours <= {"binrecon.provider_info"}
    assert not {"pandas", "numpy"} & imported


def test_no_setting_of_airflow_is_overridden():
    script = "import airflow_local_settings; print(airflow_local_settings.__all__)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "config")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

"""Airflow as the local stack runs it: its environment and the programs it consists of."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bin.stack.checks import OWNER_URL
from bin.stack.credentials import ADMIN, StackSecrets
from bin.stack.places import ROOT, Places

# The scheduler's work is done by this many processes; more only slow each other down on a small machine.
PARALLELISM = 5
# No program serves its log over HTTP: the web server reads the files, and no further port is taken.
PROGRAMS = {
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
# Compiled modules make it start faster. The owner's login is for migrations: a task that had it could change evidence.
_NOT_FOR_AIRFLOW = {"PYTHONDONTWRITEBYTECODE", OWNER_URL}
HEALTH_KEYS = ("scheduler", "dag_processor", "triggerer")


def command(*words: str) -> list[str]:
    """Give the command line of an Airflow sub-command in this Python."""
    return [sys.executable, "-m", "airflow", *words]


def environment(
    places: Places, credentials: StackSecrets, metadata_url: str, extra: Mapping[str, str]
) -> dict[str, str]:
    """Give the environment of every process: defaults, over them what the user set, over both what must hold."""
    return {**_defaults(), **_inherited(), **_fixed(places, credentials, metadata_url), **extra}


def login_file(places: Places) -> Path:
    return places.airflow / "login.json"


def _defaults() -> dict[str, str]:
    return {
        "AIRFLOW__CORE__PARALLELISM": str(PARALLELISM),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__METRICS__STATSD_ON": "False",
        # A task's end is noticed up to this many seconds late.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
    }


def _inherited() -> dict[str, str]:
    """Give our own environment, less what is not for Airflow and with loopback kept off any proxy."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_AIRFLOW}
    direct = ",".join(filter(None, [kept.get("NO_PROXY") or kept.get("no_proxy"), "127.0.0.1,localhost"]))
    return {**kept, "NO_PROXY": direct, "no_proxy": direct}


def _fixed(places: Places, credentials: StackSecrets, metadata_url: str) -> dict[str, str]:
    return {
        "PYTHONPATH": f"{ROOT / 'plugins'}{os.pathsep}{ROOT / 'config'}",
        "AIRFLOW_HOME": str(places.airflow),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__FERNET_KEY": credentials.fernet_key,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{places.address}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(login_file(places)),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata_url,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(places.airflow_port),
        "AIRFLOW__API__BASE_URL": places.address,
        "AIRFLOW__API_AUTH__JWT_SECRET": credentials.jwt_secret,
    }

"""Airflow's web server alone, with the page over a judged world: what a browser is pointed at."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from binrecon.config.accounts import Account

from tests.conftest import Database

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("viewer", "user", "op", "admin")
_START_SECONDS = 120
_STEP_SECONDS = 180


@dataclass(frozen=True)
class Server:
    """Where it answers. Each role is a user of its name, and its password too."""

    address: str
    home: Path


@contextmanager
def serve(database: Database, accounts: Sequence[Account], metadata: str = "") -> Iterator[Server]:
    """The web server over the judged days of these accounts, with their DAGs known; ended afterwards. `metadata` is the
    URL of Airflow's own database, a file where there is none."""
    home = Path(tempfile.mkdtemp(prefix="binrecon-web-"))
    port = _free_port()
    environment = _environment(database, accounts, home, port)
    environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = metadata or f"sqlite:///{home / 'airflow.db'}"
    try:
        for words in (["db", "migrate"], ["dags", "reserialize"]):
            _run(words, environment, home)
        log = (home / "server.log").open("wb")
        server = subprocess.Popen(_airflow("api-server", "--workers", "1"), env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server, home / "server.log")
            yield Server(address, home)
        finally:
            server.terminate()
            server.wait(30)
            log.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _environment(database: Database, accounts: Sequence[Account], home: Path, port: int) -> dict[str, str]:
    file = home / "accounts.toml"
    entries = (
        f'[[accounts]]\nemail = "{one.email}"\ntype = "{one.type}"\nconnection = "{one.connection}"\n'
        for one in accounts
    )
    file.write_text(f'[settings]\nstatements = "{home / "statements"}"\n' + "".join(entries))
    passwords = home / "passwords.json"
    passwords.write_text(json.dumps({role: role for role in ROLES}))
    address = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "BINRECON"))}
    return kept | {
        "PYTHONPATH": str(ROOT / "plugins"),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "BINRECON_ACCOUNTS": str(file),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{role}:{role}" for role in ROLES),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__SECRET_KEY": "a-secret-of-this-test",
        "AIRFLOW__API_AUTH__JWT_SECRET": "a-secret-of-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz-0123",
        "AIRFLOW_CONN_BINRECON_READER": database.libpq(database.reader_url).replace("postgresql:", "postgres:"),
        "AIRFLOW_CONN_BINRECON_DB": database.connection_uri,
    }


def _airflow(*words: str) -> list[str]:
    return [sys.executable, "-m", "airflow", *words]


def _run(words: list[str], environment: dict[str, str], home: Path) -> None:
    done = subprocess.run(_airflow(*words), env=environment, cwd=home, capture_output=True, timeout=_STEP_SECONDS)
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            if requests.get(f"{address}/api/v2/version", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise AssertionError(f"the web server did not answer: {log.read_text()[-2000:]}")

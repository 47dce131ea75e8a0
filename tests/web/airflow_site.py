"""Airflow's web server alone, with the page over a judged world and one of its auth managers: what a
browser is pointed at."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import requests
from binrecon.config.accounts import Account

from tests.conftest import Database
from tests.web.auth_managers import ADMIN, ROOT, AuthManager

_START_SECONDS = 180
_SETUP_SECONDS = 300
_ONE_PROCESS = """
import sys
from airflow.__main__ import main
for words in {words!r}:
    sys.argv = ["airflow", *words]
    main()
"""
"""What the CLI is told to do, one after the other: to load Airflow takes longer than most of it."""


@dataclass(frozen=True)
class Server:
    """Where it answers, and whom it lets in."""

    address: str
    home: Path
    manager: AuthManager
    environment: Mapping[str, str]

    def bearer(self, user: str) -> dict[str, str]:
        """The headers of a user of the manager."""
        return {"Authorization": f"Bearer {_token(self.address, user)}"}

    def ask(self, user: str, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """What the server answers the user; `body` is JSON, or the bytes of a file."""
        given = {"data": body} if isinstance(body, bytes) else {"json": body}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{self.address}{path}",
            headers=self.bearer(user) | named,
            timeout=60,
            allow_redirects=False,
            **given,  # type: ignore[arg-type]
        )


@contextmanager
def serve(
    database: Database, accounts: Sequence[Account], manager: AuthManager, metadata: str = ""
) -> Iterator[Server]:
    """The web server over the judged days of these accounts, with their DAGs known and its users made; ended
    afterwards. `metadata` is the URL of Airflow's own database, a file where there is none."""
    home = Path(tempfile.mkdtemp(prefix="binrecon-web-"))
    environment = _environment(database, accounts, manager, home, port := _free_port())
    environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = metadata or f"sqlite:///{home / 'airflow.db'}"
    try:
        _run(manager, [["db", "migrate"], ["dags", "reserialize"], *map(list, manager.words)], environment, home)
        log = (home / "server.log").open("wb")
        words = [manager.python, "-m", "airflow", "api-server", "--workers", "1"]
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            server = Server(f"http://127.0.0.1:{port}", home, manager, environment)
            _wait(server.address, process, home / "server.log")
            manager.furnish(lambda *asked: _granted(server.ask(ADMIN, *asked)))
            yield server
        finally:
            _end(process)
            log.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def scheduled(server: Server) -> Iterator[None]:
    """The scheduler beside the web server, which runs tasks; ended afterwards, with the tasks that it runs. The web
    server reads the logs of tasks from files: what would serve them is a process that outlives a scheduler."""
    log = (server.home / "scheduler.log").open("wb")
    words = [server.manager.python, "-m", "airflow", "scheduler", "--skip-serve-logs"]
    process = subprocess.Popen(words, env=server.environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        _end(process)
        log.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have it end by itself, or end it: a busy machine may take longer, and how it ends is not what is tested."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment(
    database: Database, accounts: Sequence[Account], manager: AuthManager, home: Path, port: int
) -> dict[str, str]:
    file = home / "accounts.toml"
    entries = (
        f'[[accounts]]\nemail = "{one.email}"\ntype = "{one.type}"\nconnection = "{one.connection}"\n'
        for one in accounts
    )
    settings = f'[settings]\nstatements = "{home / "statements"}"\nreports = "{home / "reports"}"\n'
    file.write_text(settings + "".join(entries))
    address = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "BINRECON"))}
    return (
        kept
        | {
            "PYTHONPATH": str(ROOT / "plugins"),
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "BINRECON_ACCOUNTS": str(file),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__BASE_URL": address,
            "AIRFLOW__API__SECRET_KEY": "a-secret-of-this-test",
            "AIRFLOW__API_AUTH__JWT_SECRET": "a-secret-of-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz-0123",
            "AIRFLOW_CONN_BINRECON_READER": database.libpq(database.reader_url).replace("postgresql:", "postgres:"),
            "AIRFLOW_CONN_BINRECON_DB": database.connection_uri,
        }
        | dict(manager.settings(home))
    )


def _run(manager: AuthManager, words: Sequence[list[str]], environment: dict[str, str], home: Path) -> None:
    program = [manager.python, "-c", _ONE_PROCESS.format(words=words)]
    done = subprocess.run(program, env=environment, cwd=home, capture_output=True, timeout=_SETUP_SECONDS)
    assert done.returncode == 0, done.stderr.decode()[-2000:]


@cache
def _token(address: str, user: str) -> str:
    answer = requests.post(f"{address}/auth/token", json={"username": user, "password": user}, timeout=30)
    return str(_granted(answer).json()["access_token"])


def _granted(answer: requests.Response) -> requests.Response:
    assert answer.ok, answer.text
    return answer


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

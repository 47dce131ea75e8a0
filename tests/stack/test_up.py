"""bin/up says what is wrong in one sentence before it starts anything; once started, it ends as a whole."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240
END_SECONDS = 60
ACCOUNTS = '[[accounts]]\nemail = "main@example.com"\ntype = "main"\nconnection = "binance_main"\nwallets = ["SPOT"]\n'
KEY = {"conn_type": "binance", "login": "canary-api-key", "password": "canary-secret"}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """All that is needed for a start, none of it taken from whoever runs the tests."""
    (tmp_path / "accounts.toml").write_text(ACCOUNTS)
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("BINRECON_", "AIRFLOW_"))}
    return {
        **kept,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}",
        "BINRECON_DATA": str(tmp_path / "data"),
        "BINRECON_ACCOUNTS": str(tmp_path / "accounts.toml"),
        "AIRFLOW_CONN_BINANCE_MAIN": json.dumps(KEY),
    }


def refused(environment: dict[str, str]) -> str:
    """Run bin/up, which must refuse at once; gives its one line."""
    command = [sys.executable, "-m", "bin.stack.up"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=START_SECONDS)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "canary" not in done.stderr
    assert not (Path(environment["BINRECON_DATA"]) / "up").exists()
    [line] = done.stderr.strip().splitlines()
    return line


def test_a_missing_accounts_file_is_named(environment) -> None:
    environment["BINRECON_ACCOUNTS"] = "/nowhere/accounts.toml"
    assert "no accounts file at /nowhere/accounts.toml" in refused(environment)


def test_an_unknown_key_in_the_accounts_file_is_named(environment) -> None:
    Path(environment["BINRECON_ACCOUNTS"]).write_text(ACCOUNTS + 'walets = ["SPOT"]\n')
    assert "unknown key 'walets'" in refused(environment)


def test_a_connection_that_is_not_defined_is_named_with_the_variable_to_set(environment) -> None:
    del environment["AIRFLOW_CONN_BINANCE_MAIN"]
    sentence = refused(environment)
    assert "'binance_main', which is not defined" in sentence and "AIRFLOW_CONN_BINANCE_MAIN" in sentence


@pytest.mark.parametrize(
    ("connection", "sentence"),
    [
        ('{"conn_type": "binance", "password": "canary', "can be read neither as a URI nor as JSON"),
        (json.dumps({**KEY, "conn_type": "http"}), "must be of type 'binance'"),
        (json.dumps({**KEY, "login": ""}), "has no API key"),
        (json.dumps({**KEY, "password": ""}), "exactly one of an API secret"),
        (json.dumps({**KEY, "password": "", "extra": {"private_key": "canary-pem"}}), "not an unencrypted Ed25519 key"),
    ],
)
def test_a_bad_key_is_named_and_not_shown(connection: str, sentence: str, environment) -> None:
    environment["AIRFLOW_CONN_BINANCE_MAIN"] = connection
    assert sentence in refused(environment)


def test_one_key_in_two_connections_is_refused_and_not_shown(environment) -> None:
    second = ACCOUNTS.replace("main@", "sub@").replace('"main"', '"sub"').replace("binance_main", "binance_sub")
    Path(environment["BINRECON_ACCOUNTS"]).write_text(ACCOUNTS + second)
    environment["AIRFLOW_CONN_BINANCE_SUB"] = environment["AIRFLOW_CONN_BINANCE_MAIN"]
    assert "'binance_main' and 'binance_sub' hold the same API key" in refused(environment)


def test_a_database_that_does_not_answer_is_named(environment) -> None:
    environment["AIRFLOW_CONN_BINRECON_DB"] = "postgres://app:canary@127.0.0.1:1/binrecon"
    environment["BINRECON_OWNER_URL"] = "postgresql+psycopg://owner:canary@127.0.0.1:1/binrecon"
    assert "BINRECON_OWNER_URL cannot be used" in refused(environment)


def test_an_own_database_needs_both_of_its_settings(environment) -> None:
    environment["BINRECON_OWNER_URL"] = "postgresql+psycopg://owner:canary@127.0.0.1:1/binrecon"
    assert "AIRFLOW_CONN_BINRECON_DB is not" in refused(environment)


def test_a_port_in_use_is_named(environment) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment["BINRECON_AIRFLOW_PORT"] = str(taken.getsockname()[1])
        assert "(BINRECON_AIRFLOW_PORT) is in use" in refused(environment)


@pytest.fixture
def simulated_key(tmp_path: Path, environment: dict[str, str]) -> Iterator[None]:
    """Put the accounts and keys of a simulated exchange into the environment."""
    folder = tmp_path / "simulator"
    command = [sys.executable, "-m", "tests.simulator", "--port", "0", "--write", str(folder)]
    exchange = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    exchange.stdout.readline()
    environment["BINRECON_ACCOUNTS"] = str(folder / "accounts.toml")
    environment |= dict(line.split("=", 1) for line in (folder / "connections.env").read_text().splitlines())
    yield
    exchange.kill()
    exchange.wait()


@pytest.fixture
def start(environment: dict[str, str], simulated_key: None) -> Iterator[Callable[[str], subprocess.Popen]]:
    """A function that starts bin/up and waits until it has printed a given text."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        environment["BINRECON_AIRFLOW_PORT"] = str(probe.getsockname()[1])
    started: list[subprocess.Popen] = []

    def start_once(until: str) -> subprocess.Popen:
        command = [sys.executable, "-u", "-m", "bin.stack.up"]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, env=environment, **streams))
        for line in started[-1].stdout:
            if until in line:
                return started[-1]
        raise AssertionError(started[-1].stderr.read())

    yield start_once
    for process in started:
        process.kill()
        process.wait()


def family_of(launcher: subprocess.Popen) -> list[psutil.Process]:
    """Give every process below the launcher, the watchdog and the database's own among them."""
    return psutil.Process(launcher.pid).children(recursive=True)


def left_of(family: list[psutil.Process]) -> list[psutil.Process]:
    """Wait for the end of the processes and give those that would not end."""
    deadline = time.monotonic() + END_SECONDS
    while (left := list(filter(is_alive, family))) and time.monotonic() < deadline:
        time.sleep(0.3)
    return left


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.slow
def test_a_real_start_ends_as_a_whole_and_can_be_started_again(start) -> None:
    """One crash of a program, one kill of the launcher and one polite end, each on what the one before left."""
    crashed = start("Ctrl-C ends everything")
    family = family_of(crashed)
    next(process for process in family if "triggerer" in process.cmdline()).kill()
    assert crashed.wait(END_SECONDS) == 1
    assert "triggerer ended by itself (signal 9)" in crashed.stderr.read()
    assert left_of(family) == []

    killed = start("Both databases migrated")
    family = family_of(killed)
    killed.kill()
    killed.wait()
    assert left_of(family) == []

    ended = start("Both databases migrated")
    family = family_of(ended)
    ended.send_signal(signal.SIGTERM)
    assert ended.wait(END_SECONDS) == 130
    assert left_of(family) == []

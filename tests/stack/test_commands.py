"""bin/test and .ci/run on a bare machine: what is missing is said in one sentence, and the CI does nothing cleverer."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "bin" / "stack" / "environment.sh"


def shell(commands: str, **variables: str) -> subprocess.CompletedProcess:
    text = f"set -euo pipefail; source {SCRIPT}; {commands}"
    return subprocess.run(["bash", "-c", text], env={**os.environ, **variables}, capture_output=True, text=True)


@pytest.fixture
def make_python(tmp_path: Path):
    """Make a stand-in for a Python that answers each of our questions as told."""

    def make(body: str) -> str:
        file = tmp_path / "python"
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
        return str(file)

    return make


def code(file: Path) -> list[str]:
    return [line for line in file.read_text().splitlines() if line and not line.startswith("#")]


def test_ci_calls_the_tests_and_nothing_else() -> None:
    assert code(ROOT / ".ci" / "run") == ["set -euo pipefail", 'exec "$(dirname "${BASH_SOURCE[0]}")/../bin/test" "$@"']


@pytest.mark.parametrize("name", ["test", "up", "demo", "bench", "docs", "verify-chain", "probe"])
def test_commands_can_be_started(name: str) -> None:
    assert os.access(ROOT / "bin" / name, os.X_OK)


def test_the_chain_can_be_verified_from_a_checkout() -> None:
    told = subprocess.run(
        [ROOT / "bin" / "verify-chain"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "BINRECON_READER_URL": "nonsense"},
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("BINRECON_READER_URL is no URL of the form postgresql+psycopg://")


def test_a_connection_is_probed_from_a_checkout(tmp_path: Path) -> None:
    told = subprocess.run(
        [ROOT / "bin" / "probe", "binance_nobody"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "BINRECON_DATA": str(tmp_path)},
    )
    assert told.returncode == 1 and "lists and windows are looked at" in told.stdout
    assert told.stderr.startswith("no connection 'binance_nobody'"), "and nothing of Airflow's database"


def test_a_python_that_is_too_old_is_named(make_python, tmp_path: Path) -> None:
    old = make_python('[ "$1" = -V ] && echo "Python 3.9.1" && exit 0; exit 1')
    done = shell("make_venv", PYTHON=old)
    assert done.returncode == 2
    assert re.fullmatch(r"Python 3\.11 or newer is needed, but \S+ is Python 3\.9\.1: .*\n", done.stderr)


def test_a_python_without_venv_is_named_with_what_to_install(make_python) -> None:
    bare = make_python('case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    done = shell("make_venv", PYTHON=bare)
    assert done.returncode == 2
    assert "has no venv module" in done.stderr and "python3-venv" in done.stderr


def test_a_failed_installation_is_one_sentence_and_is_not_taken_for_done(make_python, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    Path(make_python("echo 'ERROR: No matching distribution found'; exit 1")).rename(tmp_path / "bin" / "python")
    done = shell(f"VENV={tmp_path}; install_lock requirements.txt")
    assert done.returncode == 2
    sentence = "requirements.txt could not be installed, is there a network? ERROR: No matching distribution found"
    assert sentence in done.stderr
    assert not (tmp_path / ".installed-requirements.txt").exists()


def test_a_lock_that_is_installed_is_not_installed_again(make_python, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    Path(make_python(f'echo "$*" >> {tmp_path}/calls')).rename(tmp_path / "bin" / "python")
    done = shell(f"VENV={tmp_path}; install_lock requirements.txt; install_lock requirements.txt")
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text().splitlines()
    assert len(calls) == 1 and "--require-hashes" in calls[0]

"""Nothing that a launcher started outlives it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0

# A child that ignores the polite signal, with a grandchild that has left the child's process group.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setpgid(0, 0)
os.write(1, b"%d\\n" % os.getpid())
time.sleep(600)
"""
# What a shell starts in the background inherits an ignored SIGINT: the launcher must not care.
LAUNCHER = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from bin.stack import postgres, sessions
from bin.stack.keeper import Keeper
from pathlib import Path
keeper = Keeper()
folder, scratch = map(Path, sys.argv[1:3])
keeper.remove_at_end(scratch)
server, process = postgres.start(postgres.prepare(folder, throw_away=True), keeper)
child = keeper.start([sys.executable, "-c", sys.argv[3]], stdout=subprocess.PIPE, text=True)
print(process.pid, child.stdout.readline().strip(), child.stdout.readline().strip(), flush=True)
time.sleep(600) if sys.argv[4] == "wait" else keeper.close()
"""


@pytest.fixture
def launch(tmp_path: Path) -> Callable[[str], tuple[subprocess.Popen, list[int], Path]]:
    def start(then: str) -> tuple[subprocess.Popen, list[int], Path]:
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        command = [sys.executable, "-c", LAUNCHER, str(tmp_path / "postgres"), str(scratch), STUBBORN, then]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        launcher = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        return launcher, [int(word) for word in launcher.stdout.readline().split()], scratch

    return start


def living(pids: list[int]) -> list[int]:
    return [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


def wait_for_the_end_of(pids: list[int]) -> list[int]:
    deadline = time.monotonic() + PATIENCE
    while living(pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    return living(pids)


def test_a_killed_launcher_leaves_no_process_and_no_temporary_folder(launch) -> None:
    launcher, pids, scratch = launch("wait")
    assert len(pids) == 3 and living(pids) == pids

    launcher.kill()

    assert wait_for_the_end_of(pids) == []
    deadline = time.monotonic() + PATIENCE
    while scratch.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not scratch.exists()


def test_a_launcher_that_ends_by_itself_leaves_no_process(launch) -> None:
    launcher, pids, _ = launch("close")

    assert launcher.wait(PATIENCE) == 0
    assert living(pids) == []


def test_an_interrupted_launcher_leaves_no_process(launch) -> None:
    launcher, pids, _ = launch("wait")

    launcher.send_signal(signal.SIGINT)

    assert wait_for_the_end_of(pids) == []

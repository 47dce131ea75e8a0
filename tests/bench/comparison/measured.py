"""What a piece of work took: seconds of CPU and of the clock, and the most memory, of a program and of the Postgres
that it asks.

The memory of a program is VmHWM, the most it ever held; that of Postgres what its processes held for themselves, looked
at fifty times a second: its shared buffers are as big as they are set up to be, whatever is done.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine

ROOT = Path(__file__).parents[3]
_EVERY = 0.02


@dataclass(frozen=True)
class Cost:
    """Seconds and MB; `said` is what the program printed."""

    cpu: float
    wall: float
    client_mb: float
    server_mb: float = 0
    said: str = ""

    @property
    def peak_mb(self) -> float:
        return self.client_mb + self.server_mb


@dataclass
class _Looks:
    """What was seen of one process, or of several, since the looking began."""

    most_kb: int = 0
    over: threading.Event = field(default_factory=threading.Event)


def program(command: list[str], environment: Mapping[str, str] | None = None) -> Cost:
    """A program from its start to its end. Raises RuntimeError where it fails."""
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complaint:
        running = subprocess.Popen(command, stdout=said, stderr=complaint, env=environment, cwd=ROOT)
        with _looked(lambda: _kb(running.pid, "VmHWM")) as looks:
            _, status, used = os.wait4(running.pid, 0)
        wall, running.returncode = time.monotonic() - start, os.waitstatus_to_exitcode(status)
        said.seek(0), complaint.seek(0)
        if running.returncode:
            raise RuntimeError(f"{command[0]} ended with {running.returncode}: {complaint.read()[-2000:]}")
        return Cost(used.ru_utime + used.ru_stime, wall, looks.most_kb / 1024, 0, said.read())


def product(module: str, *arguments: str) -> Cost:
    """A module of ours as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])}
    return program([sys.executable, "-m", module, *arguments], environment)


def step(engine: Engine, module: str, *arguments: str) -> Cost:
    """A step of the product as a process of its own, with what Postgres does for it meanwhile. The process prints what
    `timed` gives as the last line."""
    with server_of(engine) as server:
        done = product(module, *arguments)
    told = json.loads(done.said.splitlines()[-1])
    return Cost(told["cpu"] + server.cpu, told["wall"], told["mb"], server.mb, told["said"])


def timed(work: Callable[[], Any]) -> dict[str, Any]:
    """What the work took of this process, the start of Python and its imports left out, and what it gave."""
    start, clock = time.process_time(), time.monotonic()
    said = work()
    cpu, wall = time.process_time() - start, time.monotonic() - clock
    return {"cpu": cpu, "wall": wall, "mb": _kb(os.getpid(), "VmHWM") / 1024, "said": said}


@dataclass
class Server:
    """Seconds of CPU of all its processes, those that ended among them, and the most MB that they held beyond what they
    hold at rest."""

    cpu: float = 0
    mb: float = 0


@contextmanager
def server_of(engine: Engine) -> Iterator[Server]:
    """What the server does while the block runs."""
    with engine.connect() as connection:
        backend = psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        postmaster, found = backend.parent(), Server()
    assert postmaster is not None
    before = _cpu_of(postmaster)
    idle = _held(postmaster)
    with _looked(lambda: _held(postmaster) - idle) as looks:
        yield found
    found.cpu, found.mb = _cpu_of(postmaster) - before, looks.most_kb / 1024


def _cpu_of(postmaster: psutil.Process) -> float:
    """That of its processes, with those that ended: these are in the postmaster's own account."""
    own = postmaster.cpu_times()
    ended = own.user + own.system + own.children_user + own.children_system
    return float(ended + sum(_seconds(child) for child in postmaster.children()))


def _held(postmaster: psutil.Process) -> int:
    return sum(_kb(child.pid, "RssAnon") for child in postmaster.children())


def _seconds(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0
    return float(used.user + used.system)


@contextmanager
def _looked(look: Callable[[], int]) -> Iterator[_Looks]:
    """Look again and again while the block runs."""
    looks = _Looks()

    def watch() -> None:
        while not looks.over.wait(_EVERY):
            looks.most_kb = max(looks.most_kb, look())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield looks
    finally:
        looks.over.set()
        watcher.join()


def _kb(pid: int, name: str) -> int:
    """A line of /proc/<pid>/status; 0 of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)

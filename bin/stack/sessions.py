"""Ending whole process sessions: a program, its children and theirs, even when they changed their process group."""

import os
import signal
import time
from collections.abc import Iterable

import psutil

PATIENCE_SECONDS = 10.0
_KILLED_SECONDS = 10.0
"""A process that a signal cannot end by then waits for its disk or its host: nobody can."""
_POLL_SECONDS = 0.05


def members(sessions: Iterable[int]) -> list[int]:
    """Give the ids of all living processes in the given sessions (a session's id is its first process's id)."""
    wanted = set(sessions)
    return [pid for pid in psutil.pids() if _session_of(pid) in wanted and _is_alive(pid)]


def end(session: int, polite: int = signal.SIGTERM, patience: float = PATIENCE_SECONDS) -> None:
    """End every process of one session: the polite signal first, after ``patience`` seconds SIGKILL."""
    end_all([session], polite, patience)


def end_all(sessions: Iterable[int], polite: int = signal.SIGTERM, patience: float = PATIENCE_SECONDS) -> None:
    """End several sessions at the same time, so that their patience does not add up."""
    wanted = list(sessions)
    _send(members(wanted), polite)
    deadline = time.monotonic() + patience
    while members(wanted) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    deadline = time.monotonic() + _KILLED_SECONDS
    while (left := members(wanted)) and time.monotonic() < deadline:
        _send(left, signal.SIGKILL)
        time.sleep(_POLL_SECONDS)


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _is_alive(pid: int) -> bool:
    """Tell whether a process still runs: a zombie only waits for its parent, no signal can end it further."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _send(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue

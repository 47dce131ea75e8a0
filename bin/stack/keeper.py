"""A watchdog that outlives its launcher: when the launcher is gone, whatever it started is ended.

The launcher holds the writing end of a pipe and names on it each session it starts. The operating system closes that
end when the launcher ends in any way, ``kill -9`` included; the keeper then reads end-of-file and ends what is still
named.
"""

import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from bin.stack import sessions

ROOT = Path(__file__).resolve().parents[2]
_END_SECONDS = 60
"""Longer than the watchdog takes to end two sessions that do not want to; it goes on without us."""


class Keeper:
    """The launcher's side: starts programs in sessions of their own and has the watchdog know of each."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bin.stack.keeper"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT, start_new_session=True, text=True)
        assert self._process.stdin is not None
        self._pipe = self._process.stdin

    def start(self, command: list[str], *, polite: int = signal.SIGTERM, **options: Any) -> subprocess.Popen[Any]:
        """Start a program in a session of its own; ``options`` are those of ``subprocess.Popen``."""
        child: subprocess.Popen[Any] = subprocess.Popen(command, start_new_session=True, **options)
        self._say("session", str(child.pid), str(int(polite)))
        return child

    def forget(self, child: subprocess.Popen[Any]) -> None:
        """Tell the watchdog that this program has ended (its number may be used again by the system)."""
        self._say("forget", str(child.pid))

    def remove_at_end(self, folder: Path) -> None:
        """Have a temporary folder deleted when the launcher is gone."""
        self._say("folder", str(folder))

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End everything that is still named, and the watchdog itself."""
        self._pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)

    def _say(self, *words: str) -> None:
        self._pipe.write("\t".join(words) + "\n")
        self._pipe.flush()


def watch() -> None:
    """The watchdog's side: listen until the launcher is gone, then end its sessions, newest first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    started: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        kind, *words = line.rstrip("\n").split("\t")
        if kind == "session":
            started[int(words[0])] = int(words[1])
        elif kind == "forget":
            started.pop(int(words[0]), None)
        elif kind == "folder":
            folders.append(words[0])
    end_in_order(started)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def end_in_order(started: dict[int, int]) -> None:
    """End sessions (id: polite signal) as they depend on each other: the first one started, the database, goes last."""
    first, *others = started or (None,)
    sessions.end_all(others)
    if first is not None:
        sessions.end(first, started[first])


if __name__ == "__main__":
    watch()

"""Starting programs one after the other, watching them, and ending all of them together."""

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bin.stack.errors import StackError
from bin.stack.keeper import Keeper
from bin.stack.places import ROOT

_POLL_SECONDS = 0.3
_STEP_SECONDS = 30 * 60
_TAIL_LINES = 12


class Supervisor:
    """The programs of one stack. Each writes to ``<logs>/<name>.log``; the end of one is the end of all."""

    def __init__(self, keeper: Keeper, logs: Path) -> None:
        self._keeper = keeper
        self._logs = logs
        self._running: dict[str, tuple[subprocess.Popen[Any], Path]] = {}

    def adopt(self, name: str, process: subprocess.Popen[Any], log: Path) -> None:
        """Watch a program that the keeper has started already."""
        self._running[name] = (process, log)

    def start(
        self, name: str, command: list[str], environment: Mapping[str, str], **options: Any
    ) -> subprocess.Popen[Any]:
        """Start a program that is to run until the stack ends."""
        with self.log(name).open("wb") as log:
            streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options}
            process = self._keeper.start(command, env=dict(environment), cwd=ROOT, **streams)
        self.adopt(name, process, self.log(name))
        return process

    def run(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Run a program to its end; raises ``StackError`` when it fails or takes too long."""
        with self.log(name).open("wb") as log:
            process = self._keeper.start(
                command, env=dict(environment), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            process.wait(_STEP_SECONDS)
        except subprocess.TimeoutExpired:
            raise StackError(
                f"{name} did not end within {_STEP_SECONDS // 60} minutes:\n{tail(self.log(name))}"
            ) from None
        self._keeper.forget(process)
        if process.returncode:
            raise StackError(f"{name} failed:\n{tail(self.log(name))}")

    def check(self) -> None:
        """Raise ``StackError`` when a program, or the watchdog over them, has ended."""
        for name, (process, log) in self._running.items():
            if (code := process.poll()) is not None:
                raise StackError(f"{name} ended by itself ({_describe(code)}):\n{tail(log)}")
        if not self._keeper.is_alive():
            raise StackError("The watchdog that ends all programs was killed, so everything is ended now.")

    def wait_until(self, ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait until ``ready()``, while all programs run; raises ``StackError`` after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise StackError(f"{what} did not answer within {seconds:.0f} s; the logs are in {self._logs}.")
            time.sleep(_POLL_SECONDS)

    def watch(self) -> None:
        """Watch until a program ends by itself, which raises ``StackError``."""
        while True:
            self.check()
            time.sleep(_POLL_SECONDS)

    def log(self, name: str) -> Path:
        self._logs.mkdir(parents=True, exist_ok=True)
        return self._logs / f"{name}.log"


def tail(log: Path) -> str:
    """Give the last lines of a log, and where the rest is."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join([*(f"  {line}" for line in lines[-_TAIL_LINES:]), f"  (log: {log})"])


def _describe(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"

"""The simulated exchange as the demo uses it: started as a program, read through its files and its own paths."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import requests

from bin.stack.errors import StackError
from bin.stack.places import Places
from bin.stack.supervisor import Supervisor, tail

DEMO = ("demo",)
"""Name and options of the world that the demo has."""
_START_SECONDS = 60.0
_REQUEST_SECONDS = 10
_NAME = "simulator"


@dataclass(frozen=True)
class Simulator:
    """A running simulated exchange: its address and the folder of its files."""

    url: str
    folder: Path

    @property
    def accounts_file(self) -> Path:
        return self.folder / "accounts.toml"

    @property
    def truth_file(self) -> Path:
        return self.folder / "truth.json"

    def connections(self) -> dict[str, str]:
        """Give the environment variables of its keys and of its fake Discord."""
        lines = (self.folder / "connections.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line)

    def discord_messages(self) -> list[Mapping[str, Any]]:
        """Give the payloads that the fake Discord has received."""
        with requests.Session() as session:
            session.trust_env = False
            return list(session.get(f"{self.url}/_sim/discord", timeout=_REQUEST_SECONDS).json())

    def list_late_records(self) -> int:
        """Make it list, from now on, the records it has held back; gives how many there were."""
        return int(self._do("late")["listed"])

    def go_to_next_midnight(self) -> date | None:
        """Move its clock to the next midnight at which wallets are read; gives the day that it ends, None once the
        clock is right again."""
        day = self._do("midnight")["day"]
        return date.fromisoformat(day) if day else None

    def _do(self, name: str) -> Mapping[str, Any]:
        with requests.Session() as session:
            session.trust_env = False
            told: Mapping[str, Any] = session.post(f"{self.url}/_sim/{name}", timeout=_REQUEST_SECONDS).json()
            return told


def start(
    places: Places, programs: Supervisor, environment: Mapping[str, str], days: int, world: Sequence[str] = DEMO
) -> Simulator:
    """Start it over a made-up world of some days that ends with the newest settled one; raises ``StackError``."""
    world = ["--world", *world, "--days", str(days), "--write", str(places.simulator)]
    command = [sys.executable, "-m", "tests.simulator", "--port", str(places.simulator_port), *world]
    process = programs.start(_NAME, command, environment, stdout=subprocess.PIPE)
    ready = json.loads(_first_line(process, programs))
    return Simulator(ready["url"], places.simulator)


def _first_line(process: subprocess.Popen[Any], programs: Supervisor) -> bytes:
    deadline, output = time.monotonic() + _START_SECONDS, process.stdout
    assert output is not None, "it was started with a pipe"
    while time.monotonic() < deadline:
        if select.select([output], [], [], 1.0)[0]:
            if line := bytes(output.readline()):
                return line
            raise StackError(f"The simulator ended at once:\n{tail(programs.log(_NAME))}")
    raise StackError(f"The simulator did not start:\n{tail(programs.log(_NAME))}")

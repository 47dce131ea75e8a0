"""The Docker engine of the trials: the one that answers, else one of its own, which ends with the trials."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from bin.stack.errors import StackError
from bin.stack.keeper import Keeper

_START_SECONDS = 60


def ensure(keeper: Keeper, folder: Path) -> None:
    """Have `docker` and `docker compose` reach an engine; raises ``StackError`` where there is none to have."""
    if not _answers():
        _start(keeper, folder)
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        raise StackError("docker compose is missing: install Compose 2.17 or newer.")


def _answers() -> bool:
    try:
        return subprocess.run(["docker", "info"], capture_output=True).returncode == 0
    except FileNotFoundError:
        raise StackError("docker is missing: install Docker (Debian: apt-get install docker.io).") from None


def _start(keeper: Keeper, folder: Path) -> None:
    daemon = shutil.which("dockerd", path=f"{os.environ['PATH']}:/usr/sbin")
    if daemon is None or os.getuid():
        raise StackError("No Docker engine answers, and to start one takes dockerd and root.")
    folder.mkdir(parents=True, exist_ok=True)
    address = f"unix://{folder}/docker.sock"
    places = ["--data-root", folder / "data", "--exec-root", folder / "exec", "--pidfile", folder / "pid"]
    with (folder / "log").open("wb") as log:
        keeper.start([daemon, *map(str, places), "--host", address], stdout=log, stderr=log)
    os.environ["DOCKER_HOST"] = address
    deadline = time.monotonic() + _START_SECONDS
    while not _answers():
        if time.monotonic() > deadline:
            raise StackError(f"The Docker engine did not start: see {folder}/log.")
        time.sleep(1)

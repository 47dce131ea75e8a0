"""Where one stack keeps its files and listens: the data folder, its sub-folders and the ports."""

import fcntl
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bin.stack.errors import StackError

ROOT = Path(__file__).resolve().parents[2]
AIRFLOW_PORT = "BINRECON_AIRFLOW_PORT"
POSTGRES_PORT = "BINRECON_POSTGRES_PORT"
SIMULATOR_PORT = "BINRECON_SIMULATOR_PORT"


@dataclass(frozen=True)
class Places:
    """The folders of one stack (``up`` or ``demo``) and the ports of its servers."""

    home: Path
    airflow_port: int
    postgres_port: int
    simulator_port: int

    @property
    def airflow(self) -> Path:
        return self.home / "airflow"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def reports(self) -> Path:
        return self.home / "reports"

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def simulator(self) -> Path:
        return self.home / "simulator"

    @property
    def credentials(self) -> Path:
        return self.home / "credentials.json"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.airflow_port}"


def data_folder() -> Path:
    """Give ``BINRECON_DATA`` or ``.data`` in the checkout, made when missing."""
    folder = Path(os.environ.get("BINRECON_DATA") or ROOT / ".data").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(f"The data folder {folder} (BINRECON_DATA) cannot be made: {error.strerror}.") from error
    return folder


def choose(home: Path, default_airflow_port: int | None = None) -> Places:
    """Settle the ports: those that are set, checked to be free, and free ones for the rest."""
    taken: list[int] = []
    for variable, default in ((AIRFLOW_PORT, default_airflow_port), (POSTGRES_PORT, None), (SIMULATOR_PORT, None)):
        taken.append(_port(variable, default, taken))
    return Places(home, *taken)


def lock(home: Path) -> IO[str]:
    """Hold the stack's folder for this process; raises ``StackError`` when another one holds it.

    The lock belongs to the open file: it ends with the process, so none is ever stale.
    """
    file = home.with_name(f"{home.name}.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        raise StackError(
            f"Process {holder} already runs on {home}: end it first, or set BINRECON_DATA to another folder."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def is_free(port: int) -> bool:
    """Tell whether a server can listen on this port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(taken: list[int]) -> int:
    """Give a port of the loopback address that nobody listens on and that is not in ``taken``."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port


def _port(variable: str, default: int | None, taken: list[int]) -> int:
    text = os.environ.get(variable) or (str(default) if default else "")
    if not text:
        return free_port(taken)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise StackError(f"{variable} must be a port number from 1 to 65535, but is {text!r}.")
    if int(text) in taken:
        raise StackError(f"{variable} names port {text}, which another setting names too.")
    if not is_free(int(text)):
        remedy = f"end what listens there, or set {variable} to another one"
        raise StackError(f"Port {text} ({variable}) is in use: {remedy}.")
    return int(text)

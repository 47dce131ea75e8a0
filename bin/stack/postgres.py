"""One embedded Postgres server: made once, started on loopback only, ended with its launcher."""

import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bin.stack import binaries
from bin.stack.errors import StackError
from bin.stack.keeper import Keeper
from bin.stack.places import free_port

SUPERUSER = "postgres"
_START_SECONDS = 15.0
_RETRY_SECONDS = 0.2
_ANSWER_SECONDS = 0.05
_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 20 * 60
_PROGRAM_SECONDS = 5 * 60
# TCP on loopback only: without a Unix socket there is no path that could be too long or writable by others.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A random password of 24 bytes needs no thousands of rounds of hashing at every login.
_THROW_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
}
_FAST_LOGINS = {"scram_iterations": "1"}
_KNOWS_FAST_LOGINS = 16
"""The first version with that setting, and with settings given to initdb."""


@dataclass(frozen=True)
class Server:
    """A server that answers: where, and the superuser's password."""

    port: int
    password: str = field(repr=False)
    host: str = "127.0.0.1"
    user: str = SUPERUSER

    def url(self, database: str, user: str, password: str) -> str:
        """Give the SQLAlchemy URL (psycopg 3) of one database for one login."""
        return f"postgresql+psycopg://{user}:{password}@{self.host}:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Open an autocommit connection as superuser."""
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            autocommit=True,
            # Something else that listens on the port may take the connection and never answer.
            connect_timeout=_CONNECT_SECONDS,
            options=f"-c statement_timeout={_STATEMENT_SECONDS}s",
        )


@dataclass(frozen=True)
class Cluster:
    """The files of one server, under a folder that the server's user can reach."""

    folder: Path
    programs: Path
    throw_away: bool = False

    @property
    def settings(self) -> dict[str, str]:
        """What the server is told besides its port."""
        return {**_SETTINGS, **(_THROW_AWAY | self.fast_logins if self.throw_away else {})}

    @property
    def fast_logins(self) -> dict[str, str]:
        """What spares rounds of hashing, where the server knows it."""
        return _FAST_LOGINS if binaries.version_of(self.programs) >= _KNOWS_FAST_LOGINS else {}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def password_file(self) -> Path:
        return self.folder / "superuser.password"


def prepare(folder: Path, throw_away: bool = False) -> Cluster:
    """Find or make a cluster in ``folder``; a half-made one, from a launcher that was killed, is made again.

    ``throw_away`` trades the safety of the data after a power cut for speed: for tests and the demo.
    """
    place = binaries.reachable_folder(folder)
    cluster = Cluster(place, binaries.reachable_programs(place), throw_away)
    if not cluster.password_file.exists():
        _initialise(cluster)
    return cluster


def start(cluster: Cluster, keeper: Keeper, port: int | None = None) -> tuple[Server, subprocess.Popen[Any]]:
    """Start the server on ``127.0.0.1:port`` (``None``: any free port) and wait until it answers.

    After a kill the last server's backends hold its memory for a second or two, and a start is refused meanwhile; so it
    is tried again for some seconds. Raises ``StackError`` when it does not come up.
    """
    password = cluster.password_file.read_text()
    deadline = time.monotonic() + _START_SECONDS
    while True:
        forget_dead_server(cluster)
        server = Server(port or free_port([]), password)
        process = _launch(cluster, keeper, server.port)
        if _wait_until_answers(server, process, deadline):
            return server, process
        if time.monotonic() > deadline:
            raise StackError(f"Postgres did not start on port {server.port}: {last_line(cluster.log)} ({cluster.log})")
        keeper.forget(process)
        time.sleep(_RETRY_SECONDS)


def forget_dead_server(cluster: Cluster) -> None:
    """Remove the mark of a server that was killed and whose parent has not taken notice.

    Postgres takes such a zombie for a living server and refuses to start as long as it is there: for ever, in a
    container whose first process never waits for others. The mark stays while any process works in the data folder.
    """
    mark = cluster.data / "postmaster.pid"
    if mark.exists() and not any(_works_in(process, cluster.data) for process in psutil.process_iter()):
        mark.unlink(missing_ok=True)


def last_line(log: Path) -> str:
    """Give the last line of a log, or say that there is none."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it left no message"


def _initialise(cluster: Cluster) -> None:
    password = secrets.token_urlsafe(24)
    partial = cluster.folder / "superuser.password.new"
    # The password file gets its name last: without it nothing was ever stored here, only a killed initdb's leftovers.
    shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.data.mkdir(mode=0o700)
    partial.touch(mode=0o600)
    partial.write_text(password)
    for path in (cluster.data, partial):
        binaries.give(path)
    options = ["-U", SUPERUSER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    if cluster.throw_away:
        options += ["--no-sync", *_as_options(cluster.fast_logins)]
    _run([str(cluster.programs / "initdb"), "-D", str(cluster.data), f"--pwfile={partial}", *options])
    binaries.take_back(partial)
    partial.rename(cluster.password_file)


def _run(command: list[str]) -> None:
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command, **binaries.run_as(), cwd="/", capture_output=True, text=True, timeout=_PROGRAM_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise StackError(f"{name} did not end within {_PROGRAM_SECONDS // 60} minutes.") from None
    if done.returncode:
        message = (done.stderr or done.stdout).strip().splitlines()
        raise StackError(f"{name} failed: {message[-1] if message else done.returncode}")


def _launch(cluster: Cluster, keeper: Keeper, port: int) -> subprocess.Popen[Any]:
    options = _as_options({**cluster.settings, "port": str(port)})
    cluster.log.touch(mode=0o600)
    with cluster.log.open("ab") as log:
        return keeper.start(
            [str(cluster.programs / "postgres"), "-D", str(cluster.data), *options],
            polite=signal.SIGINT,
            **binaries.run_as(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _as_options(settings: dict[str, str]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _wait_until_answers(server: Server, process: subprocess.Popen[Any], deadline: float) -> bool:
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.connect().close()
            return True
        except psycopg.OperationalError:
            time.sleep(_ANSWER_SECONDS)
    return False


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == folder
    except (psutil.Error, OSError):
        return False

"""The embedded Postgres starts again on what it left, and says why when it cannot."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from bin.stack import binaries, postgres
from bin.stack.errors import StackError
from bin.stack.keeper import Keeper


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postgres") / "cluster"


@pytest.fixture
def start(folder: Path) -> Callable[[], tuple[postgres.Server, int]]:
    """A function that starts the server; killed ones stay zombies, because their process objects are kept."""
    keepers: list[Keeper] = []
    kept: list[object] = []

    def start_once() -> tuple[postgres.Server, int]:
        keepers.append(Keeper())
        server, process = postgres.start(postgres.prepare(folder, throw_away=True), keepers[-1])
        kept.append(process)
        return server, process.pid

    yield start_once
    for keeper in keepers:
        keeper.close()


def test_a_second_start_after_a_kill_finds_the_data_although_the_dead_server_is_a_zombie(start) -> None:
    server, pid = start()
    with server.connect() as connection:
        connection.execute("create table kept as select 7 as value")
    os.kill(pid, signal.SIGKILL)

    again, _ = start()

    with again.connect() as connection:
        assert connection.execute("select value from kept").fetchone() == (7,)


def test_a_running_server_is_not_forgotten(folder: Path, start) -> None:
    start()
    cluster = postgres.prepare(folder, throw_away=True)
    postgres.forget_dead_server(cluster)
    assert (cluster.data / "postmaster.pid").exists()


def test_a_half_made_cluster_is_made_again(folder: Path, start) -> None:
    half_made = postgres.Cluster(binaries.reachable_folder(folder), Path())
    half_made.data.mkdir()
    (half_made.data / "PG_VERSION").write_text("18")

    server, _ = start()

    with server.connect() as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_it_listens_on_loopback_only_and_asks_for_a_password(start) -> None:
    server, _ = start()
    with server.connect() as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("show unix_socket_directories").fetchone() == ("",)
        methods = connection.execute("select distinct auth_method from pg_hba_file_rules").fetchall()
    assert methods == [("scram-sha-256",)]


def test_the_superusers_password_is_readable_by_its_owner_only(folder: Path, start) -> None:
    start()
    password = postgres.prepare(folder).password_file.stat()
    assert (password.st_mode & 0o777, password.st_uid) == (0o600, os.geteuid())


def test_a_start_on_a_taken_port_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_START_SECONDS", 0.5)
    keeper = Keeper()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StackError, match=f"did not start on port {taken.getsockname()[1]}"):
            postgres.start(postgres.prepare(folder, throw_away=True), keeper, taken.getsockname()[1])
    keeper.close()


def test_the_servers_user_gets_a_place_it_can_reach_and_no_folder_is_opened_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "server_user", lambda: "nobody")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    wanted = closed / "postgres"

    place = binaries.reachable_folder(wanted)

    assert binaries.is_reachable(place) and not binaries.is_reachable(wanted)
    assert binaries.reachable_folder(wanted) == place
    assert closed.stat().st_mode & 0o777 == 0o700
    place.rmdir()


def test_programs_that_the_servers_user_cannot_reach_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "is_reachable", lambda path: False)

    programs = binaries.reachable_programs(tmp_path)

    assert programs == tmp_path / "programs" / "bin"
    assert os.access(programs / "postgres", os.X_OK) and (tmp_path / "programs" / "share").is_dir()
    made = (programs / "postgres").stat().st_ino
    assert binaries.reachable_programs(tmp_path) == programs and (programs / "postgres").stat().st_ino == made

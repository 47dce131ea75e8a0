"""Ports, the data folder and the lock: what is wrong with them is said in one sentence that names the setting."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bin.stack import places
from bin.stack.errors import StackError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (places.AIRFLOW_PORT, places.POSTGRES_PORT, places.SIMULATOR_PORT):
        monkeypatch.delenv(variable, raising=False)


def test_ports_that_are_not_set_are_free_and_different(tmp_path: Path) -> None:
    chosen = places.choose(tmp_path)
    ports = {chosen.airflow_port, chosen.postgres_port, chosen.simulator_port}
    assert len(ports) == 3 and all(places.is_free(port) for port in ports)


def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv(places.AIRFLOW_PORT, str(port))
        sentence = rf"Port {port} \(BINRECON_AIRFLOW_PORT\) is in use: .* set BINRECON_AIRFLOW_PORT"
        with pytest.raises(StackError, match=sentence):
            places.choose(tmp_path)


@pytest.mark.parametrize("text", ["0", "65536", "80a", "-1", " 80", "٨٠"])
def test_a_port_that_is_no_port_is_refused(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.POSTGRES_PORT, text)
    with pytest.raises(StackError, match="BINRECON_POSTGRES_PORT must be a port number"):
        places.choose(tmp_path)


def test_two_settings_may_not_name_one_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = str(places.free_port([]))
    monkeypatch.setenv(places.AIRFLOW_PORT, port)
    monkeypatch.setenv(places.SIMULATOR_PORT, port)
    with pytest.raises(StackError, match=f"BINRECON_SIMULATOR_PORT names port {port}, which another setting names too"):
        places.choose(tmp_path)


def test_a_folder_in_use_names_the_process_that_uses_it(tmp_path: Path) -> None:
    holder = hold(tmp_path / "up")
    with pytest.raises(StackError, match=f"Process {holder.pid} already runs on {tmp_path}/up"):
        places.lock(tmp_path / "up")
    holder.kill()
    holder.wait()


def test_the_lock_of_a_killed_process_does_not_stay(tmp_path: Path) -> None:
    holder = hold(tmp_path / "up")
    holder.kill()
    holder.wait()
    places.lock(tmp_path / "up").close()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BINRECON_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(StackError, match="BINRECON_DATA"):
        places.data_folder()


def hold(home: Path) -> subprocess.Popen:
    """Start a process that holds the lock of a folder, and wait until it does."""
    script = "import sys, time; from pathlib import Path; from bin.stack import places\n"
    script += "held = places.lock(Path(sys.argv[1])); print('held', flush=True); time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", script, str(home)], cwd=ROOT, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    return holder

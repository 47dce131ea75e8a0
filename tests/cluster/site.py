"""The folder an operator would have: the bundle as it is committed, a filled .env, an accounts file; and compose."""

import base64
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bin.stack.errors import StackError
from bin.stack.places import ROOT, free_port

PROJECT = "binrecon-trial"
WORKERS = 2
_UID = "12345"
"""Of nobody in any image: whatever user an operator has must do."""
_UP_SECONDS = 900


@dataclass(frozen=True)
class Site:
    """A cluster's folder and what stands in its .env."""

    folder: Path
    settings: Mapping[str, str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings['AIRFLOW_PORT']}"

    @property
    def secrets(self) -> dict[str, str]:
        """Every value of .env that must be read nowhere."""
        return {name: value for name, value in self.settings.items() if re.search("PASSWORD|KEY|SECRET", name)}

    def url(self, login: str, password: str, database: str) -> str:
        port = self.settings["TRIAL_POSTGRES_PORT"]
        return f"postgresql+psycopg://{login}:{self.settings[password]}@127.0.0.1:{port}/{database}"

    def compose(self, *words: str, given: str | None = None, may_fail: bool = False) -> str:
        """Run `docker compose` here and give what it printed; raises ``StackError`` with the end of it."""
        command = ["docker", "compose", "--project-name", PROJECT, *words]
        done = subprocess.run(
            command, cwd=self.folder, input=given, capture_output=True, text=True, timeout=_UP_SECONDS
        )
        if done.returncode and not may_fail:
            raise StackError(f"docker compose {' '.join(words)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def up(self, *services: str) -> None:
        """As the documentation has it, with the workers of the trials."""
        scale = [] if services else ["--scale", f"airflow-worker={WORKERS}"]
        self.compose("up", "--detach", "--wait", *scale, *services)


def lay_out(folder: Path) -> Site:
    """Make the folder from what is committed, with new passwords; volumes of an earlier trial are dropped."""
    if (folder / ".env").exists():
        subprocess.run(
            ["docker", "compose", "--project-name", PROJECT, "down", "--volumes", "--remove-orphans"],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, tracked.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copy(Path(__file__).with_name("override.yaml"), folder / "docker-compose.override.yaml")
    _make_certificate(folder / "exchange")
    settings = _settings((folder / ".env.example").read_text())
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    (folder / ".env").chmod(0o600)
    return Site(folder, settings)


def _settings(example: str) -> dict[str, str]:
    """The example filled in as it says, and what the override reads."""
    settings = dict(re.findall(r"^(\w+)=(.*)$", example, flags=re.MULTILINE))
    filled = {name: value or secrets.token_hex(24) for name, value in settings.items()}
    filled["AIRFLOW_FERNET_KEY"] = base64.urlsafe_b64encode(os.urandom(32)).decode()
    page = free_port(())
    ports = {"AIRFLOW_PORT": str(page), "TRIAL_POSTGRES_PORT": str(free_port((page,)))}
    filled["AIRFLOW_SLOTS"] = str(WORKERS * int(filled["AIRFLOW_WORKER_SLOTS"]))
    return {**filled, **ports, "AIRFLOW_UID": _UID, "TRIAL_UID": str(os.getuid())}


def _make_certificate(folder: Path) -> None:
    """One that signed itself, for the simulator's name: whoever is given it trusts the simulator and nobody else."""
    folder.mkdir()
    names = ["-subj", "/CN=simulator", "-addext", "subjectAltName=DNS:simulator"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "certificate.pem").chmod(0o644)

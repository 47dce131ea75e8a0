"""Installs the tools that people would reach for into a folder of their own; one that cannot be had is named as absent.

From PyPI come the versions and hashes of rivals.txt, from Debian what the machine's release holds, unpacked and not
installed. Nothing of the system or of the product's environment is changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PINS = Path(__file__).with_name("rivals.txt")
OF_PYTHON = ("polars", "duckdb", "beancount")
OF_DEBIAN = ("ledger", "hledger")
_LIBRARIES = ("libboost-filesystem", "libboost-iostreams", "libboost-python", "libboost-regex", "libmpfr", "libpython3")
"""What ledger is linked with beside the libraries of every Debian."""
_SECONDS = 300
ABSENT = "not installed"


@dataclass(frozen=True)
class Rivals:
    """The tools that are there: the command that begins with each, and its version; why the others are not."""

    commands: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    why_not: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def told(self, name: str) -> str:
        """Its name with its version, or that it is not there."""
        return f"{name} {self.versions[name]}" if name in self.commands else f"{name} ({ABSENT})"


def install(folder: Path) -> Rivals:
    """All that can be had; takes a minute."""
    found = Rivals(environment={**os.environ, "LD_LIBRARY_PATH": str(_libraries(folder))})
    _of_python(folder / "python", found)
    _of_debian(folder / "debian", found)
    return found


def _of_python(folder: Path, found: Rivals) -> None:
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
    why = _failure([sys.executable, "-m", "venv", str(folder)]) or _failure([*pip, "-r", str(PINS)])
    for name in OF_PYTHON:
        _settle(found, name, why, [python], ["-c", f"from importlib.metadata import version; print(version('{name}'))"])


def _of_debian(folder: Path, found: Rivals) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        found.why_not.update(dict.fromkeys(OF_DEBIAN, "no Debian"))
        return
    folder.mkdir(parents=True)
    for name in OF_DEBIAN:
        why = _unpacked(folder, name)
        _settle(found, name, why, [str(folder / "usr" / "bin" / name)], ["--version"])


def _unpacked(folder: Path, name: str) -> str:
    """Download a package with the libraries it names and unpack them; gives why that failed, or nothing."""
    wanted = [name, *_depends(name)]
    why = _failure(["apt-get", "download", *wanted], folder)
    if why:
        return why
    return "".join(_failure(["dpkg-deb", "-x", str(one), str(folder)]) for one in sorted(folder.glob("*.deb")))


def _depends(name: str) -> list[str]:
    told = subprocess.run(["apt-cache", "depends", name], capture_output=True, text=True, timeout=_SECONDS).stdout
    words = [line.split()[-1] for line in told.splitlines() if line.strip().startswith("Depends:")]
    return [word for word in words if word.startswith(_LIBRARIES)]


def _libraries(folder: Path) -> str:
    inside = folder / "debian" / "usr" / "lib"
    return os.pathsep.join(str(place) for place in (inside / "ledger", inside / f"{os.uname().machine}-linux-gnu"))


def _settle(found: Rivals, name: str, why: str, command: list[str], asking: list[str]) -> None:
    """Whether it runs, which its version tells."""
    if not why:
        try:
            asked = [*command, *asking]
            told = subprocess.run(asked, capture_output=True, text=True, timeout=_SECONDS, env=found.environment)
            why = "" if told.returncode == 0 else told.stderr.strip()[-200:]
        except OSError as error:
            why = str(error)
    if why:
        found.why_not[name] = why
    else:
        found.commands[name] = command
        found.versions[name] = _version(told.stdout)


def _version(told: str) -> str:
    """The first word of the first line that begins as a number does."""
    words = told.splitlines()[0].replace(",", " ").split()
    return next((word for word in words if word[0].isdigit()), "?")


def _failure(command: list[str], folder: Path | None = None) -> str:
    """Run it; gives the last line of what it complains of where it fails, else nothing."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["failed"])[-1]

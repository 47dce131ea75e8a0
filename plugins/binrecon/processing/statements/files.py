"""Find and read dropped files: only below the folder set aside for statements, never through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from binrecon.domain.statements import StatementError
from binrecon.processing.statements.archive import MOST_TOGETHER

SUFFIXES = (".csv", ".zip")
MOST_FILES = 500


def files_of(folder: Path, given: str) -> list[str]:
    """The files that `given` names, relative to the folder and in order: a file itself, or the CSV and ZIP files right
    in a folder. Raises StatementError for a path that leads out of the folder or through a link, and for one without
    files."""
    path = _inside(folder, given)
    if not path.is_dir():
        return [str(path.relative_to(folder))]
    entries = sorted(path.iterdir())
    found = [
        entry for entry in entries if entry.suffix.lower() in SUFFIXES and entry.is_file() and not entry.is_symlink()
    ]
    if not 0 < len(found) <= MOST_FILES:
        raise StatementError(
            f"{given!r}: {len(found)} CSV and ZIP files; from 1 to {MOST_FILES} are imported in one run"
        )
    return [str(_inside(folder, str(entry.relative_to(folder))).relative_to(folder)) for entry in found]


def read_file(folder: Path, given: str) -> bytes:
    """The bytes of one file below the folder. Raises StatementError for a path as above and for a file that is too
    large or no plain file."""
    path = _inside(folder, given)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise StatementError(f"{given!r} cannot be opened: {error.strerror}") from None
    try:
        return _bytes(handle, given)
    finally:
        os.close(handle)


def _bytes(handle: int, given: str) -> bytes:
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise StatementError(f"{given!r} is no plain file")
    if found.st_size > MOST_TOGETHER:
        raise StatementError(f"{given!r}: {found.st_size} bytes; at most {MOST_TOGETHER} are read")
    with os.fdopen(handle, "rb", closefd=False) as file:
        return file.read(MOST_TOGETHER)


def _inside(folder: Path, given: str) -> Path:
    """The path, which stands below the folder, exists, and is reached without a link."""
    if not given.isprintable() or not given.strip() or "{" in given:  # Airflow would take braces for a template
        raise StatementError(f"not a path: {given[:80]!r}")
    path = folder / given.strip()
    if ".." in path.parts or not path.is_relative_to(folder):
        raise StatementError(f"{given!r} is not below the statements folder {folder}")
    steps = [path, *path.parents]
    if any(step.is_symlink() for step in steps[: steps.index(folder)]):
        raise StatementError(f"{given!r} is reached through a link")
    if not path.exists():
        raise StatementError(f"there is no {given!r} in the statements folder {folder}")
    return path

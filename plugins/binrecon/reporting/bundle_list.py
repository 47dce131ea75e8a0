"""Which bundles lie in an account's folder of the reports: told by their names, and no other file is told of or opened.

Rests on decision 139.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

_NAME = re.compile(r"statement_(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})_(full|bank)_([0-9a-f]{64})\.zip", re.ASCII)
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
"""A name that nothing has, and a link where a folder or a file should be."""


@dataclass(frozen=True)
class ListedBundle:
    """A bundle that was written: its days, both included, edition, reference, bytes, and when it was."""

    name: str
    first: date
    last: date
    edition: str
    reference: str
    size: int
    written_at: datetime


def listed_bundles(account_folder: Path, folder: str) -> list[ListedBundle] | None:
    """The bundles of an account, the newest first. None where its folder of the reports is not there or cannot be read,
    or one of the two is a link: whether there are any is then not known."""
    try:
        account_folder.stat()
        found = list(_bundles(account_folder, folder))
    except OSError:
        return None
    return sorted(found, key=lambda one: (one.written_at, one.name), reverse=True)


def _bundles(account_folder: Path, folder: str) -> Iterator[ListedBundle]:
    """None where there is no such folder: it comes with the first bundle."""
    try:
        handle = _opened(account_folder, folder)
    except FileNotFoundError:
        return
    try:
        with os.scandir(handle) as entries:
            for entry in entries:
                if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    yield from _listed(entry)
    finally:
        os.close(handle)


def _listed(entry: os.DirEntry[str]) -> Iterator[ListedBundle]:
    """Nothing of a name whose days are none, nor of what was removed meanwhile."""
    _, first, last, edition, reference = entry.name.removesuffix(".zip").split("_")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
        told = entry.stat(follow_symlinks=False)
    except (ValueError, FileNotFoundError):
        return
    yield ListedBundle(entry.name, *days, edition, reference, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC))


def open_bundle(folder: Path, name: str) -> tuple[IO[bytes], int] | None:
    """The bundle of this name, open to be read, and its bytes; None where the folder has no regular file of the name. A
    name that is no bundle's is none, and neither is what a link leads to. Raises OSError where it cannot be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        handle = _opened(folder.parent, folder.name, name, last=_FILE)
    except OSError as error:
        if error.errno in _NOT_THERE:
            return None
        raise
    told = os.fstat(handle)
    if not stat.S_ISREG(told.st_mode):
        os.close(handle)
        return None
    return os.fdopen(handle, "rb"), told.st_size


def _opened(top: Path, *below: str, last: int = _FOLDER) -> int:
    """What lies below the folder under these names, open: no part of the way there is a link."""
    handle = os.open(top, _FOLDER)
    for number, name in enumerate(below, 1):
        above = handle
        try:
            handle = os.open(name, last if number == len(below) else _FOLDER, dir_fd=above)
        finally:
            os.close(above)
    return handle

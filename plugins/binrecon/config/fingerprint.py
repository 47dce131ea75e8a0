"""Which code it is that judges: one hash over every module and statement of the bundle as they lie there.

Rests on decision 134.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from binrecon.config.paths import BUNDLE, SQL

_MODULES = BUNDLE / "plugins" / "binrecon"


@cache
def code_fingerprint() -> str:
    """SHA-256 over the modules of the package and the files of include/sql: for each, in the order of its path below
    the root of the bundle, that path, a zero byte, the SHA-256 of its bytes as text, and a line feed."""
    digest = hashlib.sha256()
    for path in sorted(_files(), key=_name):
        digest.update(f"{_name(path)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    yield from _MODULES.rglob("*.py")
    yield from (path for path in SQL.rglob("*") if path.is_file())


def _name(path: Path) -> str:
    return path.relative_to(BUNDLE).as_posix()

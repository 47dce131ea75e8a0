"""The fingerprint of the code that judges: which Python and SQL a verdict was made with.

Rests on decisions 127 and 134.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from binrecon.config.paths import BUNDLE, SQL

PACKAGE = Path(__file__).resolve().parents[1]


@cache
def code_fingerprint() -> str:
    """SHA-256 in 64 hexadecimal digits over every Python file of the package and every file of include/sql, once per
    process: equal where names and contents of all are equal, wherever the bundle lies."""
    return fingerprint_of([*PACKAGE.rglob("*.py"), *(path for path in SQL.rglob("*") if path.is_file())])


def fingerprint_of(files: Iterable[Path]) -> str:
    """The same over these files of the bundle, in the order of their names: of each its path below the root, a zero
    byte, the SHA-256 of its bytes in digits, and a line feed."""
    whole = hashlib.sha256()
    for name, path in sorted((path.relative_to(BUNDLE).as_posix(), path) for path in files):
        whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()

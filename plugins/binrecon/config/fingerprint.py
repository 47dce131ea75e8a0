"""The fingerprint of the code that judges: which Python and SQL a verdict was made with.

Rests on decision 127.
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
    """The same over these files of the bundle, in the order of their names. Each name and content is hashed by itself,
    so that nothing can move from one to the next."""
    whole = hashlib.sha256()
    for name, path in sorted((path.relative_to(BUNDLE).as_posix(), path) for path in files):
        whole.update(hashlib.sha256(name.encode()).digest())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()

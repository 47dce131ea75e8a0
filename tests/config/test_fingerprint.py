"""The fingerprint of the code, as docs/bundle.md says it is made."""

from __future__ import annotations

import hashlib
from pathlib import Path

from binrecon.config.fingerprint import code_fingerprint

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_over_every_module_and_statement_by_path() -> None:
    files = [*(ROOT / "plugins" / "binrecon").rglob("*.py"), *(ROOT / "include" / "sql").rglob("*.sql")]
    named = sorted((path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in files)
    lines = "".join(f"{name}\0{hashlib.sha256(content).hexdigest()}\n" for name, content in named)
    assert code_fingerprint() == hashlib.sha256(lines.encode()).hexdigest()
    assert len(named) > 300

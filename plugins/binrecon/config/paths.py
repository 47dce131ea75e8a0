"""Where the bundle keeps what is not Python. dags/, plugins/ and include/ are siblings in every deployment."""

from __future__ import annotations

from pathlib import Path

BUNDLE = Path(__file__).resolve().parents[3]
SQL = BUNDLE / "include" / "sql"

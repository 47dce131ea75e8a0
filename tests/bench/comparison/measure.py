"""Bench: the core beside the tools that people would reach for, on the same data, in turns, with the same results."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Engine

from tests.bench.comparison import transfers
from tests.bench.comparison.rivals import install
from tests.bench.rows import Row


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """All figures at `scale` of the full size. Needs a migrated, empty database."""
    with tempfile.TemporaryDirectory(prefix="binrecon-rivals-") as given:
        folder = Path(given)
        rivals = install(folder)
        return transfers.measure(owner, writer_url, folder, rivals, scale)

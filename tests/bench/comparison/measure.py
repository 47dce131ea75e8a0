"""Bench: the core beside the tools that people would reach for, on the same data, in turns, with the same results."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Engine

from tests.bench.comparison import rolling, sides, transfers
from tests.bench.comparison.busy_day import ASSETS, BusyDay, plant
from tests.bench.comparison.rivals import Rivals, install
from tests.bench.rows import Row

ROWS = 1_000_000


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """All figures at `scale` of the full size. Needs a migrated, empty database."""
    with tempfile.TemporaryDirectory(prefix="binrecon-rivals-") as given:
        folder = Path(given)
        return beside(owner, writer_url, folder, install(folder), scale)


def beside(owner: Engine, writer_url: str, folder: Path, rivals: Rivals, scale: float) -> list[Row]:
    """The same with the rivals that are given."""
    day = BusyDay(max(4 * ASSETS, round(ROWS * scale)))
    rows = [*_absent(rivals), *transfers.measure(owner, writer_url, folder, rivals, scale)]
    plant(owner, day)
    rows += sides.measure(owner, writer_url, folder, rivals, day)
    return rows + rolling.measure(owner, writer_url, folder, rivals, day)


def _absent(rivals: Rivals) -> list[Row]:
    """A line for each rival that could not be had, and why."""
    return [Row(f"{name} is not installed: {why}", None) for name, why in rivals.why_not.items()]

"""Bench: fills from raw pages to canonical legs against COPY of the same legs."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench.canonical_rate import figures, rounds
from tests.bench.fabricate import TRADES, fabricate
from tests.bench.rows import Row


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """The figures at `scale` of 1,000,000 fills, each the median of the rounds. Needs a migrated, empty database."""
    pages, fills = fabricate(owner, scale)
    size = [Row("fills in thousands", fills / 1000), Row("pages", pages)]
    return size + figures(rounds(owner, writer_url, TRADES), "fills", 0.6)

"""Bench: income of futures from raw pages to canonical legs against COPY of the same legs."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench.canonical_rate import figures, rounds
from tests.bench.fabricate_income import INCOME, fabricate
from tests.bench.rows import Row


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """The figures at `scale` of 1,000,000 rows, each the median of the rounds. Needs a migrated, empty database."""
    pages, rows = fabricate(owner, scale)
    size = [Row("rows of income in thousands", rows / 1000), Row("pages", pages)]
    return size + figures(rounds(owner, writer_url, INCOME), "income", 0.75)

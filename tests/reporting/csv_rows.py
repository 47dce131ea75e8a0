"""Rows of a written CSV by the names of its columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable


def picked(written: Iterable[str], columns: str) -> list[str]:
    """Of every row these columns, joined by commas: whatever other columns the report has."""
    return [",".join(row[name] for name in columns.split(",")) for row in csv.DictReader(written)]

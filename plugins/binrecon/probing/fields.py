"""Reads fields of rows: an amount exactly, a moment, a text, the rows of a snapshot; what is not of that kind is
none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from binrecon.domain.intervals import from_ms
from binrecon.domain.money import InexactAmountError, exact
from binrecon.probing.question import Row

_SECONDS_END = 10**11
"""Epoch times below are in seconds: as milliseconds they would lie before 1973."""


def amount(row: Row, name: str) -> Decimal | None:
    """The amount of a field, in a text or as a number."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        return exact(str(value))
    except InexactAmountError:
        return None


def moment(row: Row, name: str) -> int | None:
    """The milliseconds of a field of time, given in milliseconds or in seconds."""
    value = row.get(name)
    if type(value) is not int or value <= 0:
        return None
    return value * 1000 if value < _SECONDS_END else value


def time_of(row: Row, name: str) -> datetime | None:
    """The time of a field."""
    found = moment(row, name)
    return None if found is None else from_ms(found)


def day_of(row: Row, name: str) -> date | None:
    """The UTC day of a field of time."""
    found = time_of(row, name)
    return None if found is None else found.date()


def text(row: Row, name: str) -> str:
    """The text of a field or of a number that names something; empty where there is none."""
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def rows_of(snapshot: Row, listed: str) -> Iterator[Row]:
    """The rows that a day-end snapshot lists."""
    data = snapshot.get("data")
    rows = data.get(listed) if isinstance(data, dict) else None
    yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()

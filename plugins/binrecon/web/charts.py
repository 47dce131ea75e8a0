"""Small pictures as plain SVG: a library would bring a script, and these need none. A picture rounds to its pixels; the
numbers beside it do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from binrecon.domain.money import ZERO, plain

WIDTH, HEIGHT, MARGIN = 720, 120, 14


@dataclass(frozen=True)
class Point:
    """A day with its place in the picture."""

    day: date
    value: Decimal
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """A line over days: its points, the line in pieces where days are missing, the height of zero where it is in the
    picture, and what the ends of the scale mean."""

    points: tuple[Point, ...]
    pieces: tuple[str, ...]
    zero: float | None
    low: str
    high: str
    first: date
    last: date
    marked: Point | None
    width: int = WIDTH
    height: int = HEIGHT


def line_chart(values: Sequence[tuple[date, Decimal | None]], marked: date) -> Chart | None:
    """The picture of the values that are known, in the order of days; None for fewer than two."""
    known = [(day, value) for day, value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    if low == high:
        low, high = min(low, ZERO), max(high, ZERO)
    if low == high:
        high = low + 1
    first, last = known[0][0], known[-1][0]
    days = max((last - first).days, 1)

    def height(value: Decimal) -> float:
        return round(MARGIN + float((high - value) / (high - low)) * (HEIGHT - 2 * MARGIN), 1)

    points = tuple(
        Point(day, value, round(MARGIN + (day - first).days / days * (WIDTH - 2 * MARGIN), 1), height(value))
        for day, value in known
    )
    return Chart(
        points,
        tuple(_pieces(points)),
        height(ZERO) if low <= 0 <= high else None,
        plain(low),
        plain(high),
        first,
        last,
        next((point for point in points if point.day == marked), None),
    )


def _pieces(points: Sequence[Point]) -> list[str]:
    """The points as lines that break where a day between two of them is missing."""
    pieces: list[list[str]] = [[]]
    before: date | None = None
    for point in points:
        if before is not None and (point.day - before).days > 1:
            pieces.append([])
        pieces[-1].append(f"{point.x},{point.y}")
        before = point.day
    return [" ".join(piece) for piece in pieces]

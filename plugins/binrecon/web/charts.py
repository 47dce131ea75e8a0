"""Small pictures as plain SVG: a library would bring a script, and these need none. A picture rounds to its pixels; the
numbers beside it do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from binrecon.domain.money import ZERO, plain

WIDTH, HEIGHT, MARGIN = 720, 120, 14
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Point:
    """A day with its place in the picture."""

    day: date
    value: Decimal
    x: Decimal
    y: Decimal


@dataclass(frozen=True)
class Chart:
    """A line over days: its points, the line in pieces where days are missing, the height of zero where it is in the
    picture, and what the ends of the scale mean."""

    points: tuple[Point, ...]
    pieces: tuple[str, ...]
    zero: Decimal | None
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
    low, high = _scale([value for _, value in known])
    first, last = known[0][0], known[-1][0]
    days = Decimal(max((last - first).days, 1))
    points = tuple(
        Point(day, value, _pixel((day - first).days / days, WIDTH), _pixel((high - value) / (high - low), HEIGHT))
        for day, value in known
    )
    return Chart(
        points,
        tuple(_pieces(points)),
        _pixel(high / (high - low), HEIGHT) if low <= 0 <= high else None,
        plain(low),
        plain(high),
        first,
        last,
        next((point for point in points if point.day == marked), None),
    )


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The lowest and the highest value; where they are one, zero is the other end, and one above it where all are
    zero."""
    low, high = min(values), max(values)
    if low == high:
        low, high = min(low, ZERO), max(high, ZERO)
    return low, high if low < high else high + 1


def _pixel(part: Decimal, size: int) -> Decimal:
    """A part of the picture's size between its margins, to a tenth of a pixel."""
    return (MARGIN + part * (size - 2 * MARGIN)).quantize(_TENTH)


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

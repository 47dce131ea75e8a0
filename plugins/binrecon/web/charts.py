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


@dataclass(frozen=True)
class Bar:
    """One witness: how much it says the balance changed, as a bar from zero; `agrees` with another of them."""

    name: str
    value: Decimal
    agrees: bool
    x: Decimal
    y: int
    width: Decimal


@dataclass(frozen=True)
class Bars:
    """Witnesses one below the other; zero is where all begin."""

    bars: tuple[Bar, ...]
    zero: Decimal
    height: int
    width: int = WIDTH


FEWEST = 30
"""Days that the width is shared by, however few there are."""
LINE = 24
"""Pixels from one bar to the next."""


def witness_bars(values: Sequence[tuple[str, Decimal | None]]) -> Bars | None:
    """The picture of those that say something; None for fewer than two."""
    known = [(name, value) for name, value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(ZERO, *(value for _, value in known)), max(ZERO, *(value for _, value in known))
    span = high - low or Decimal(1)
    said = [value for _, value in known]
    zero = _pixel(-low / span, WIDTH)
    bars = tuple(
        Bar(name, value, said.count(value) > 1, _pixel((min(value, ZERO) - low) / span, WIDTH), place * LINE, width)
        for place, (name, value) in enumerate(known)
        for width in [(abs(value) / span * (WIDTH - 2 * MARGIN)).quantize(_TENTH)]
    )
    return Bars(bars, zero, len(bars) * LINE)


@dataclass(frozen=True)
class Column:
    """The questions of one day: how many there are, how many lack a whole answer, and both as heights from below."""

    day: date
    asked: int
    lacking: int
    x: Decimal
    tall: Decimal
    short: Decimal


@dataclass(frozen=True)
class Columns:
    """Days side by side, each as wide as the others, on one scale."""

    columns: tuple[Column, ...]
    most: int
    each: Decimal
    width: int = WIDTH
    height: int = HEIGHT


def columns(days: Sequence[tuple[date, int, int]]) -> Columns | None:
    """The picture of the days that have questions: day, how many, how many of them without a whole answer; None where
    there are none."""
    if not days:
        return None
    most = max(asked for _, asked, _ in days)
    first = days[0][0]
    each = Decimal(WIDTH) / max((days[-1][0] - first).days + 1, FEWEST)
    return Columns(
        tuple(
            Column(
                day,
                asked,
                lacking,
                ((day - first).days * each).quantize(_TENTH),
                _height(asked, most),
                _height(lacking, most),
            )
            for day, asked, lacking in days
        ),
        most,
        each.quantize(_TENTH),
    )


def _height(part: int, whole: int) -> Decimal:
    """A share of the picture's height, less the line of text above; what is there at all is seen."""
    height = (Decimal(part) / whole * (HEIGHT - MARGIN)).quantize(_TENTH)
    return max(height, Decimal(3)) if part else height

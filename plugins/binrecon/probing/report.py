"""Writes what was seen as a table for people, free of amounts, ids, e-mails and keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import wrap

from binrecon.domain.limits import Limiter
from binrecon.exchange.channel import ATTEMPTS
from binrecon.probing.budget import SHARE
from binrecon.probing.question import Bearing, Look, Looked, OpenQuestion, Sighting
from binrecon.probing.settling import settled
from binrecon.probing.shapes import told_of

_WIDTHS = (4, 48, 34, 48, 48)
_HEADS = ("#", "question", "assumed", "seen", "what follows")
_CODE = re.compile(r"\bcode -?\d+")
_MAY_BE_DATA = re.compile(r"\d{5}|\d[.,]\d|@")
WITHHELD = "(withheld: it could be an amount, an id or an address)"
NOTE = (
    "This report holds words, counts, names of fields, signs, hours, and yes or no: it may be shared. The CSVs beside "
    "it hold amounts: they stay on this machine."
)


@dataclass(frozen=True)
class ReportLine:
    """One question with what was seen of it."""

    question: OpenQuestion
    sighting: Sighting

    @property
    def cells(self) -> tuple[str, ...]:
        """Number, question, assumed, seen, what follows."""
        one, seen = self.question, self.sighting
        marked = (
            f"{seen.bearing}: {seen.seen}" if seen.bearing in (Bearing.AS_ASSUMED, Bearing.OTHERWISE) else seen.seen
        )
        return (one.number, one.text, one.assumed, shareable(marked), seen.follows)


def lines_of(questions: Iterable[OpenQuestion], looked: Looked) -> list[ReportLine]:
    """Every question settled as far as the answers go."""
    return [ReportLine(question, settled(question, looked)) for question in questions]


def budget_text(weights: Mapping[Limiter, int], calls: int) -> str:
    """What will be spent, before anything is."""
    spent = ", ".join(f"{weight} of {limiter.name}" for limiter, weight in weights.items())
    return (
        f"{calls} lists and windows are looked at, each with GET and a right to read. Weight: at most {spent}; "
        f"{ATTEMPTS} times as much where every call has to be repeated. A minute gets {SHARE} of the exchange's limits."
    )


def document(lines: Sequence[ReportLine], looks: Sequence[Look], looked: Looked) -> str:
    """The whole report as a page."""
    lists = ((look.name, shareable(told_of(look.endpoint, looked[look.name]))) for look in looks)
    return "\n".join(
        [
            "# What the exchange answered",
            "",
            NOTE,
            "",
            counted(lines),
            "",
            *_markdown(_HEADS, (line.cells for line in lines)),
            "",
            "## Each list, asked on its own",
            "",
            *_markdown(("list", "answer"), lists),
            "",
        ]
    )


def counted(lines: Sequence[ReportLine]) -> str:
    """How many questions came to what."""
    bearings = [line.sighting.bearing for line in lines]
    return ", ".join(f"{bearings.count(one)} {one}" for one in Bearing)


def table(lines: Sequence[ReportLine]) -> str:
    """The questions as columns for a terminal."""
    rows = [_HEADS, tuple("-" * width for width in _WIDTHS), *(line.cells for line in lines)]
    return "\n".join(part for row in rows for part in _wrapped(row))


def shareable(text: str) -> str:
    """The text, where nothing in it can be an amount, an id or an address; codes of the exchange may be long."""
    return WITHHELD if _MAY_BE_DATA.search(_CODE.sub("", text)) else text


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    escaped = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *escaped)]


def _wrapped(row: Sequence[str]) -> list[str]:
    columns = [wrap(cell, width) for cell, width in zip(row, _WIDTHS, strict=True)]
    parts = zip_longest(*columns, fillvalue="")
    return ["  ".join(map(str.ljust, part, _WIDTHS)).rstrip() for part in parts]

"""Read from the names of files which part of which export each one is. A large export comes in parts: one tells a piece
of the time.

Names seen: `…-part1-of2.csv`, and `part-00000-….csv` counted from 0 without a word of how many there are; a ZIP as it
was downloaded holds all of the latter.

Rests on decision 72.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from binrecon.domain.statements import WHOLE, Part, Statement, StatementError
from binrecon.processing.statements.order import Order

_NUMBERED = re.compile(r"[-_ ]*part[-_ ]?(\d{1,4})[-_ ]?of[-_ ]?(\d{1,4})", re.ASCII | re.IGNORECASE)
_COUNTED = re.compile(r"part-(\d{1,6})(?:-|$)", re.ASCII | re.IGNORECASE)
_COPY = re.compile(r"\s*\(\d{1,3}\)$", re.ASCII)
"""What a browser adds to the name of a file that is there already."""


def parts_of(statements: Sequence[Statement], order: Order) -> list[Part]:
    """For each statement of one dropped file which part it is. Parts belong together that have the name of one export
    and were brought for the same accounts and days. Raises StatementError for a number that cannot be."""
    counts = _counts(statements)
    return [_part_of(statement, counts, order) for statement in statements]


def joined(parts: Sequence[Statement]) -> Statement:
    """The parts of one export as one statement, under the name of the first: they have one clock."""
    return replace(parts[0], lines=tuple(line for part in parts for line in part.lines))


def _part_of(statement: Statement, counts: dict[str, int], order: Order) -> Part:
    name = _name(statement)
    if found := _NUMBERED.search(name):
        number, of = int(found[1]), int(found[2])
        if not 1 <= number <= of:
            raise StatementError(f"{statement.place}: part {number} of {of}: there is no such part")
        return _part(name[: found.start()] + name[found.end() :], number, of, order)
    if found := _COUNTED.match(name):
        if not statement.member:
            return _part(name[found.end() :], int(found[1]) + 1, None, order)
        return _part(_folder(statement), int(found[1]) + 1, counts[_folder(statement)], order)
    return WHOLE


def _part(name: str, number: int, of: int | None, order: Order) -> Part:
    if of == 1:
        return WHOLE
    accounts = sorted({*filter(None, [order.account]), *order.users.values()})
    days = f", {order.first_day} to {order.last_day}" if order.first_day or order.last_day else ""
    return Part(f"{name.casefold()} in {of or 'some'} parts of {', '.join(accounts)}{days}", number, of)


def _counts(statements: Sequence[Statement]) -> dict[str, int]:
    """How many parts each folder of a ZIP holds of those that are counted from 0: the highest number tells."""
    counts: dict[str, int] = {}
    for statement in statements:
        if statement.member and (found := _COUNTED.match(_name(statement))):
            folder = _folder(statement)
            counts[folder] = max(counts.get(folder, 0), int(found[1]) + 1)
    return counts


def _folder(statement: Statement) -> str:
    """The ZIP, and the folder in it that the member lies in."""
    inside = PurePosixPath(statement.member).parent
    return str(PurePosixPath(PurePosixPath(statement.file_name).name) / inside)


def _name(statement: Statement) -> str:
    """The file's name without folders, ending, and what a browser adds to a second download."""
    path = PurePosixPath((statement.member or statement.file_name).replace("\\", "/"))
    return _COPY.sub("", path.name.removesuffix(path.suffix))

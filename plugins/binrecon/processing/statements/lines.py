"""From the text of a CSV to a statement's lines. What a column is follows from its place and content, not from its
name: headers are translated, names changed three times, and only the order stayed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import TypeVar

from binrecon.domain.statements import NO_OFFSET, Line, Statement, StatementError
from binrecon.processing.statements.archive import Member
from binrecon.processing.statements.spreadsheet import SAID, UTF_16, is_rewritten_line, separated_otherwise
from binrecon.processing.statements.values import (
    offset_in,
    offset_words,
    read_change,
    read_coin,
    read_name,
    read_text,
    read_time,
    read_user,
)
from binrecon.sources.statement_operations import in_one_spelling

NOTHING_MATCHED = "no data matches the criteria"
EMPTY = "empty"
_COLUMNS = ("Time", "Account", "Operation", "Coin", "Change", "Remark")
_WITH_USER = ("User ID", *_COLUMNS)
_VERSIONS = {
    ("utc_time", "account", "operation", "coin", "change", "remark"): "v1",
    ("user_id", "utc_time", "account", "operation", "coin", "change", "remark"): "v2",
    ("user id", "time", "account", "operation", "coin", "change", "remark"): "v3",
}
_WIDTHS = (len(_COLUMNS), len(_WITH_USER))
_LOOKED_AT = 20
_Rows = list[tuple[int, list[str]]]
_Value = TypeVar("_Value")


def read_statement(file_name: str, member: Member, newest: datetime) -> Statement | None:
    """The statement a CSV is; None when it is another of the exchange's exports.

    `newest` (without a zone) is the latest time a line can have. Raises StatementError for a CSV that is a statement
    and has a cell that cannot be read exactly, naming line and column; for one that a spreadsheet saved again; and for
    one that cannot be read as text at all.
    """
    place = f"{file_name}: {member.name}" if member.name else file_name
    text = _text(place, member.content)
    _refuse_separated_otherwise(place, text)
    rows = _rows(place, text)
    top = list(islice(rows, _LOOKED_AT))
    if not top:
        raise StatementError(f"{place}: holds nothing, not even a header: the download was cut off")
    if _says_nothing(top):
        return _statement(file_name, member, EMPTY, (), [])
    (_, header), *body = top
    version = _version(header, body)
    if version is None:
        _refuse_rewritten(place, body)
        _refuse_headless(place, top)
        return None
    kept = [] if _says_nothing(body) else chain(body, rows)
    lines = tuple(_line(place, number, row, len(header), newest) for number, row in kept)
    return _statement(file_name, member, version, lines, header)


def _statement(
    file_name: str, member: Member, version: str, lines: tuple[Line, ...], header: Sequence[str]
) -> Statement:
    stated, by = _stated(file_name, member.name, header)
    return Statement(file_name, member.name, version, member.content, lines, stated, by)


def _stated(file_name: str, member: str, header: Sequence[str]) -> tuple[timedelta | None, str]:
    told = ((member, "the file's name"), (file_name, "the file's name"), (" ".join(header), "the header"))
    for text, by in told:
        if (offset := offset_in(text)) is not None:
            return offset, by
    for text, by in told:
        if words := offset_words(text):
            return None, f"{words!r} in {by}"
    if any(name.lower() == "utc_time" for name in header):
        return NO_OFFSET, "the header"
    return None, ""


def _text(place: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, why = content.count(b"\n", 0, error.start) + 1, f"; {SAID}" if content.startswith(UTF_16) else ""
        raise StatementError(f"{place}, line {line}: not UTF-8 text{why}") from None
    if "\0" in text:
        raise StatementError(f"{place}, line {text.count(chr(10), 0, text.index(chr(0))) + 1}: not text")
    return text


def _rows(place: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, cells trimmed, each with the number of its first line."""
    reader, first = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield first, cells
            first = reader.line_num + 1
    except csv.Error as error:
        raise StatementError(f"{place}, line {first}: not CSV: {error}") from None


def _says_nothing(rows: _Rows) -> bool:
    return len(rows) == 1 and rows[0][1][0].lower().startswith(NOTHING_MATCHED)


def _version(header: list[str], body: _Rows) -> str | None:
    """The version of the header, `localized` where only the content tells, None for what is no statement."""
    known = _VERSIONS.get(tuple(name.lower() for name in header))
    if known or len(header) not in _WIDTHS or _is_line(header):
        return known
    return "localized" if any(_is_line(row) for _, row in body) else None


def _is_line(row: Sequence[str]) -> bool:
    """Whether time and change stand where a statement has them."""
    if len(row) not in _WIDTHS:
        return False
    try:
        read_time(row[-6]), read_change(row[-2])
    except ValueError:
        return False
    return True


def _refuse_separated_otherwise(place: str, text: str) -> None:
    rows = separated_otherwise(text)
    if rows and (
        _version(rows[0], list(enumerate(rows[1:], 2))) or any(is_rewritten_line(row, _WIDTHS) for row in rows)
    ):
        raise StatementError(f"{place}, line 1: not separated by commas; {SAID}")


def _refuse_rewritten(place: str, body: _Rows) -> None:
    """Of a header in another language only the lines tell what it is; times in another form are told by nothing
    else."""
    for number, row in body:
        if is_rewritten_line(row, _WIDTHS):
            raise StatementError(f"{place}, line {number}, column {len(row) - 5} (Time): rewritten; {SAID}")


def _refuse_headless(place: str, rows: _Rows) -> None:
    if _is_line(rows[0][1]):
        raise StatementError(f"{place}, line {rows[0][0]}: the header is missing; lines may be missing with it")


def _line(place: str, number: int, row: list[str], width: int, newest: datetime) -> Line:
    if len(row) != width:
        raise StatementError(f"{place}, line {number}: {len(row)} columns, the header has {width}")
    where = f"{place}, line {number}"
    user = _cell(where, row, -7, read_user) if width == len(_WITH_USER) else ""
    local = _cell(where, row, -6, read_time)
    account, operation = _cell(where, row, -5, read_name), _cell(where, row, -4, read_name)
    coin, change = _cell(where, row, -3, read_coin), _cell(where, row, -2, read_change)
    remark = _cell(where, row, -1, read_text)
    if local > newest:
        raise StatementError(f"{where}, column {width - 5} (Time): in the future: {row[-6]!r}")
    return Line(number, user, local, in_one_spelling(account), operation, coin, change, remark)


def _cell(where: str, row: list[str], column: int, read: Callable[[str], _Value]) -> _Value:
    """One cell, its column counted from the end: the last ones are the same with and without a user."""
    try:
        return read(row[column])
    except ValueError as error:
        raise StatementError(f"{where}, column {len(row) + column + 1} ({_WITH_USER[column]}): {error}") from None

"""What spreadsheets make of a statement when they save it again: their own dates, their own separators, rounded
amounts."""

import csv
import io
from collections.abc import Callable
from datetime import datetime

Row = list[str]
HABITS = ("american", "german", "serial", "unicode")


def saved_again(body: bytes, habit: str) -> bytes:
    """The statement as a spreadsheet with this habit saves it. Raises KeyError for a habit nobody has."""
    header, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    write, delimiter, encoding = _HABITS[habit]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [header, *(_with(row, write) for row in rows)]
    )
    return out.getvalue().encode(encoding)


def _with(row: Row, write: Callable[[datetime], str]) -> Row:
    clock = row[-6] if row[-6][4] == "-" else f"20{row[-6]}"
    return [*row[:-6], write(datetime.fromisoformat(clock)), *row[-5:]]


def _american(moment: datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour}:{moment:%M}"


def _german(moment: datetime) -> str:
    return f"{moment:%d.%m.%Y %H:%M}"


def _serial(moment: datetime) -> str:
    """Days since the end of 1899, as a cell without a format shows them."""
    return f"{(moment - datetime(1899, 12, 30)).total_seconds() / 86_400:.5f}"


_HABITS: dict[str, tuple[Callable[[datetime], str], str, str]] = {
    "american": (_american, ",", "utf-8"),
    "german": (_german, ";", "utf-8"),
    "serial": (_serial, ",", "utf-8-sig"),
    "unicode": (_american, "\t", "utf-16"),
}

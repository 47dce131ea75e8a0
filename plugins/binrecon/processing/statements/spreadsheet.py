"""Tell what a spreadsheet writes when it saves a statement again, so that the sentence can say so.

It shows times in its own form, amounts rounded to what fits a cell, ids as powers of ten, and in many countries
separates by semicolons. What it rounded cannot be got back, so such a file is refused; a rounding to 15 digits that
left no other sign is not seen.

Rests on decision 72.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence

SAID = "a spreadsheet saved this file again: take it as it was downloaded"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = (";", "\t")

_DATE = r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp]\.?[Mm]\.?)?"
_TIME = re.compile(rf"({_DATE})([ ,]+{_CLOCK})?|\d{{1,2}}:\d{{2}}\.\d|4\d{{4}}([.,]\d+)?", re.ASCII)
"""As 11/2/2026 12:00, 02.11.2026 12:00:00, 2026-11-02 12:00, 46328.5 (days since 1900) or 12:00.0 (a cell without its
date)."""
_POWER = re.compile(r"[+-]?\d+([.,]\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_SIX_DIGITS = re.compile(r"[+-]?\d[.,]\d{5}E-\d{2,}", re.ASCII)
"""How a cell shows what it has no room for: six digits, whatever the amount had."""
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?[\d.,]+(E[+-]?\d+)?|--", re.ASCII | re.IGNORECASE)


def rewrote_time(text: str) -> bool:
    """Whether a spreadsheet shows times so. Asked only of what is no time of a statement."""
    return _TIME.fullmatch(text) is not None


def rewrote_amount(text: str) -> bool:
    """Whether a spreadsheet shows amounts so: 1.5E+10, 1.23457E-07."""
    return (_POWER.fullmatch(text) or _SIX_DIGITS.fullmatch(text)) is not None


def rewrote_comma(text: str) -> bool:
    """Whether a comma stands for the point. Asked only of what is no amount with thousands commas."""
    return _DECIMAL_COMMA.fullmatch(text) is not None


def rewrote_id(text: str) -> bool:
    """Whether an id became a power of ten."""
    return _POWER.fullmatch(text) is not None


def separated_otherwise(text: str) -> list[list[str]]:
    """The first rows, where semicolons or tabs separate them as commas should; empty where they do not."""
    lines = [line for line in text.splitlines()[:20] if line.strip() and not line.lower().startswith("sep=")]
    for separator in SEPARATORS:
        if lines and separator in lines[0] and "," not in lines[0]:
            return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    return []


def is_rewritten_line(row: Sequence[str], widths: Iterable[int]) -> bool:
    """Whether a row that is no line of a statement was one before a spreadsheet rewrote its time."""
    return len(row) in widths and rewrote_time(row[-6]) and _NUMBER.fullmatch(row[-2]) is not None

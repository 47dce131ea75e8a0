"""Read the cells of a statement: times, signed amounts, names, the offset in a file's name or header.

Each reader raises ValueError with the reason; whoever calls it knows file, line and column. What was read before is given
again: statements repeat themselves, and a large one would not fit into memory otherwise.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from binrecon.money import ZERO, InexactAmountError, exact

_TIME = re.compile(r"(\d{4}|\d{2})([-/])(\d{2})\2(\d{2}) (\d{2}):(\d{2}):(\d{2})", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_OFFSET = re.compile(r"UTC(?:\s*([+-])\s*(\d{1,2}?)(?:[:._]?(\d{2}))?|[+-]?0)?\s*[)）]", re.IGNORECASE | re.ASCII)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
LONGEST_NAME = 64
LONGEST_TEXT = 1000
OPENED = datetime(2017, 7, 1)
"""The exchange began in July 2017: an earlier time is a misread one."""
FARTHEST = timedelta(hours=14)
"""No clock of the world is farther from UTC."""
_remembered = lru_cache(maxsize=20_000)


@_remembered
def read_time(text: str) -> datetime:
    """`2025-03-01 12:00:00` or `25-03-01 12:00:00`, year first, on the file's own clock."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f"not a time such as 2025-03-01 12:00:00 (did a spreadsheet rewrite it?): {text[:40]!r}")
    year, _, *rest = found.groups()
    try:
        moment = datetime(int(year) + (2000 if len(year) == 2 else 0), *map(int, rest))
    except ValueError:
        raise ValueError(f"no such time: {text!r}") from None
    if moment < OPENED:
        raise ValueError(f"a time before the exchange opened: {text!r}")
    return moment


@_remembered
def read_change(text: str) -> Decimal:
    """A signed amount: plain, scientific, with thousands commas, or `--` for none. Raises ValueError for anything that is
    not exact: NaN, a decimal comma, more than 18 decimals, 1e18 and above. The text stays out of it: it ends in logs."""
    if text == "--":
        return ZERO
    try:
        return exact(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
    except InexactAmountError as error:
        raise ValueError(str(error).partition(":")[0]) from None


@_remembered
def read_name(text: str) -> str:
    """A coin, account, operation or user: not empty, short, and nothing hidden in it."""
    if not text or len(text) > LONGEST_NAME * 2 or _HIDDEN.search(text):
        raise ValueError(f"not a name: {text[:40]!r}")
    return text


@_remembered
def read_coin(text: str) -> str:
    """The name of an asset. Raises ValueError for one that a spreadsheet would run."""
    if len(text) > LONGEST_NAME or text.startswith(("=", "+", "-", "@")) or any(map(str.isspace, text)):
        raise ValueError(f"not the name of a coin: {text[:40]!r}")
    return read_name(text)


@_remembered
def read_text(text: str) -> str:
    """A remark: any text, also none; what cannot be seen becomes a space."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"longer than {LONGEST_TEXT} characters")
    return _HIDDEN.sub(" ", text)


def offset_in(text: str) -> timedelta | None:
    """The offset written as `(UTC+7)`, `(UTC-3:30)`, `(UTC+530)` or `(UTC)` in a name or header; None where there is none
    or it is none of the world's."""
    found = _OFFSET.search(text)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return None if offset > FARTHEST else -offset if sign == "-" else offset


def read_offset(text: str) -> timedelta:
    """The offset a person typed: `+7`, `-3:30`, `UTC+5:30`, `0`. Raises ValueError for anything else."""
    body = text.strip().upper().removeprefix("UTC").strip()
    signed = body if body.startswith(("+", "-")) else f"+{body or '0'}"
    offset = offset_in(f"(UTC{signed})")
    if offset is None:
        raise ValueError(f"not an offset such as +7 or -3:30: {text[:40]!r}")
    return offset


def write_offset(offset: timedelta) -> str:
    """As `UTC+7` or `UTC-3:30`."""
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta(0) else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")

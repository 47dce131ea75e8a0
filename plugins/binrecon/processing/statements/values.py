"""Read the cells of a statement: times, signed amounts, names, the offset in a file's name or header.

Each reader raises ValueError with the reason; whoever calls it knows file, line and column. What was read before is
given again: statements repeat themselves, and a large one would not fit into memory otherwise.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from binrecon.domain.money import ZERO, InexactAmountError, exact
from binrecon.processing.statements.spreadsheet import SAID, rewrote_amount, rewrote_comma, rewrote_id, rewrote_time

_TIME = re.compile(r"(\d{4}|\d{2})([-/])(\d{2})\2(\d{2}) (\d{2}):(\d{2}):(\d{2})", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_OFFSET = re.compile(
    r"UTC(?:\s*([+-]{1,2})\s*(\d{1,2}?)(?:[:_]?(\d{2})|[.,](\d{1,2}))?|0)?\s*[)）]", re.IGNORECASE | re.ASCII
)
_TELLS_OFFSET = re.compile(r"[(（]\s*UTC[^)）]*[)）]", re.IGNORECASE)
_SIGNS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d", "-") | {"\uff0b": "+"})
"""Every minus and hyphen that a name can carry, as the plain one."""
_WEST = {"-": True, "--": True, "+-": True, "+": False}
"""By the signs of an offset whether it is west of UTC: names have been made of `UTC-` and `-6`. Two pluses mean
nothing."""
_QUARTERS = {"": 0, "0": 0, "00": 0, "15": 15, "30": 30, "45": 45}
_OF_AN_HOUR = _QUARTERS | {"25": 15, "5": 30, "50": 30, "75": 45}
"""Minutes as clocks of the world have them: written as minutes, and after a point as minutes or as a part of an hour.
No text is both."""
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
        why = f"; {SAID}" if rewrote_time(text) else ""
        raise ValueError(f"not a time such as 2025-03-01 12:00:00: {text[:40]!r}{why}")
    year, _, *rest = found.groups()
    try:
        month, day, hour, minute, second = map(int, rest)
        moment = datetime(int(year) + (2000 if len(year) == 2 else 0), month, day, hour, minute, second)
    except ValueError:
        raise ValueError(f"no such time: {text!r}") from None
    if moment < OPENED:
        raise ValueError(f"a time before the exchange opened: {text!r}")
    return moment


@_remembered
def read_change(text: str) -> Decimal:
    """A signed amount: plain, scientific, with thousands commas, or `--` for none. Raises ValueError for anything that
    is not exact: NaN, a decimal comma, what a spreadsheet rounded, more than 18 decimals, 1e18 and above. The text
    stays out of it: it ends in logs."""
    if text == "--":
        return ZERO
    if rewrote_amount(text):
        raise ValueError(f"rounded to the digits of a cell; {SAID}")
    try:
        return exact(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
    except InexactAmountError as error:
        why = f"; {SAID}" if rewrote_comma(text) else ""
        raise ValueError(str(error).partition(":")[0] + why) from None


@_remembered
def read_name(text: str) -> str:
    """A coin, account, operation or user: not empty, short, and nothing hidden in it."""
    if not text or len(text) > LONGEST_NAME * 2 or _HIDDEN.search(text):
        raise ValueError(f"not a name: {text[:40]!r}")
    return text


@_remembered
def read_user(text: str) -> str:
    """A user id. Raises ValueError for one that a spreadsheet made a power of ten of."""
    if rewrote_id(text):
        raise ValueError(f"no user id: {text[:40]!r}; {SAID}")
    return read_name(text)


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
    """The offset written as `(UTC+7)`, `(UTC-3:30)`, `(UTC+530)`, `(UTC+5.5)`, `(UTC--6)` or `(UTC)` in a name or
    header, with whatever minus; None where there is none or it is none of the world's."""
    found = _OFFSET.search(text.translate(_SIGNS))
    if not found:
        return None
    signs, hours, minutes, part = found.groups()
    rest = _QUARTERS.get(minutes or "") if part is None else _OF_AN_HOUR.get(part)
    if rest is None or (signs or "+") not in _WEST:
        return None
    offset = timedelta(hours=int(hours or 0), minutes=rest)
    return None if offset > FARTHEST else -offset if _WEST[signs or "+"] else offset


def offset_words(text: str) -> str:
    """The part of a name or header that speaks of an offset, such as `(UTC+99)`, whether it can be read or not; empty
    where none does."""
    found = _TELLS_OFFSET.search(text)
    return found[0] if found else ""


def read_offset(text: str) -> timedelta:
    """The offset a person typed: `+7`, `-3:30`, `UTC+5.5`, `0`. Raises ValueError for anything else, and for two signs:
    a name may have been put together so, a person has mistyped."""
    body = text.translate(_SIGNS).strip().upper().removeprefix("UTC").strip()
    signed = body if body.startswith(("+", "-")) else f"+{body or '0'}"
    offset = None if signed[1:].strip().startswith(("+", "-")) else offset_in(f"(UTC{signed})")
    if offset is None:
        raise ValueError(f"not an offset such as +7 or -3:30: {text[:40]!r}")
    return offset


def write_offset(offset: timedelta) -> str:
    """As `UTC+7` or `UTC-3:30`."""
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta(0) else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")

"""Make any text safe and short enough for Discord: escaped, without mentions or links, cut where it is too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

TITLE, DESCRIPTION, FIELD_NAME, FIELD, FIELDS, TOTAL, CONTENT = 256, 4096, 256, 1024, 25, 6000, 2000
"""Discord's limits, in UTF-16 units (Discord developer documentation, "Embed Limits")."""

Item = TypeVar("Item")

_BREAK = "\u200b"
_MARKDOWN = re.compile(r"(^[-+#>]|[\\*_~`|\[\]<])")
_EMAIL = re.compile(r"(?<![…\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
"""A whole one: what follows an ellipsis is shortened already."""
_ACTIVE = re.compile(r"[@<]|://|\{(?=[{%#])|discord\.gg", re.IGNORECASE)


def size(text: str) -> int:
    """Length as Discord counts it: a character outside the basic plane counts twice."""
    return len(text.encode("utf-16-le")) // 2


def safe(text: str) -> str:
    """A foreign text as plain letters, its e-mails shortened: no control or direction marks, no markdown, no mention,
    no link, and no opening of a template, since Airflow renders the message once more before it is sent. No longer than
    any part may be."""
    return _plain(_EMAIL.sub(lambda found: shortened(found[0]), text))


def _plain(text: str) -> str:
    printable = "".join(" " if unicodedata.category(char).startswith("C") else char for char in text[:DESCRIPTION])
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(printable.split()))
    return _ACTIVE.sub(lambda found: found[0][0] + _BREAK + found[0][1:], escaped)


def shortened(email: str) -> str:
    """As plain text: of a long name the first three letters and the last, of a short one the first, and the domain."""
    name, _, domain = email.rpartition("@")
    return f"{name[:3]}…{name[-1]}@{domain}" if len(name) > 5 else f"{name[:1]}…@{domain}"


def masked(email: str) -> str:
    """The shortened e-mail, safe to post."""
    return _plain(shortened(email))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, within `limit`. Never ends in half an escape."""
    if size(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip("\\") + "…"


def lines(items: Sequence[Item], limit: int, line: Callable[[Item], str]) -> str:
    """As many whole lines as fit in `limit`, then how many more there are. Writes no line that cannot fit."""
    kept = _kept(items, limit, line)
    return "\n".join(kept if len(kept) == len(items) else [*kept, _more(len(items) - len(kept))])


def fit(items: Sequence[Item], limit: int, line: Callable[[Item], str]) -> bool:
    """Whether `lines` leaves none out."""
    return len(_kept(items, limit, line)) == len(items)


def _kept(items: Sequence[Item], limit: int, line: Callable[[Item], str]) -> list[str]:
    kept: list[str] = []
    room = limit
    for item in items:
        text = cut(line(item), limit // 2)
        left = len(items) - len(kept) - 1
        room -= size(text) + 1
        if room + 1 < (size(_more(left)) + 1 if left else 0):
            break
        kept.append(text)
    return kept


def _more(count: int) -> str:
    return f"… and {count} more"

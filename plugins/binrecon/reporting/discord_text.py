"""Make any text safe and short enough for Discord: escaped, without mentions or links, cut where it is too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TITLE, DESCRIPTION, FIELD_NAME, FIELD, FIELDS, TOTAL, CONTENT = 256, 4096, 256, 1024, 25, 6000, 2000
"""Discord's limits, in UTF-16 units (Discord developer documentation, "Embed Limits")."""

_BREAK = "\u200b"
_MARKDOWN = re.compile(r"(^[-+#>]|[\\*_~`|\[\]<])")
_ACTIVE = re.compile(r"[@<]|://|\{(?=[{%#])|discord\.gg", re.IGNORECASE)


def size(text: str) -> int:
    """Length as Discord counts it: a character outside the basic plane counts twice."""
    return len(text.encode("utf-16-le")) // 2


def safe(text: str) -> str:
    """A foreign text as plain letters: no control or direction marks, no markdown, no mention, no link, and no opening
    of a template, since Airflow renders the message once more before it is sent."""
    printable = "".join(" " if unicodedata.category(char).startswith("C") else char for char in text)
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(printable.split()))
    return _ACTIVE.sub(lambda found: found[0][0] + _BREAK + found[0][1:], escaped)


def shortened(email: str) -> str:
    """First letter and domain only, as plain text."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def masked(email: str) -> str:
    """The shortened e-mail, safe to post."""
    return safe(shortened(email))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and an ellipsis, within `limit`. Never ends in half an escape."""
    if size(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip("\\") + "…"


def lines(items: Iterable[str], limit: int) -> str:
    """As many whole lines as fit in `limit`, then how many more there are."""
    entries = [cut(item, limit // 2) for item in items]
    room = limit if size("\n".join(entries)) <= limit else limit - size(_more(len(entries))) - 1
    kept, used = 0, -1
    while kept < len(entries) and used + 1 + size(entries[kept]) <= room:
        used += 1 + size(entries[kept])
        kept += 1
    return "\n".join([*entries[:kept], *([_more(len(entries) - kept)] if kept < len(entries) else [])])


def _more(count: int) -> str:
    return f"… and {count} more"

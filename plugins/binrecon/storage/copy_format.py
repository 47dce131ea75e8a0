"""The text format of Postgres' COPY: what has to be escaped in it."""

from __future__ import annotations

from functools import lru_cache

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


@lru_cache(maxsize=256)
def escaped(text: str) -> str:
    """A text as a field of a line; kept, because few reasons stand in many rows."""
    return text.translate(ESCAPES)

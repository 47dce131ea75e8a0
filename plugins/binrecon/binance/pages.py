"""How each endpoint pages, and when its window is proved complete. The loop that sends is in the client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Params = dict[str, Any]
Records = list[Any]


class ShrinkWindow(Exception):
    """The endpoint cut the window short and has no next page: ask again in smaller windows. Control flow, not an error."""


@dataclass(frozen=True)
class Single:
    """One answer holds the whole window; an answer as long as `limit` cannot prove it and asks for smaller windows."""

    limit: int | None = None
    param: str = "limit"


@dataclass(frozen=True)
class Offset:
    """Pages by `offset` until one comes back short; `endTime` stays fixed so that new rows cannot shift old ones."""

    limit: int


@dataclass(frozen=True)
class Numbered:
    """Pages by number until one comes back short and, where the answer has a total, as many came as it says."""

    limit: int
    page_param: str = "page"
    size_param: str = "limit"
    total_field: str | None = None


@dataclass(frozen=True)
class MoreData:
    """No next page: while the answer says `moreData`, the window is cut and asked again."""

    limit: int


@dataclass(frozen=True)
class FromId:
    """Pages by `fromId` = last id + 1 until one comes back short; the first page may start by time."""

    limit: int


PageStyle = Single | Offset | Numbered | MoreData | FromId

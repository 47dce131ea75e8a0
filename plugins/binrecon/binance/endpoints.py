"""The endpoint catalogue: every address we ask, as data. Adding a source is adding a description here.

Figures follow Binance's documentation of each endpoint (spot `rest-api.md`; wallet, sub-account and convert catalogues).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from binrecon.binance.pages import FromId, MoreData, Numbered, Offset, PageStyle, Single
from binrecon.limits import Limiter


class Caller(Enum):
    """Whose key an endpoint wants."""

    PUBLIC = "public"
    ANY = "any account"
    MAIN = "main accounts"
    SUB = "sub-accounts"


@dataclass(frozen=True)
class Endpoint:
    """One address: what it costs, how it pages and where its pages are kept.

    `records` is the path to the list in the answer ("" = the answer is the list). `keys` are the values of
    `key_param` that make up a full reading; `max_span` the longest window asked at once; `reread` how far before the
    day a window starts again, because records arrive and change late.
    """

    name: str
    path: str
    limiter: Limiter
    weight: int
    caller: Caller
    raw_table: str | None = None
    data_column: str | None = None
    pages: PageStyle = Single()
    records: str = ""
    key_param: str | None = None
    keys: tuple[str, ...] = ("",)
    start_param: str | None = "startTime"
    end_param: str | None = "endTime"
    max_span: timedelta = timedelta(days=1)
    reread: timedelta = timedelta(0)
    retention: timedelta | None = None
    fixed: tuple[tuple[str, str], ...] = ()

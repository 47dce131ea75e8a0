"""An open question of the exchange's documents as data: what is assumed, which lists are looked at, and what their
answers show.

What is seen is told in words, counts, names of fields, signs and hours: never an amount, an id or an e-mail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from binrecon.domain.calls import Params
from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import Meaning
from binrecon.sources.endpoint import Endpoint

Row = Mapping[str, Any]


class Bearing(StrEnum):
    """How what was seen stands to what is assumed."""

    AS_ASSUMED = "as assumed"
    OTHERWISE = "otherwise"
    NOT_SEEN = "not seen"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refused:
    """An answer that cannot be had: the exchange's HTTP status and code where it gave them, what they mean, and the
    reason in our own words."""

    meaning: Meaning
    status: int | None = None
    code: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """What came of one look: rows of its list and the whole document, or the refusal. `whole` says that all of the
    window came; `asked` is false where nothing was there to ask about. `at` is the exchange's time of the answer."""

    rows: tuple[Row, ...] = field(default=(), repr=False)
    document: Any = field(default=None, repr=False)
    window: Interval | None = None
    at: datetime | None = None
    whole: bool = True
    asked: bool = True
    refused: Refused | None = None

    @property
    def answered(self) -> bool:
        """Whether an answer came, be it empty."""
        return self.asked and self.refused is None


Looked = Mapping[str, Found]
"""What came of every look so far, by its name."""


def nothing_more(looked: Looked) -> Params | None:
    """No parameters besides those of the list and its window."""
    return {}


@dataclass(frozen=True)
class Look:
    """One list asked once. `window` makes its window of the exchange's time; `chosen` gives further parameters, which
    may follow from earlier looks, and None where those leave nothing to ask. With `pages` above 1 the whole window is
    read, proved as the product proves it, in at most so many answers; else one answer comes as it stands."""

    name: str
    endpoint: Endpoint
    window: Callable[[datetime], Interval]
    key: str = ""
    chosen: Callable[[Looked], Params | None] = nothing_more
    pages: int = 1

    @property
    def heaviest(self) -> int:
        """The most weight it can take when nothing is asked twice."""
        return self.endpoint.weight * self.pages


@dataclass(frozen=True)
class Sighting:
    """What the answers show of a question, and what follows from it for the product or its people."""

    bearing: Bearing
    seen: str
    follows: str = ""


@dataclass(frozen=True)
class OpenQuestion:
    """One question. `needs` says which records an account must have to settle it; `judge` turns answers into what was
    seen, None where they do not tell. Refusals are judged by `judge` too where `refusal_tells`; with `whole` it rests
    on lists that were read to their end."""

    number: str
    text: str
    assumed: str
    looks: tuple[Look, ...]
    judge: Callable[[Looked], Sighting | None]
    needs: str
    refusal_tells: bool = False
    whole: bool = False


def as_assumed(seen: str, follows: str = "nothing to do") -> Sighting:
    """What is assumed was seen."""
    return Sighting(Bearing.AS_ASSUMED, seen, follows)


def otherwise(seen: str, follows: str) -> Sighting:
    """Something else than what is assumed was seen."""
    return Sighting(Bearing.OTHERWISE, seen, follows)

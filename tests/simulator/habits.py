"""Ways of a list that the documents leave open: it moves while it is read, is cut lower than asked, orders ties as it
likes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from zlib import crc32

from .clock import FOREVER

Act = Callable[[], Any]


@dataclass
class Happening:
    """`act` happens right after the `nth` answer of paths that end so to a request that has all of `params`, once. With
    a `moment` only answers count whose window holds it."""

    path: str
    act: Act
    nth: int = 1
    params: dict[str, str] = field(default_factory=dict)
    moment: int | None = None
    seen: int = 0

    def answered(self, path: str, params: dict[str, str]) -> None:
        if path.endswith(self.path) and self.params.items() <= params.items() and self._in_window(params):
            self.seen += 1
            if self.seen == self.nth:
                self.act()

    def _in_window(self, params: dict[str, str]) -> bool:
        start, end = int(params.get("startTime", 0)), int(params.get("endTime", FOREVER))
        return self.moment is None or start <= self.moment <= end


@dataclass
class Habits:
    """`caps`: rows that a path gives at most, whatever is asked, without a word. `ties_by_page`: records of one time
    come in another order for each page of a list, the same whenever that page is asked. `start_reaches`: of fills asked
    with startTime alone, only those of so many ms after it come. `happenings`: what moves a list between two
    answers. `margin_quotes`: fills of margin say their quoteQty. `signed_flows`: amounts of the capital flow are below
    zero where money goes, else all are above it. `named_cross`: rows of cross margin in it have an empty `symbol`, else
    none. `refused_after`: a path refuses windows that begin longer than so many ms ago, where others leave out in
    silence what they no longer hold."""

    caps: dict[str, int] = field(default_factory=dict)
    ties_by_page: bool = False
    start_reaches: int | None = None
    happenings: list[Happening] = field(default_factory=list)
    margin_quotes: bool = True
    signed_flows: bool = False
    named_cross: bool = False
    refused_after: dict[str, int] = field(default_factory=dict)

    def refuses(self, path: str, params: dict[str, str], now: int) -> bool:
        """Whether the window of a request is too old for its path."""
        return now - int(params.get("startTime", now)) > self.refused_after.get(path, FOREVER)

    def capped(self, path: str, size: int) -> int:
        return min(size, self.caps.get(path, size))

    def tied(self, page: str, events: list) -> list:
        """Events of one time in the order this page has for them; the first page keeps theirs."""
        if not self.ties_by_page or page in ("", "0", "1"):
            return events
        mixed: list = []
        for _, tie in groupby(events, key=lambda event: event.time):
            mixed += sorted(tie, key=lambda event: crc32(f"{page}/{event.key}".encode()))
        return mixed

    def after(self, path: str, act: Act, *, nth: int = 1, moment: int | None = None, **params: str) -> None:
        """Let something happen after an answer."""
        self.happenings.append(Happening(path, act, nth, params, moment))

    @property
    def happened(self) -> int:
        """How much of it has happened."""
        return sum(happening.seen >= happening.nth for happening in self.happenings)

    def answered(self, path: str, params: dict[str, str]) -> None:
        for happening in self.happenings:
            happening.answered(path, params)


def distinct(events: list) -> int:
    """What a total counts: records, though one may be listed twice."""
    return len({event.key for event in events})

"""The page of the whole group: each asset over all accounts and wallets, day by day, and the wallets that it misses.

Rests on decisions 129 and 139.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from binrecon.domain.group import GroupLine, UnknownWallet
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import Verdict
from binrecon.services.group import GroupDay, group_of_day
from binrecon.storage.group import first_day
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking, Viewer
from binrecon.web.downloads import csv_of
from binrecon.web.parameters import Day
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])
ONE_DAY = timedelta(days=1)
DAYS_AT_ONCE = 7
SECONDS = 1.0
"""No further day is read after so long, however many accounts there are; the first one always is."""
LONGEST = timedelta(days=31)
MOST = 500
"""Lines that are shown of all days together; the CSV has all."""
NAMED = 12
"""Wallets of which a day is not known, by name."""


@dataclass(frozen=True)
class Sought:
    """What the address asks of the lines: a part of the asset's name, and a verdict."""

    asset: str = ""
    verdict: str = ""

    def fits(self, line: GroupLine) -> bool:
        """Whether it is shown; a line of no asset speaks of all of them."""
        named = not line.asset or self.asset.casefold() in line.asset.casefold()
        return named and self.verdict in ("", line.verdict)


@dataclass(frozen=True)
class ShownDay:
    """A day with the lines that are shown, what is not proved first, how many there are after the filter, and the
    first wallets of which it is not known."""

    read: GroupDay
    lines: tuple[GroupLine, ...]
    fitting: int
    unknown: tuple[UnknownWallet, ...]

    @property
    def not_proved(self) -> int:
        """How many assets of the day are not proved, whatever the filter."""
        return sum(line.verdict != Verdict.PROVED for line in self.read.lines)


@router.get("/group")
def group(request: Request, looking: Looking, sought: Annotated[Sought, Depends()], last: Day = None) -> Response:
    """Some days of the accounts that the user may see together, the newest first."""
    newest = newest_settled_day(datetime.now(UTC))
    last = min(last or newest, newest)
    began = first_day(reader.engine(), looking.emails)
    days = list(_within(SECONDS, _days(looking, last, began or last))) if looking.accounts else []
    oldest = days[-1].day if days else last
    return render(
        request,
        "group.html",
        days=shown_days(days, sought, MOST),
        sought=sought,
        first=oldest,
        last=last,
        newer=min(last + ONE_DAY * DAYS_AT_ONCE, newest) if last < newest else None,
        older=oldest - ONE_DAY if began and oldest > began else None,
        began=began,
        is_whole=len(looking.accounts) == len(looking.known),
        most=MOST,
        names={one.email: one for one in looking.accounts},
    )


@router.get("/group.csv")
def group_csv(looking: Looking, sought: Annotated[Sought, Depends()], first: Day = None, last: Day = None) -> Response:
    """The lines of these days, the newest first, with the columns of group.csv; the newest settled day where none is
    given."""
    newest = newest_settled_day(datetime.now(UTC))
    last = min(last or newest, newest)
    first = first or last
    if not timedelta(0) <= last - first < LONGEST:
        raise HTTPException(422, f"The first day is not after the last, and there are at most {LONGEST.days}.")
    found = (line for day in _days(looking, last, first) for line in day.lines if sought.fits(line))
    return csv_of(f"group_{first}_{last}.csv", GroupLine._fields, found)


def shown_days(days: Sequence[GroupDay], sought: Sought, most: int) -> list[ShownDay]:
    """The days with their lines after the filter, at most so many lines."""
    found, left = [], most
    for day in days:
        fitting = sorted(filter(sought.fits, day.lines), key=lambda line: (line.verdict == Verdict.PROVED, line.asset))
        found.append(ShownDay(day, tuple(fitting[:left]), len(fitting), day.unknown[:NAMED]))
        left = max(left - len(fitting), 0)
    return found


def _days(looking: Viewer, last: date, first: date) -> Iterator[GroupDay]:
    day = last
    while day >= first:
        yield group_of_day(reader.engine(), looking.accounts, day)
        day -= ONE_DAY


def _within(seconds: float, days: Iterator[Any]) -> Iterator[Any]:
    """The first of them, and further ones as long as they come in time; never more than are shown at once."""
    end = time.monotonic() + seconds
    for number, day in enumerate(days, 1):
        yield day
        if number == DAYS_AT_ONCE or time.monotonic() >= end:
            return

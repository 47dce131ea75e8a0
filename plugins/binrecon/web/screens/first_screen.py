"""What the first screen shows to a user: one sentence on the newest settled day, the grid, the inbox, after the filters
that stand in its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from fastapi import HTTPException

from binrecon.config.accounts import Account
from binrecon.domain.money import total
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.breaks import Break
from binrecon.storage.pages.overview import DayState, Overview, read_overview
from binrecon.web import reader
from binrecon.web.access import Viewer
from binrecon.web.parameters import Amount, Day
from binrecon.web.screens.cell import RESOLUTIONS
from binrecon.web.screens.grid import Row, rows_of
from binrecon.web.screens.inbox import Concern, Group, Rights, Subject, concerns_of, grouped

SPANS = (30, 90)
LONGEST = timedelta(days=366)
_WORST_FIRST = (Verdict.UNPROVED, Verdict.OPEN, Verdict.EXPLAINED, Verdict.PROVED)


@dataclass(frozen=True)
class Headline:
    """How the newest settled day stands: of its account-days how many have which verdict, how many no verdict yet, what
    is open in USD, and the oldest break that is open. `total` counts the wallets of the accounts file, and those that
    were judged though the file names them no more."""

    day: date
    total: int
    counts: Mapping[Verdict, int]
    waiting: int
    usd: Decimal | None
    unpriced: int
    oldest: Break | None

    @property
    def worst(self) -> str:
        """The verdict of the whole day: what is worst in it; `due` where nothing is wrong and not all is judged."""
        found = next((verdict for verdict in _WORST_FIRST if verdict in self.counts), None)
        wrong = found in (Verdict.UNPROVED, Verdict.OPEN)
        return str(found) if found and (wrong or not self.waiting) else "due"


@dataclass(frozen=True)
class Choice:
    """The filters in the address. `usd` is the least value: what is unproved or has no price stays. `mine` keeps
    what the user may deal with. The days are at most LONGEST."""

    account: str = ""
    wallet: str = ""
    verdict: str = ""
    asset: str = ""
    usd: Amount = None
    mine: bool = False
    first: Day = None
    last: Day = None

    @property
    def narrows(self) -> bool:
        """Whether the inbox is filtered by more than account and wallet: the grid then keeps the rows of its rest."""
        return bool(self.verdict or self.asset or self.usd or self.mine)

    def days(self, newest: date) -> list[date]:
        """The days of the grid, none after the newest that is settled; raises HTTPException 422."""
        last = min(self.last or newest, newest)
        first = self.first or last - timedelta(days=SPANS[0] - 1)
        if not timedelta(0) <= last - first < LONGEST:
            raise HTTPException(422, f"The first day is not after the last, and there are at most {LONGEST.days}.")
        return [first + timedelta(days=place) for place in range((last - first).days + 1)]

    def fits(self, one: Concern) -> bool:
        """Whether the concern is shown; what is of no wallet is in each."""
        return (
            (not self.wallet or one.wallet in ("", self.wallet))
            and (not self.verdict or one.verdict == self.verdict)
            and (not self.asset or _names(one, self.asset.casefold()))
            and (not self.usd or self._is_worth(one, self.usd))
            and (not self.mine or one.may_act)
        )

    @staticmethod
    def _is_worth(one: Concern, least: Decimal) -> bool:
        """Whether it may be worth so much: of what is unproved a variance is no measure, of some there is no price."""
        return one.verdict == Verdict.UNPROVED or (bool(one.verdict) and (one.usd is None or one.usd >= least))


def _names(one: Concern, asset: str) -> bool:
    return any(asset in name.casefold() for name in (*one.names, one.subject))


@dataclass(frozen=True)
class Shown:
    """What the first screen shows of what was read, after the filters."""

    days: list[date]
    read: Overview
    headline: Headline
    rows: list[Row]
    groups: list[Group]

    @property
    def concerns(self) -> list[Concern]:
        """What needs a person, in the order of the inbox."""
        return [one for group in self.groups for one in group.concerns]

    @property
    def breaks(self) -> list[Break]:
        """The breaks of these, one by one, in that order."""
        return [one for concern in self.concerns for one in concern.breaks]

    @property
    def beyond(self) -> int:
        """How many breaks of the accounts have no day in the range: they are in no other count."""
        return sum(not one.lies_in(self.days[0], self.days[-1]) for one in self.read.breaks)


def look(looking: Viewer, choice: Choice, root: str, now: datetime) -> Shown:
    """The first screen as this user sees it."""
    days = choice.days(newest_settled_day(now))
    accounts = [one for one in looking.accounts if not choice.account or one.slug == choice.account]
    read = read_overview(reader.engine(), [one.email for one in accounts], days[0], days[-1], now)
    rows = [row for row in rows_of(accounts, read, days) if not choice.wallet or row.wallet == choice.wallet]
    rights = Rights(looking.may_run(RESOLUTIONS), cache(looking.may_clear))
    subject = Subject(root, accounts, looking.known)
    fitting = [one for one in concerns_of(subject, read, rows, days, now, rights) if choice.fits(one)]
    if choice.narrows:
        named = {(one.account, one.wallet) for one in fitting}
        rows = [row for row in rows if (row.account, row.wallet) in named]
    return Shown(days, read, headline(accounts, read, days[-1]), rows, grouped(fitting))


def headline(accounts: Sequence[Account], read: Overview, day: date) -> Headline:
    """The sentence on the newest settled day."""
    states = [state for state in read.days if state.date == day and state.judged]
    judged = {(state.email, state.wallet) for state in states}
    configured = {(account.email, str(wallet)) for account in accounts for wallet in account.wallets}
    priced = [state.usd for state in states if state.usd is not None]
    return Headline(
        day,
        len(configured | judged),
        {verdict: count for verdict, count in _counted(states).items() if count},
        len(configured - judged),
        total(priced) if priced else None,
        sum(state.unpriced for state in states),
        next((found for found in read.breaks if found.state == Verdict.OPEN), None),
    )


def _counted(states: Iterable[DayState]) -> dict[Verdict, int]:
    counts = Counter(state.verdict for state in states)
    return {verdict: counts[verdict] for verdict in reversed(_WORST_FIRST)}

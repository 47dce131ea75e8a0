"""What the first page shows: how every account-day of a range stands, the breaks, what waits for people beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Engine

from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import NOBODY
from binrecon.storage.breaks import Break, breaks, looked_at
from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read


class DayState(NamedTuple):
    """One account-day. `usd` is what is open and priced, by size; `unpriced` counts what is open without a price."""

    email: str
    wallet: str
    date: date
    verdict: str
    reason: str
    proved: int
    explained: int
    open: int
    unproved: int
    judged: bool
    usd: Decimal | None
    unpriced: int

    @property
    def not_proved(self) -> int:
        """How many measures of assets need somebody: explained ones do not."""
        return self.open + self.unproved


class Waiting(NamedTuple):
    """Something beside the verdicts that waits for a person: `kind` is error, quarantine, approval or expiry, the last
    two with the `number` of a resolution. What is of no account has the e-mail NOBODY."""

    email: str
    kind: str
    subject: str
    times: int
    since: datetime
    detail: str
    number: int | None


class ListedSubAccount(NamedTuple):
    """A sub-account that the exchange lists for a main account, and the day when it did."""

    main: str
    sub_account: str
    read_on: date


@dataclass(frozen=True)
class Overview:
    """One consistent picture of all that the first page shows. `breaks` are all that the accounts have, also those with
    no day in the range, the oldest first. `began` is the first day of each account and wallet,
    `members` the sub-accounts that the exchange lists for the main accounts, `sealed_at` the time of the newest link of
    the chain."""

    days: tuple[DayState, ...]
    breaks: tuple[Break, ...]
    waiting: tuple[Waiting, ...]
    began: Mapping[tuple[str, str], date]
    members: tuple[ListedSubAccount, ...]
    sealed_at: datetime | None


def read_overview(engine: Engine, emails: Sequence[str], first: date, last: date, at: datetime) -> Overview:
    """The days `first` to `last`, both included, of these accounts, and what waits at this moment."""
    named = {"emails": list(emails), "first": first, "last": last}
    anybody = {"emails": [*emails, NOBODY], "at": at}
    with consistent_read(engine) as connection:
        days = rows(connection, "pages/days.sql", named, lambda _: DayState._make)
        found = breaks(connection, looked_at(emails, newest_settled_day(at)))
        waiting = rows(connection, "pages/waiting.sql", anybody, lambda _: Waiting._make)
        began = rows(connection, "pages/first_days.sql", named)
        members = rows(connection, "reports/sub_accounts.sql", named, lambda _: ListedSubAccount._make)
        [(sealed_at,)] = rows(connection, "pages/newest_link.sql", {})
    return Overview(
        tuple(days),
        tuple(found),
        tuple(waiting),
        {(email, wallet): day for email, wallet, day in began},
        tuple(members),
        sealed_at,
    )

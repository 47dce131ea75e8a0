"""What the first page shows: how every account-day of a range stands, what is wrong gathered by cause, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Engine

from binrecon.domain.vocabulary import NOBODY
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


class Unsettled(NamedTuple):
    """Days of one account and wallet that one open asset or one reason leaves without proof. `asset` and `measure` are
    empty for a reason. `variance`, `step` and `reason` are those of the newest day; `usd` is the sum of sizes, None
    where nothing is priced."""

    email: str
    wallet: str
    verdict: str
    subject: str
    asset: str
    measure: str
    names: tuple[str, ...]
    days: int
    since: date
    newest: date
    usd: Decimal | None
    variance: Decimal | None
    step: str
    reason: str


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
    """One consistent picture of all that the first page shows. `began` is the first day of each account and wallet,
    `members` the sub-accounts that the exchange lists for the main accounts, `sealed_at` the time of the newest link of
    the chain."""

    days: tuple[DayState, ...]
    unsettled: tuple[Unsettled, ...]
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
        unsettled = rows(connection, "pages/unsettled.sql", named, lambda _: Unsettled._make)
        waiting = rows(connection, "pages/waiting.sql", anybody, lambda _: Waiting._make)
        began = rows(connection, "pages/first_days.sql", named)
        members = rows(connection, "reports/sub_accounts.sql", named, lambda _: ListedSubAccount._make)
        [(sealed_at,)] = rows(connection, "pages/newest_link.sql", {})
    return Overview(
        tuple(days),
        tuple(unsettled),
        tuple(waiting),
        {(email, wallet): day for email, wallet, day in began},
        tuple(members),
        sealed_at,
    )

"""Which account-days only a judgement can settle, so that the answers they rest on have to stay.

Rests on decision 117.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection

from binrecon.storage.queries import rows
from binrecon.storage.resolutions import no_longer_backed
from binrecon.storage.sign_offs import Period, content_of

_EVER = datetime.max.replace(tzinfo=UTC)
_ORDER = attrgetter("date", "wallet", "email")


class UnsettledDay(NamedTuple):
    """One wallet's day that is open or unproved, was opened and not judged, or rests on a resolution that ends."""

    email: str
    date: date
    wallet: str
    judged: bool

    def __str__(self) -> str:
        return f"{self.date} {self.wallet} {self.email}"


def unsettled_days(connection: Connection, before: date) -> list[UnsettledDay]:
    """The account-days before a day that are not settled, the oldest first: but for those of periods whose verdicts a
    reviewer has signed as they are. Held against the digest that was signed: a verdict that was written meanwhile may
    have a lower number than one that was signed, and a day may be another with no verdict of an asset being one."""
    found = sorted({*_open(connection, before), *_for_a_time(connection, before)}, key=_ORDER)
    signed = list(_signed(connection, {day.email for day in found if day.judged}, before))
    return [day for day in found if not (day.judged and _is_within(day, signed))]


def _open(connection: Connection, before: date) -> list[UnsettledDay]:
    return rows(connection, "archives/open_days.sql", {"before": before}, lambda _: UnsettledDay._make)


def _for_a_time(connection: Connection, before: date) -> Iterator[UnsettledDay]:
    """The days that rest on a resolution which is withdrawn, or will expire: they are to be judged again then."""
    for day in no_longer_backed(connection, _EVER):
        if day.day < before:
            yield UnsettledDay(day.email, day.day, str(day.wallet), True)


def _signed(connection: Connection, emails: Iterable[str], before: date) -> Iterator[Period]:
    """The periods whose verdicts are those that a reviewer signed."""
    digests: dict[Period, set[str]] = defaultdict(set)
    named = {"emails": sorted(emails), "before": before}
    for email, first, last, digest in rows(connection, "archives/reviewed.sql", named):
        digests[Period(email, first, last)].add(digest)
    for period, signed in digests.items():
        if content_of(connection, period).digest in signed:
            yield period


def _is_within(day: UnsettledDay, periods: Iterable[Period]) -> bool:
    return any(one.email == day.email and one.first <= day.date <= one.last for one in periods)

"""Signatures under the verdicts of a period: who prepared, who reviewed, and which verdicts these were.

Rests on decision 106.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from binrecon.storage.queries import rows


@dataclass(frozen=True)
class Period:
    """The days `first` to `last` of an account, both included, in every wallet."""

    email: str
    first: date
    last: date


class Content(NamedTuple):
    """What of a period is signed: the digest of its newest verdicts, how many they are, the highest number among them,
    and how many of its days have no verdict."""

    digest: str
    cells: int
    through_id: int
    unjudged: int


class Signature(NamedTuple):
    """A signature as it was given."""

    id: int
    role: str
    author: str
    comment: str
    digest: str
    cells: int
    through_id: int
    at: datetime


class Newer(NamedTuple):
    """A verdict that is newer than a signature."""

    date: date
    wallet: str
    asset: str
    measure: str
    verdict: str
    decided_at: datetime


def content_of(connection: Connection, period: Period) -> Content:
    """The verdicts of the period as they are now."""
    [found] = rows(connection, "sign_offs/period.sql", vars(period))
    return Content(*found)


def signatures(connection: Connection, period: Period) -> list[Signature]:
    """What was signed of exactly this period, oldest first."""
    return rows(connection, "sign_offs/of_period.sql", vars(period), lambda _: Signature._make)


def changed_since(connection: Connection, period: Period, signed: Signature) -> list[Newer]:
    """The verdicts of the period that are newer than the signature."""
    named = {**vars(period), "through_id": signed.through_id}
    return rows(connection, "sign_offs/changed_since.sql", named, lambda _: Newer._make)


def add(connection: Connection, period: Period, role: str, author: str, comment: str, content: Content) -> int:
    """Write a signature down in the caller's transaction; gives its number."""
    named = {**vars(period), **content._asdict(), "role": role, "author": author, "comment": comment}
    [(written,)] = rows(connection, "sign_offs/add.sql", named)
    return int(written)

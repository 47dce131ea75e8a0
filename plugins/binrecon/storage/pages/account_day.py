"""What the page of an account-day shows: its verdict, the arithmetic of each asset, its breaks, what has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.storage.breaks import Break, breaks, looked_at
from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read

AROUND = timedelta(days=30)
"""How many days before and after its own a page shows."""


class StoredVerdict(NamedTuple):
    """How the day stands, and the run that said so."""

    verdict: str
    reason: str
    run_id: str
    opened_at: datetime
    decided_at: datetime | None
    proved: int
    explained: int
    open: int
    unproved: int


class AssetLine(NamedTuple):
    """One measure of an asset: opening + movements = expected, actual − expected = variance, signed, in the asset."""

    asset: str
    measure: str
    opening: Decimal | None
    transfers_in: Decimal
    transfers_out: Decimal
    trades_in: Decimal
    trades_out: Decimal
    fees: Decimal
    expected: Decimal | None
    actual: Decimal | None
    variance: Decimal | None
    variance_usd: Decimal | None
    verdict: str
    reason: str
    step: str


class Unanswered(NamedTuple):
    """A question without a whole answer."""

    endpoint: str
    key: str
    required: bool
    status: str
    detail: str


class AskedQuestion(NamedTuple):
    """A question of the plan with the newest reading that touches its day; None where it was never asked."""

    endpoint: str
    key: str
    required: bool
    reason: str
    status: str
    detail: str
    reading: int | None
    asked_at: datetime | None
    records: int | None
    pages: int | None
    run_id: str


class CoverageDay(NamedTuple):
    """How many questions a day of the wallet has, and how many of them lack a whole answer."""

    date: date
    asked: int
    lacking: int


@dataclass(frozen=True)
class QuestionsPage:
    """One consistent picture of a day's questions, and of the days around it."""

    questions: tuple[AskedQuestion, ...]
    days: tuple[CoverageDay, ...]


@dataclass(frozen=True)
class DayPage:
    """One consistent picture of an account-day; `judged` is None where it was never opened. `breaks` are those that
    have the day among their own, by asset and measure; both are empty of one that is unproved as a whole."""

    judged: StoredVerdict | None
    lines: tuple[AssetLine, ...]
    gaps: tuple[Unanswered, ...]
    breaks: Mapping[tuple[str, str], Break]


def read_day(engine: Engine, account_day: AccountDay, newest: date) -> DayPage:
    """The account-day as it stands now; ages count up to `newest`, the newest settled day."""
    named, day = account_day.parameters, account_day.day
    with consistent_read(engine) as connection:
        judged = rows(connection, "pages/account_day.sql", named, lambda _: StoredVerdict._make)
        lines = rows(connection, "pages/day_lines.sql", named, lambda _: AssetLine._make)
        gaps = rows(connection, "pages/gaps.sql", named, lambda _: Unanswered._make)
        found = breaks(connection, looked_at([account_day.email], newest, day, day))
    held = {(one.asset, one.measure): one for one in found if one.wallet == account_day.wallet}
    return DayPage(judged[0] if judged else None, tuple(lines), tuple(gaps), held)


def read_questions(engine: Engine, account_day: AccountDay) -> QuestionsPage:
    """Every question of the day's plan, those without an answer first, and the days up to AROUND before and after."""
    named = account_day.parameters
    around = {**named, "first": account_day.day - AROUND, "last": account_day.day + AROUND}
    with consistent_read(engine) as connection:
        found = rows(connection, "pages/questions.sql", named, lambda _: AskedQuestion._make)
        days = rows(connection, "pages/coverage_by_day.sql", around, lambda _: CoverageDay._make)
    return QuestionsPage(tuple(found), tuple(days))

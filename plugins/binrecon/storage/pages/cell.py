"""What the page of one measure of an asset on one account-day shows: movements, every verdict, other days and
places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.storage.breaks import Break, BreakEvent, BreakPlace, break_at, history
from binrecon.storage.pages.account_day import AROUND, AssetLine
from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read

MOST_MOVEMENTS = 2_000
"""As the query limits them; the CSVs have all."""


class Movement(NamedTuple):
    """One leg, signed, in the asset; `effective` whether it counts, `standing` why. `matched` is the account and wallet
    of its other end, where that was found."""

    at: datetime
    type: str
    kind: str
    amount: Decimal
    effective: bool
    standing: str
    source: str
    endpoint: str
    page: int
    external_id: str
    counter_party: str
    matched: str


class PastVerdict(NamedTuple):
    """A verdict that was given, newest first; `findings` as they were stored with it."""

    id: int
    verdict: str
    opening: Decimal | None
    expected: Decimal | None
    actual: Decimal | None
    variance: Decimal | None
    variance_usd: Decimal | None
    reason: str
    run_id: str
    decided_at: datetime
    findings: dict[str, Any]


class StripDay(NamedTuple):
    """The measure of the asset on another day."""

    date: date
    verdict: str
    actual: Decimal | None
    variance: Decimal | None


class Elsewhere(NamedTuple):
    """Another wallet or account in which the asset is off on the same day."""

    email: str
    wallet: str
    measure: str
    verdict: str
    variance: Decimal | None


@dataclass(frozen=True)
class CellPage:
    """One consistent picture of a cell; `line` is None where nothing names the asset on the day. `break_` is the break
    that has the day among its own, None where there is none, `events` what became of its days, or of this one."""

    line: AssetLine | None
    movements: tuple[Movement, ...]
    history: tuple[PastVerdict, ...]
    strip: tuple[StripDay, ...]
    elsewhere: tuple[Elsewhere, ...]
    break_: Break | None
    events: tuple[BreakEvent, ...]


def read_cell(
    engine: Engine, account_day: AccountDay, asset: str, measure: str, emails: Sequence[str], newest: date
) -> CellPage:
    """The cell as it stands now; other accounts are looked at among `emails` alone. `newest` is the newest settled
    day."""
    place = BreakPlace(account_day.email, account_day.wallet, asset, measure, account_day.day)
    days = {"first": account_day.day - AROUND, "last": account_day.day + AROUND}
    named = {**account_day.parameters, "asset": asset, "measure": measure, "emails": list(emails), **days}
    with consistent_read(engine) as connection:
        lines = rows(connection, "pages/day_lines.sql", named, lambda _: AssetLine._make)
        whole = break_at(connection, place, newest)
        return CellPage(
            next((line for line in lines if (line.asset, line.measure) == (asset, measure)), None),
            tuple(rows(connection, "pages/movements.sql", named, lambda _: Movement._make)),
            tuple(rows(connection, "pages/verdict_history.sql", named, lambda _: PastVerdict._make)),
            tuple(rows(connection, "pages/asset_strip.sql", named, lambda _: StripDay._make)),
            tuple(rows(connection, "pages/off_elsewhere.sql", named, lambda _: Elsewhere._make)),
            whole,
            tuple(history(connection, place, whole.dates if whole else [place.day])),
        )

"""What collecting a day took: calls, shares of the budgets, seconds at work, records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from binrecon.reporting.monitoring import budgets
from binrecon.storage.queries import rows


@dataclass(frozen=True)
class Effort:
    """Calls; for each kind of budget that was drawn on (by its pool) the most that one minute took, in percent of what
    we allow ourselves; seconds in which something was being asked; records read."""

    calls: int
    shares: tuple[tuple[str, Decimal], ...]
    seconds: int
    rows: int


def read_efforts(connection: Connection, emails: Sequence[str], day: date) -> dict[str, Effort]:
    """What the day took for each account, without shares: the budgets are not an account's own."""
    found = rows(connection, "reports/day_effort.sql", {"emails": list(emails), "day": day})
    return {email: Effort(calls, (), seconds, records) for email, calls, seconds, records in found}


def read_shares(
    connection: Connection, emails: Sequence[str], day: date, weight_share: Decimal
) -> tuple[tuple[str, Decimal], ...]:
    """How full the budgets became by the runs of the day of these accounts; `weight_share` is the part of each that we
    allow ourselves."""
    named = {"emails": list(emails), "day": day, **budgets(weight_share)}
    return tuple((pool, percent) for pool, percent in rows(connection, "reports/day_weight.sql", named))


def effort_text(effort: Effort) -> str:
    """The effort in one line."""
    spent = f"{effort.calls} calls, {effort.seconds} s at work, {effort.rows} rows"
    return f"{spent}; {shares_text(effort.shares)}" if effort.shares else spent


def shares_text(shares: Sequence[tuple[str, Decimal]]) -> str:
    """The fullest minute of each budget."""
    named = (
        f"{percent.normalize():f} % of {pool.removeprefix('binance_').replace('_', ' ')}" for pool, percent in shares
    )
    return f"fullest minute {', '.join(named)}"

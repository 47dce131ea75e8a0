"""Months of verdicts put in by hand, for what closes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.vocabulary import AccountType
from sqlalchemy import Engine

from tests.storage.rows import EMAIL, insert

MONTH = date(2026, 9, 1)
FIRST, LAST = date(2026, 9, 29), date(2026, 9, 30)
"""The account is reconciled from the last two days of the month on."""
AFTER = date(2026, 10, 1)
_LAST_OF_BEFORE = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
PAST_LAST = _LAST_OF_BEFORE.replace(day=1) - timedelta(days=1)
"""The last day of the month before last, which is over by the clock of whoever runs the tests."""
PAST_FIRST, PAST_AFTER = PAST_LAST - timedelta(days=1), PAST_LAST + timedelta(days=1)
PAST = f"{PAST_LAST:%Y-%m}"
NOW = datetime(2026, 10, 4, 12, tzinfo=UTC)
"""The day after the month is settled; the close is due on the 5th."""
ROSTER = Roster((Account(EMAIL, AccountType.MAIN, "binance"),), Settings())


def judge(engine: Engine, day: date, verdict: str = "proved", variance: str = "0", usd: str | None = None) -> None:
    """A verdict on BTC of the account-day, and the day as bad as it."""
    named = {"email": EMAIL, "wallet": "SPOT", "date": day, "verdict": verdict}
    row = named | {"asset": "BTC", "variance": variance, "variance_usd": usd, "reason": "why"}
    insert(engine, "binance_reconciliation_verdicts", row)
    counts = {name: int(name == verdict) for name in ("proved", "explained", "open", "unproved")}
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_reconciliation_days"
            " (email, wallet, date, opened_at, decided_at, verdict, reason, proved, explained, open, unproved)"
            " VALUES (%(email)s, %(wallet)s, %(date)s, now(), now(), %(verdict)s, '',"
            " %(proved)s, %(explained)s, %(open)s, %(unproved)s)"
            " ON CONFLICT (email, wallet, date) DO UPDATE SET (verdict, proved, explained, open, unproved)"
            " = (excluded.verdict, excluded.proved, excluded.explained, excluded.open, excluded.unproved)",
            named | counts,
        )


def judge_without_assets(engine: Engine, day: date, verdict: str = "proved") -> None:
    """An account-day that was judged and has no asset."""
    named = {"email": EMAIL, "wallet": "SPOT", "date": day, "verdict": verdict, "reason": "no balances"}
    insert(engine, "binance_reconciliation_days", named | {"opened_at": NOW, "decided_at": datetime.now(UTC)})


def judge_all(engine: Engine, days: Iterable[date] = (FIRST, LAST, AFTER)) -> None:
    """Each of these days proved."""
    for day in days:
        judge(engine, day)


def nobody_waits(run_ids: Sequence[str]) -> bool:
    """As if every run of the close had ended."""
    return False


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)

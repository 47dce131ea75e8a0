"""Which days a run may have changed the rows of, of its account and of others, so that they are judged again.

Rests on decisions 14, 38 and 39.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.sources.wallet_lists import endpoints_of
from binrecon.storage.autocommit import single_statements
from binrecon.storage.day_results import earlier_verdicts
from binrecon.storage.discovery import LATE
from binrecon.storage.queries import rows
from binrecon.storage.reading_back import earliest_day_read

REACH = 2 * LATE + timedelta(days=1)
"""What a run reads lies within so many days of its own day, but for lists that are read for the first time. Of all
others a pair that is asked for the first time, or after long, is read furthest back."""


def judged_around(engine: Engine, account_day: AccountDay, run_id: str) -> dict[date, Verdict]:
    """The verdicts of the days within reach of the run of this one that were judged, itself included, oldest first."""
    return judged_between(engine, account_day, *_reach(engine, account_day, run_id))


def judged_between(engine: Engine, account_day: AccountDay, first: date, last: date) -> dict[date, Verdict]:
    """The verdicts of this wallet on the days from the first to the last that were judged, oldest first."""
    with single_statements(engine) as connection:
        found = earlier_verdicts(connection, account_day, first, last)
    return {day: earlier.verdict for day, earlier in found.items()}


def touched_days(engine: Engine, account_day: AccountDay, run_id: str) -> list[AccountDay]:
    """The account-days beyond those around this one whose verdicts may rest on what the run changed: its verdicts on
    this account, and the matches of own transfers. Read from what the run wrote, so that a second try of it finds them
    too. Call it after the days of this account were judged."""
    first, last = _reach(engine, account_day, run_id)
    named = {**account_day.parameters, "run_id": run_id, "first": first, "last": last}
    with single_statements(engine) as connection:
        return [
            AccountDay(email, day, Wallet(wallet))
            for email, day, wallet in rows(connection, "reconcile/touched_days.sql", named)
        ]


def _reach(engine: Engine, account_day: AccountDay, run_id: str) -> tuple[date, date]:
    """The first and the last day whose rows the run may have changed: of a run that has read a list back, or follows
    one that has and never judged, from the first day that was read."""
    lists = [endpoint.name for endpoint in endpoints_of(account_day.wallet) if endpoint.retention is not None]
    first, around = earliest_day_read(engine, account_day.email, lists, run_id), account_day.day - REACH
    return min(first or around, around), account_day.day + REACH


def run_elsewhere(email: str, run_id: str) -> str:
    """What the verdicts of an account's run on another account's days are written under: runs of two accounts may have
    one id."""
    return f"{run_id} of {email}"


def days_to_judge_again(judged: Iterable[date], day: date) -> list[date]:
    """Every judged day but the run's own, oldest first. Days whose rows did not change are among them: a record may
    also have left its day, and judging such a day again writes nothing."""
    return sorted(other for other in judged if other != day)

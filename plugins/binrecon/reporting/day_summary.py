"""What a day's messages are made of, read from stored results: verdict, counts, open values, gaps, effort.

Rests on decision 48.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.limits import DEFAULT_SHARE
from binrecon.domain.meanings import Meaning
from binrecon.domain.money import ZERO
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import transfer_words
from binrecon.reporting.effort import Effort, read_efforts, read_shares
from binrecon.storage.autocommit import single_statements
from binrecon.storage.day_facts import read_gaps
from binrecon.storage.judged_days import run_elsewhere
from binrecon.storage.notifications import NO_DAY
from binrecon.storage.queries import rows


@dataclass(frozen=True)
class OpenValue:
    """One variance nothing accounts for, signed, in the asset; `asset` with the measure where it is not the balance;
    `usd` None when no price is known; `agree` who of snapshot, lists and statement agrees, empty where no statement
    covers the day; `resolved` is the part of it that people resolved."""

    asset: str
    variance: Decimal
    usd: Decimal | None
    agree: str = ""
    resolved: Decimal = ZERO


@dataclass(frozen=True)
class CounterMove:
    """What the day exchanged with a counter-wallet without a ledger: `net` is signed, in the asset."""

    counter_wallet: str
    asset: str
    net: Decimal


@dataclass(frozen=True)
class Change:
    """A verdict on another day that changed: late or altered records, resolutions, statements. Variances signed, in the
    asset; `account` None where it is the run's own."""

    day: date
    asset: str
    before: str
    after: str
    variance_before: Decimal | None
    variance_after: Decimal | None
    account: str | None
    wallet: Wallet

    def account_day(self, own: str) -> AccountDay:
        """Whose day it is, told by a run or a message of the account `own`."""
        return AccountDay(self.account or own, self.day, self.wallet)


@dataclass(frozen=True)
class DaySummary:
    """One account-day as its message reports it. `open_values` are largest known USD value first, unpriced last;
    `not_asked` names the lists that hold nothing of this account, or are refused for good, and why."""

    account_day: AccountDay
    verdict: str
    reason: str
    proved: int
    explained: int
    open: int
    unproved: int
    open_values: tuple[OpenValue, ...]
    missing: tuple[str, ...]
    effort: Effort
    changes: tuple[Change, ...] = ()
    not_asked: tuple[str, ...] = ()
    counter_moves: tuple[CounterMove, ...] = ()


def read_summary(
    engine: Engine,
    account_day: AccountDay,
    run_id: str = "",
    weight_share: Decimal = DEFAULT_SHARE,
) -> DaySummary:
    """The stored outcome of the day; with SPOT's, what the run changed on days of other accounts, and what anybody
    changed on the account's other days, of every wallet, since the summary before: each is reported by the first
    summary of SPOT posted after it. A day that was never judged is unproved, with that as its reason."""
    named = {**account_day.parameters, "run_id": run_id}
    with single_statements(engine) as connection:
        stored = rows(connection, "reports/day_verdict.sql", named)
        judged = stored[0] if stored else ("unproved", "not reconciled yet", 0, 0, 0, 0)
        verdict, reason, proved, explained, open_, unproved = judged
        values = tuple(OpenValue(*row) for row in rows(connection, "reports/day_open_values.sql", named))
        missing = _missing(connection, account_day, verdict, reason)
        effort = _effort(connection, account_day, weight_share)
        told_here = account_day.wallet is Wallet.SPOT
        changes = _changes(connection, {**named, "unreported": True}) if told_here else ()
        not_asked, moves = read_not_asked(connection, account_day), _counter_moves(connection, account_day)
    counts = (proved, explained, open_, unproved)
    return DaySummary(account_day, verdict, reason, *counts, values, missing, effort, changes, not_asked, moves)


def _counter_moves(connection: Connection, account_day: AccountDay) -> tuple[CounterMove, ...]:
    found = rows(connection, "reports/counter_wallets.sql", {**account_day.parameters, **transfer_words()})
    return tuple(CounterMove(counter, asset, net) for _, _, _, counter, asset, _, _, net, _ in found)


def read_not_asked(connection: Connection, account_day: AccountDay) -> tuple[str, ...]:
    """One sentence for each reason why lists of the day's plan hold nothing: the account does not have it, or they are
    refused for good and the day does without them."""
    found = rows(connection, "reports/not_asked.sql", account_day.parameters)
    return tuple(
        f"{', '.join(endpoints)}: {detail if meaning == Meaning.NOT_HAD else f'refused for good ({detail})'}"
        for meaning, detail, endpoints in found
    )


def open_since(engine: Engine, account_day: AccountDay, assets: Iterable[str]) -> int:
    """A number that distinguishes one opening of these assets' variances from the next: the same until one of them was
    not open."""
    named = {**account_day.parameters, "assets": list(assets)}
    with single_statements(engine) as connection:
        [(since,)] = rows(connection, "reports/open_since.sql", named)
    return int(since)


def changed_days(engine: Engine, account_day: AccountDay, run_id: str) -> list[AccountDay]:
    """The account-days besides its own on which the run changed a verdict, in order. Read from the log: a task that is
    cleared finds them again, though judging once more changes nothing."""
    with single_statements(engine) as connection:
        changes = _changes(connection, {**account_day.parameters, "run_id": run_id})
    return days_of(changes, account_day.email)


def run_changes(engine: Engine, email: str, run_id: str) -> tuple[Change, ...]:
    """The changes to an account's verdicts by a run that is about no day, in order of day and asset."""
    with single_statements(engine) as connection:
        return _changes(connection, {"email": email, "day": NO_DAY, "run_id": run_id})


def days_of(changes: Iterable[Change], email: str) -> list[AccountDay]:
    """The account-days of the changes, each once, in order; `email` is the account whose run made them."""
    return sorted({change.account_day(email) for change in changes})


def _effort(connection: Connection, account_day: AccountDay, weight_share: Decimal) -> Effort:
    email, day = account_day.email, account_day.day
    [effort] = read_efforts(connection, [email], day).values()
    return replace(effort, shares=read_shares(connection, [email], day, weight_share))


def _changes(connection: Connection, named: dict[str, Any]) -> tuple[Change, ...]:
    parameters = {"unreported": False, **named, "run_elsewhere": run_elsewhere(named["email"], named["run_id"])}
    return tuple(
        Change(day, asset, before, after, variance_before, variance_after, account, Wallet(wallet))
        for day, asset, before, after, variance_before, variance_after, account, wallet in rows(
            connection, "reports/changed_verdicts.sql", parameters
        )
    )


def _missing(connection: Connection, account_day: AccountDay, verdict: str, reason: str) -> tuple[str, ...]:
    """The gaps by name, or the day's own reason when it is unproved for want of something else."""
    gaps = tuple(f"{gap.name}: {gap.detail}" for gap in read_gaps(connection, account_day))
    return gaps or ((reason,) if verdict == "unproved" else ())

"""Judges the days again that a statement speaks of, once it is imported, withdrawn, or its clock is proved; and what
Discord is told of it.

Rests on decision 42.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Account, Roster
from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import DAY
from binrecon.domain.messages import Message
from binrecon.domain.wallets import RECONCILED
from binrecon.processing.statements.comparing import prove_clocks
from binrecon.reporting.account_names import Naming
from binrecon.reporting.day_summary import run_changes
from binrecon.reporting.discord import all_fit, changes_message
from binrecon.services.day_messages import alerts_of
from binrecon.storage.autocommit import single_statements
from binrecon.storage.judged_days import judged_between
from binrecon.storage.statement_filing import Filed, filed


def reach_of(statement: Filed) -> dict[str, Any]:
    """Whose days the statement speaks of, as tasks hand it on: accounts, and the window where there is one; of a part
    that of its whole export, since days are covered whole only by all parts."""
    window = (statement.reach_from, statement.reach_to)
    return {"accounts": statement.accounts, "covered": [moment.isoformat() for moment in window if moment]}


def days_of_reaches(engine: Engine, reaches: Iterable[Mapping[str, Any]]) -> list[AccountDay]:
    """The judged days of every wallet that statements may speak of, by account and day: those of their windows and one
    more on either side."""
    found: set[AccountDay] = set()
    for reach in reaches:
        for email in reach["accounts"] if len(reach["covered"]) == 2 else ():
            first, last = map(datetime.fromisoformat, reach["covered"])
            for wallet in RECONCILED:
                account_day = AccountDay(email, first.date(), wallet)
                judged = judged_between(engine, account_day, (first - DAY).date(), (last + DAY).date())
                found |= {account_day.on(day) for day in judged}
    return sorted(found)


def proved_since(engine: Engine, roster: Roster, author: str) -> Iterator[dict[str, Any]]:
    """Prove the clocks that movements bear out by now; returns the reach of each such statement."""
    for account in roster.accounts:
        for statement_id in prove_clocks(engine, account.email, author):
            with single_statements(engine) as connection:
                [statement] = filed(connection, statement_id)
            yield reach_of(statement)


def messages_of_run(
    engine: Engine, account: Account, run_id: str, show_amounts: bool, name: Naming
) -> Iterator[Message]:
    """What the run changed of an account's verdicts; what is open above the thresholds is marked in it, and where it
    has no room for every change reported by an alert for each day."""
    changes = run_changes(engine, account.email, run_id)
    alerts = list(alerts_of(engine, account, changes, show_amounts, name))
    shown = alerts if all_fit(changes, show_amounts, name, statement=True) else []
    message = changes_message(
        account.email, changes, show_amounts, name, {mark for alert in shown for mark in alert.marks}
    )
    if message is not None:
        yield replace(message, covers=tuple(alert.message for alert in shown))
    yield from (alert.message for alert in alerts if message is None or alert not in shown)

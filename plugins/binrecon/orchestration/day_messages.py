"""Which messages a day calls for: the summary, sub-accounts nobody reconciles, variances above the thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from binrecon.accounts import load_accounts
from binrecon.cells import DayResult
from binrecon.orchestration.judging import investigated, judge_with
from binrecon.orchestration.session import Session
from binrecon.reconciliation.alerts import alerts
from binrecon.reporting.day_summary import days_of, read_summary
from binrecon.records import AccountType
from binrecon.reporting.discord import Message, summary_message, unlisted_message, variance_message
from binrecon.reporting.sub_accounts import unlisted
from binrecon.storage.coverage_gaps import read_facts
from binrecon.storage.results import judged_day


def messages_of(engine: Engine, mine: Session, day: date, doubts: Sequence[str] | None) -> list[Message]:
    """The day's messages, and the alerts of other days and accounts whose verdict the run changed. `doubts` are those the day was
    judged with, None when it was not: then there is no alert for it."""
    summary = read_summary(engine, mine.email, day, mine.run_id)
    messages = [summary_message(summary, mine.settings.show_amounts), _unlisted(engine, mine)]
    if doubts is not None:
        messages.append(_alert(engine, mine, mine.email, day, doubts))
    messages += [_alert(engine, mine, email, other, ()) for email, other in days_of(summary.changes, mine.email)]
    return [message for message in messages if message is not None]


def _alert(engine: Engine, mine: Session, email: str, day: date, doubts: Sequence[str]) -> Message | None:
    """By the thresholds of the day's own account; one that the accounts file has no more gives no alert."""
    accounts = [mine.account] if email == mine.email else load_accounts().accounts
    thresholds = [account.thresholds for account in accounts if account.email == email]
    above = alerts(judged_now(engine, email, day, doubts), thresholds[0]) if thresholds else ()
    return variance_message(email, day, above, mine.settings.show_amounts)


def _unlisted(engine: Engine, mine: Session) -> Message | None:
    """Only a main account has a list of sub-accounts."""
    if mine.account.type is not AccountType.MAIN:
        return None
    known = [account.email for account in load_accounts().accounts]
    return unlisted_message(mine.email, unlisted(engine, mine.email, known))


def judged_now(engine: Engine, email: str, day: date, doubts: Sequence[str]) -> DayResult:
    """The day judged and investigated once more, from what is stored: amounts do not travel between tasks. Writes nothing."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        return judged_day(connection, read_facts(connection, email, day), judge_with(doubts), investigated)

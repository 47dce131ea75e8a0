"""Which messages a day calls for: the summary, and an alert for variances above the account's thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine

from binrecon.cells import DayResult
from binrecon.orchestration.judging import judge_with
from binrecon.orchestration.session import Session
from binrecon.reconciliation.alerts import alerts
from binrecon.reporting.day_summary import read_summary
from binrecon.reporting.discord import Message, summary_message, variance_message
from binrecon.storage.coverage_gaps import read_facts


def messages_of(engine: Engine, mine: Session, day: date, doubts: Sequence[str] | None) -> list[Message]:
    """The day's messages. `doubts` are those the day was judged with, None when it was not: then there is no alert."""
    shown = mine.settings.show_amounts
    summary = summary_message(read_summary(engine, mine.email, day), shown)
    if doubts is None:
        return [summary]
    above = alerts(_judged(engine, mine.email, day, doubts), mine.account.thresholds)
    alert = variance_message(mine.email, day, above, shown)
    return [summary] if alert is None else [summary, alert]


def _judged(engine: Engine, email: str, day: date, doubts: Sequence[str]) -> DayResult:
    """The day judged once more, from what is stored: amounts do not travel between tasks. Writes nothing."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        return judge_with(doubts)(read_facts(connection, email, day))

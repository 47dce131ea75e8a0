"""Which messages a day calls for: the summary, sub-accounts nobody reconciles, variances above the thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Engine

from binrecon.accounts import Account, load_accounts
from binrecon.cells import DayResult
from binrecon.orchestration.judging import investigated, investigated_later, judge_later, judge_with
from binrecon.orchestration.session import Session
from binrecon.reconciliation.alerts import alerts
from binrecon.reporting.day_summary import Change, open_since, read_summary
from binrecon.records import AccountType, Verdict
from binrecon.reporting.discord import Message, summary_message, unlisted_message, variance_message
from binrecon.reporting.sub_accounts import unlisted
from binrecon.storage.coverage_gaps import read_facts
from binrecon.storage.results import Investigate, Judge, judged_day


def messages_of(engine: Engine, mine: Session, day: date, doubts: Sequence[str] | None) -> Iterator[Message]:
    """The day's messages, and the alerts of other days and accounts that its summary tells of. `doubts` are those the day was
    judged with, None when it was not: then there is no alert for it. Each is read when it is asked for: what changes after the
    summary was posted is the next one's to tell."""
    summary = read_summary(engine, mine.email, day, mine.run_id)
    show_amounts = mine.settings.show_amounts
    yield summary_message(summary, show_amounts)
    of_the_day = None if doubts is None else _alert(engine, mine.account, day, show_amounts, judge_with(doubts), investigated)
    yield from filter(None, (_unlisted(engine, mine), of_the_day))
    for account in _accounts_of(mine, summary.changes):
        changes = [change for change in summary.changes if (change.account or mine.email) == account.email]
        yield from alerts_of(engine, account, changes, show_amounts)


def alerts_of(engine: Engine, account: Account, changes: Iterable[Change], show_amounts: bool) -> Iterator[Message]:
    """An alert for each day on which these changes of the account's verdicts left a variance open above its thresholds."""
    for day in sorted({change.day for change in changes if change.after == Verdict.OPEN}):
        yield from filter(None, [_alert(engine, account, day, show_amounts, judge_later, investigated_later)])


def _accounts_of(mine: Session, changes: Iterable[Change]) -> list[Account]:
    """The own account and the others that the changes are of; one that the accounts file has no more gets no alert."""
    others = {change.account for change in changes} - {None}
    return [mine.account, *(account for account in (load_accounts().accounts if others else ()) if account.email in others)]


def _alert(
    engine: Engine, account: Account, day: date, show_amounts: bool, judge: Judge, investigate: Investigate
) -> Message | None:
    above = alerts(_judged_now(engine, account.email, day, judge, investigate), account.thresholds)
    since = open_since(engine, account.email, day, [judgement.cell.asset for judgement in above])
    return variance_message(account.email, day, above, show_amounts, since)


def _unlisted(engine: Engine, mine: Session) -> Message | None:
    """Only a main account has a list of sub-accounts."""
    if mine.account.type is not AccountType.MAIN:
        return None
    known = [account.email for account in load_accounts().accounts]
    return unlisted_message(mine.email, unlisted(engine, mine.email, known))


def _judged_now(engine: Engine, email: str, day: date, judge: Judge, investigate: Investigate) -> DayResult:
    """The day judged and investigated once more, from what is stored: amounts do not travel between tasks. Writes nothing."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        return judged_day(connection, read_facts(connection, email, day), judge, investigate)

"""Judges held days once more with the code at hand, and says which verdicts would be others. Writes nothing.

Rests on decision 127.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.services.day_reconciliation import conclude, of_its_time, with_doubts
from binrecon.services.rejudging import left_to_its_run
from binrecon.storage.archives import archived_meanwhile, evidence_is_archived
from binrecon.storage.day_facts import read_facts
from binrecon.storage.day_results import earlier_verdict
from binrecon.storage.replay import OpenedDay, VerdictDifference, differences, opened_days, without_writing

log = logging.getLogger(__name__)

ARCHIVED = "its evidence is archived: its verdicts stand as they are"
NOT_JUDGED = "its run has not judged it"
LEFT_TO_ITS_RUN = "it is unproved by what its own run alone could know"
UNREAD = "a page that was collected since is not read yet: the run that reads it judges the day"


@dataclass(frozen=True)
class ReplayedDay:
    """One wallet's day: the verdicts that would be others, or in one sentence why it was not replayed."""

    account_day: AccountDay
    differences: tuple[VerdictDifference, ...] = ()
    not_replayed: str = ""


@dataclass(frozen=True)
class ReplayCount:
    """What a replay comes to: account-days replayed and not, and verdicts that would be others."""

    replayed: int
    not_replayed: int
    different: int


def replay(engine: Engine, emails: Sequence[str], first: date, last: date) -> Iterator[ReplayedDay]:
    """Each account-day of these accounts that was opened from the first day to the last, in every wallet, judged with
    the evidence that is held and the doubts its own run had, each on one picture of the database in a transaction that
    may not write."""
    for opened in opened_days(engine, emails, first, last):
        yield _replayed(engine, opened)


def counted(days: Sequence[ReplayedDay]) -> ReplayCount:
    """The counts of these days."""
    passed_over = sum(1 for one in days if one.not_replayed)
    return ReplayCount(len(days) - passed_over, passed_over, sum(len(one.differences) for one in days))


def _replayed(engine: Engine, opened: OpenedDay) -> ReplayedDay:
    if not opened.judged:
        return ReplayedDay(opened.account_day, not_replayed=NOT_JUDGED)
    with without_writing(engine) as connection:
        found = _judged(connection, opened.account_day)
        if archived_meanwhile(engine, opened.account_day.day):
            return ReplayedDay(opened.account_day, not_replayed=ARCHIVED)
        return found


def _judged(connection: Connection, account_day: AccountDay) -> ReplayedDay:
    """As `rejudging.judge_again` judges, up to what it would write."""
    earlier = earlier_verdict(connection, account_day)
    if evidence_is_archived(connection, account_day.day):
        return ReplayedDay(account_day, not_replayed=ARCHIVED)
    if earlier is None:
        return ReplayedDay(account_day, not_replayed=NOT_JUDGED)
    if left_to_its_run(earlier):
        return ReplayedDay(account_day, not_replayed=LEFT_TO_ITS_RUN)
    facts = read_facts(connection, account_day)
    if facts.pending_pages:
        return ReplayedDay(account_day, not_replayed=UNREAD)
    result = conclude(connection, of_its_time(with_doubts(facts, earlier.doubts or ())))
    return ReplayedDay(account_day, differences(connection, result))

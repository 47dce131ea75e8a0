"""Judges days again whose verdicts may be others by now: those around a run's own, of other accounts, or of people's
actions.

Rests on decisions 14, 38 and 39.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import Verdict
from binrecon.reporting.csv_reports import write_reports
from binrecon.reporting.day_summary import run_changes
from binrecon.services.day_messages import Deliver, alerts_of, names_of
from binrecon.services.day_reconciliation import PAIRS, conclude, of_its_time, with_doubts
from binrecon.storage.archives import archived_meanwhile, evidence_is_archived
from binrecon.storage.autocommit import single_statements
from binrecon.storage.day_facts import read_facts
from binrecon.storage.day_results import EarlierVerdict, earlier_verdict, write_day
from binrecon.storage.judged_days import days_to_judge_again, judged_around, run_elsewhere, touched_days
from binrecon.storage.resolutions import no_longer_backed
from binrecon.storage.transactions import day_lock, retry_collisions

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JudgedAgain:
    """A day's verdict before and after, and how many verdict rows it added (0 when nothing changed)."""

    before: Verdict
    result: DayResult
    appended: int

    @property
    def change(self) -> dict[str, str]:
        """What changed, as tasks hand it on: account, date, and verdict before and after."""
        day = self.result.account_day
        verdicts = {"from": str(self.before), "to": str(self.result.verdict)}
        return {"account": day.email, "day": day.day.isoformat(), **verdicts}


@retry_collisions
def judge_again(engine: Engine, account_day: AccountDay, run_id: str) -> JudgedAgain | None:
    """Judge a judged day once more, with the doubts its own run had, and store what differs, all or nothing. None, and
    nothing written, where it is not judged by now, where it is unproved by what its own run alone can know (doubts that
    are not known, or the list of pairs of its time), or where a page is unread: the run that reads the page judges the
    day. None as well where the evidence is archived: the verdict was made with it, and stands.

    Raises RetryableError when something else kept writing the same rows.
    """
    with day_lock(engine, account_day) as connection:
        earlier = earlier_verdict(connection, account_day)
        if earlier is None or left_to_its_run(earlier) or evidence_is_archived(connection, account_day.day):
            return None
        facts = read_facts(connection, account_day)
        if facts.pending_pages:
            return None
        doubts = earlier.doubts or ()
        result = conclude(connection, of_its_time(with_doubts(facts, doubts)))
        if archived_meanwhile(engine, account_day.day):
            return None
        return JudgedAgain(earlier.verdict, result, write_day(connection, result, run_id, doubts))


def judge_others(engine: Engine, account_day: AccountDay, run_id: str) -> list[dict[str, str]]:
    """Judge the days around this one again, since its run may have changed their rows, and then the days of other
    accounts that rest on what it changed. Returns those that changed: account, date, and verdict before and after,
    equal where only an asset's amount or reason is another. The own day is judged once more with them: a neighbour's
    run beside this one may have made its day known in between."""
    judged = judged_around(engine, account_day, run_id)
    around = [account_day.on(other) for other in days_to_judge_again(judged, account_day.day)]
    changed = judge_each(engine, around, run_id)
    if around:
        judge_each(engine, [account_day], run_id)
    touched = touched_days(engine, account_day, run_id)
    own = [other for other in touched if other.email == account_day.email]
    elsewhere = [other for other in touched if other.email != account_day.email]
    changed += judge_each(engine, own, run_id)
    return changed + judge_each(engine, elsewhere, run_elsewhere(account_day.email, run_id))


def judge_each(engine: Engine, days: Iterable[AccountDay], run_id: str) -> list[dict[str, str]]:
    """Judge these account-days again, one after the other: no two are ever held at once, so that runs which judge each
    other's days do not wait in a circle. Returns those that changed."""
    changed = []
    for account_day in days:
        again = judge_again(engine, account_day, run_id)
        if again is not None and again.appended:
            changed.append(again.change)
            log.warning("%(day)s of %(account)s was judged again: %(from)s before, %(to)s now", changed[-1])
    return changed


def days_without_backing(engine: Engine, at: datetime) -> list[AccountDay]:
    """The account-days whose verdicts rest on a resolution that was withdrawn or has expired."""
    with single_statements(engine) as connection:
        return no_longer_backed(connection, at)


def judge_and_report(engine: Engine, roster: Roster, days: Iterable[AccountDay], run_id: str) -> list[dict[str, str]]:
    """Judge these days again and write the reports of those that changed; returns these, with the verdict before and
    after. One day that fails does not stop the next: the first error is raised at the end."""
    changed, errors = [], []
    for account_day in days:
        try:
            changed += _judge_and_report(engine, roster, account_day, run_id)
        except Exception as error:  # noqa: BLE001 - a full disk is no reason to leave the other days as they are
            log.error(
                "judging %s of %s again did not finish: %s", account_day.day, account_day.email, type(error).__name__
            )
            errors.append(error)
    if errors:
        raise errors[0]
    return changed


def judge_and_alert(
    engine: Engine, roster: Roster, days: Sequence[AccountDay], run_id: str, deliver: Deliver
) -> list[dict[str, str]]:
    """Judge these days again, and raise alerts at once for what is open on them now; the next daily message of each
    account lists what changed."""
    try:
        return judge_and_report(engine, roster, days, run_id)
    finally:
        deliver(_alerts(engine, roster, {account_day.email for account_day in days}, run_id))


def left_to_its_run(earlier: EarlierVerdict) -> bool:
    """Whether a day is unproved by what its own run alone can know: doubts that are not known, or the list of pairs of
    its time."""
    doubts = earlier.doubts
    return earlier.verdict is Verdict.UNPROVED and (doubts is None or any(doubt.startswith(PAIRS) for doubt in doubts))


def _judge_and_report(engine: Engine, roster: Roster, account_day: AccountDay, run_id: str) -> list[dict[str, str]]:
    again = judge_again(engine, account_day, run_id)
    if again is None:
        why = "its evidence is archived" if archived_meanwhile(engine, account_day.day) else "its own run will"
        log.warning("%s of %s is not judged now: %s", account_day.day, account_day.email, why)
    if again is None or not again.appended:
        return []
    log.info("%(day)s of %(account)s was judged again: %(from)s before, %(to)s now", again.change)
    _report(engine, roster, account_day)
    return [again.change]


def _report(engine: Engine, roster: Roster, account_day: AccountDay) -> None:
    """Of an account that the accounts file still has."""
    for account in roster.accounts:
        if account.email == account_day.email:
            write_reports(engine, roster.settings.reports, account.slug, account_day)


def _alerts(engine: Engine, roster: Roster, emails: Collection[str], run_id: str) -> Iterator[Message]:
    """Of what the run changed, as the log has it: a second try finds it again."""
    for account in (account for account in roster.accounts if account.email in emails):
        changes = run_changes(engine, account.email, run_id)
        for alert in alerts_of(engine, account, changes, roster.settings.show_amounts, names_of(roster)):
            yield alert.message

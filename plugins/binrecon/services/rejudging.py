"""Judges days again because of what people did: the day of an action, and days that rest on what no longer counts."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.domain.vocabulary import Wallet
from binrecon.reporting.csv_reports import write_reports
from binrecon.reporting.day_summary import run_changes
from binrecon.reporting.discord import Message
from binrecon.services.day_messages import Deliver, alerts_of, names_of
from binrecon.services.day_reconciliation import investigated_later, judge_later
from binrecon.storage.judged_again import settle_again
from binrecon.storage.resolutions import no_longer_backed

log = logging.getLogger(__name__)

AccountDay = tuple[str, date, Wallet]


def days_without_backing(engine: Engine, at: datetime) -> list[AccountDay]:
    """The account-days whose verdicts rest on a resolution that was withdrawn or has expired."""
    with engine.connect() as connection:
        return no_longer_backed(connection, at)


def judge_days(engine: Engine, roster: Roster, days: Iterable[AccountDay], run_id: str) -> list[dict[str, str]]:
    """Judge these days again and write the reports of those that changed; gives these, with the verdict before and after. One day
    that fails does not stop the next: the first error is raised at the end."""
    changed, errors = [], []
    for email, day, wallet in days:
        try:
            changed += _judge_day(engine, roster, (email, day, wallet), run_id)
        except Exception as error:  # noqa: BLE001 - a full disk is no reason to leave the other days as they are
            log.error("%s of %s was not judged again whole: %s", day, email, type(error).__name__)
            errors.append(error)
    if errors:
        raise errors[0]
    return changed


def judge_and_alert(
    engine: Engine, roster: Roster, days: Sequence[AccountDay], run_id: str, deliver: Deliver
) -> list[dict[str, str]]:
    """Judge these days again, and raise alerts at once for what is open on them now; the next daily message of each account lists
    what changed."""
    try:
        return judge_days(engine, roster, days, run_id)
    finally:
        deliver(_alerts(engine, roster, {email for email, _, _ in days}, run_id))


def _alerts(engine: Engine, roster: Roster, emails: Collection[str], run_id: str) -> Iterator[Message]:
    """Of what the run changed as the log tells it: a second try finds it again."""
    for account in (account for account in roster.accounts if account.email in emails):
        changes = run_changes(engine, account.email, run_id)
        for alert in alerts_of(engine, account, changes, roster.settings.show_amounts, names_of(roster)):
            yield alert.message


def _judge_day(engine: Engine, roster: Roster, account_day: AccountDay, run_id: str) -> list[dict[str, str]]:
    email, day, wallet = account_day
    again = settle_again(engine, email, day, judge_later, run_id, wallet, investigated_later)
    if again is None:
        log.warning("%s of %s is not judged now: its own run will", day, email)
    if again is None or not again.appended:
        return []
    change = {"account": email, "day": day.isoformat(), "from": str(again.before), "to": str(again.result.verdict)}
    log.info("%(day)s of %(account)s was judged again: %(from)s before, %(to)s now", change)
    _report(engine, roster, email, day)
    return [change]


def _report(engine: Engine, roster: Roster, email: str, day: date) -> None:
    """Of an account that the accounts file still has."""
    for account in roster.accounts:
        if account.email == email:
            write_reports(engine, roster.settings.reports, account.slug, email, day)

"""Judges days again because of what people did: the day of an action, and days that rest on what no longer counts."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Engine

from binrecon.accounts import Roster
from binrecon.orchestration.judging import investigated_later, judge_later
from binrecon.records import Wallet
from binrecon.reporting.csv_reports import write_reports
from binrecon.storage.judged_again import settle_again
from binrecon.storage.resolutions import no_longer_backed

log = logging.getLogger(__name__)

AccountDay = tuple[str, date, Wallet]


def days_without_backing(engine: Engine, at: datetime) -> list[AccountDay]:
    """The account-days whose verdicts rest on a resolution that was withdrawn or has expired."""
    with engine.connect() as connection:
        return no_longer_backed(connection, at)


def judge_days(engine: Engine, roster: Roster, days: Iterable[AccountDay], run_id: str) -> list[dict[str, str]]:
    """Judge these days again and write the reports of those that changed; gives these, with the verdict before and after."""
    changed = []
    for email, day, wallet in days:
        again = settle_again(engine, email, day, judge_later, run_id, wallet, investigated_later)
        if again is None:
            log.warning("%s of %s is not judged now: its own run will", day, email)
        elif again.appended:
            verdicts = {"from": str(again.before), "to": str(again.result.verdict)}
            changed.append({"account": email, "day": day.isoformat(), **verdicts})
            log.info("%(day)s of %(account)s was judged again: %(from)s before, %(to)s now", changed[-1])
            _report(engine, roster, email, day)
    return changed


def _report(engine: Engine, roster: Roster, email: str, day: date) -> None:
    """Of an account that the accounts file still has."""
    for account in roster.accounts:
        if account.email == email:
            write_reports(engine, roster.settings.reports, account.slug, email, day)

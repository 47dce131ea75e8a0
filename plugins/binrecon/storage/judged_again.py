"""Judge days again whose rows a run may have changed, of its account and of others. Which days, and that no doubt is lost on
the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.storage.coverage_gaps import read_facts, rows
from binrecon.storage.discovery import LATE
from binrecon.storage.results import PAIRS, Investigate, Judge, alone_with_day, doubted, judged_day, write

REACH = 2 * LATE + timedelta(days=1)
"""More than any list is read back: what a run reads lies within so many days of its own day. A pair that is asked for the
first time, or after long, is read furthest back."""


@dataclass(frozen=True)
class JudgedAgain:
    """A day's verdict before and after, and how many verdict rows it added (0 when nothing changed)."""

    before: Verdict
    result: DayResult
    appended: int


def judged_days(engine: Engine, email: str, day: date, wallet: Wallet = Wallet.SPOT) -> dict[date, Verdict]:
    """The verdicts of the days within reach of `day` that were judged, itself included."""
    return judged_between(engine, email, day - REACH, day + REACH, wallet)


def judged_between(
    engine: Engine, email: str, first: date, last: date, wallet: Wallet = Wallet.SPOT
) -> dict[date, Verdict]:
    """The verdicts of the days from the first to the last that were judged, oldest first."""
    with engine.connect() as connection:
        return {day: verdict for day, (verdict, _) in _held(connection, email, first, last, wallet).items()}


def touched_days(
    engine: Engine, email: str, day: date, run_id: str, wallet: Wallet = Wallet.SPOT
) -> list[tuple[str, date]]:
    """Accounts and days beyond the days around `day` whose verdicts may rest on what the run changed, by account and day:
    its verdicts on this account, and the matches of own transfers. Read from what the run wrote, so that a second try of it
    finds them too. Call it after the days of this account were judged."""
    named = {"email": email, "wallet": str(wallet), "run_id": run_id, "first": day - REACH, "last": day + REACH}
    with engine.connect() as connection:
        return [(account, other) for account, other in rows(connection, "reconcile/touched_days.sql", named)]


def run_elsewhere(email: str, run_id: str) -> str:
    """What the verdicts of an account's run on another account's days are written under: runs of two accounts may have one id."""
    return f"{run_id} of {email}"


def days_to_judge_again(judged: Mapping[date, Verdict], day: date) -> list[date]:
    """Every judged day but the run's own, oldest first. Days whose rows did not change are among them: a record may also
    have left its day, and judging such a day again writes nothing."""
    return sorted(other for other in judged if other != day)


def settle_again(
    engine: Engine,
    email: str,
    day: date,
    judge: Judge,
    run_id: str = "",
    wallet: Wallet = Wallet.SPOT,
    investigate: Investigate | None = None,
) -> JudgedAgain | None:
    """Judge a judged day once more, with the doubts its own run had, and store what differs, all or nothing. None, and nothing
    written, where it is not judged by now, where it is unproved by what its own run alone can tell (doubts that are not
    known, or the list of pairs of its time), or where a page is unread: the run that reads the page judges the day.

    Raises RetryableError when something else kept writing the same rows.
    """

    def settle(connection: Connection) -> JudgedAgain | None:
        before, doubts = _held(connection, email, day, day, wallet).get(day, (Verdict.UNPROVED, None))
        facts = None if _left_to_its_run(before, doubts) else read_facts(connection, email, day, wallet)
        if facts is None or facts.pending_pages:
            return None
        result = judged_day(connection, doubted(facts, doubts or ()), judge, investigate)
        return JudgedAgain(before, result, write(connection, result, run_id, doubts or ()))

    return alone_with_day(engine, email, day, wallet, settle)


def _left_to_its_run(verdict: Verdict, doubts: Sequence[str] | None) -> bool:
    return verdict is Verdict.UNPROVED and (doubts is None or any(doubt.startswith(PAIRS) for doubt in doubts))


def _held(
    connection: Connection, email: str, first: date, last: date, wallet: Wallet
) -> dict[date, tuple[Verdict, list[str] | None]]:
    """Of each judged day its verdict and the doubts its own run had."""
    named = {"email": email, "first": first, "last": last, "wallet": str(wallet)}
    found = rows(connection, "reconcile/judged_days.sql", named)
    return {day: (Verdict(word), doubts) for day, word, doubts in found}

"""Settle an account-day in one transaction: read its facts, have them judged and what is open investigated, write verdicts,
balances, day and log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import TypeVar

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from binrecon.domain.day_facts import DayFacts, Gap
from binrecon.domain.day_results import NOT_INVESTIGATED, AssetVerdict, DayResult, Finding, Investigation, ThreeWayMatch
from binrecon.domain.errors import RetryableError
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import plain
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.storage.coverage_gaps import read_facts
from binrecon.storage.investigation_input import read_clues
from binrecon.storage.locks import alone_in_session
from binrecon.storage.sql_text import sql_text

Judge = Callable[[DayFacts], DayResult]
Investigate = Callable[[DayFacts, DayResult, InvestigationInput], DayResult]
"""Gives the judged day with its open cells explained, or open with what was tried."""
_Done = TypeVar("_Done")
PAIRS = "exchange_info"
"""The list of pairs: a day is planned by the list of its own time."""
_ATTEMPTS = 3
"""So often rows are read anew that another run has just added, and a transaction is tried again that met others."""
_COLLISIONS = (SerializationFailure, DeadlockDetected)
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_DECIDED = """
CREATE TEMPORARY TABLE IF NOT EXISTS binrecon_decided (
    asset text, opening numeric, expected numeric, actual numeric, variance numeric, usd_price numeric,
    variance_usd numeric, verdict text, reason text, findings jsonb
) ON COMMIT DELETE ROWS
"""


@dataclass(frozen=True)
class Settled:
    """The judged day and how many verdict rows it added to the history (0 when nothing changed)."""

    result: DayResult
    appended: int


def open_day(engine: Engine, email: str, day: date, wallet: Wallet = Wallet.SPOT) -> None:
    """Note that the day's run has begun, so that monitoring sees one that never ends. A day opened or judged before stays
    as it is."""
    named = {"email": email, "day": day, "wallet": str(wallet)}
    with engine.begin() as connection, connection.connection.cursor() as cursor:
        cursor.execute(sql_text("reconcile/open_day.sql"), named)


def settle_day(
    engine: Engine,
    email: str,
    day: date,
    judge: Judge,
    run_id: str = "",
    wallet: Wallet = Wallet.SPOT,
    investigate: Investigate | None = None,
    doubts: Sequence[str] = (),
    read: Callable[[], None] | None = None,
) -> Settled:
    """Judge the account-day on one consistent picture of the database and store the outcome, all or nothing. Clues are
    read for `investigate`, in the same picture, only where the first judgement leaves a cell open. `doubts` are those that
    `judge` holds against the day: kept for later judgements, with what is wrong with the list of pairs of its time.

    `read` makes rows of the pages that wait; it is called first, and again where another run has added pages since.

    Two callers at once settle one after the other; the second finds nothing to add. Raises RetryableError when
    something else kept writing the same rows.
    """

    def settle(connection: Connection, last: bool) -> Settled | None:
        facts = read_facts(connection, email, day, wallet)
        if facts.pending_pages and not last:
            return None
        kept = [*doubts, *(f"{gap.name}: {gap.detail}" for gap in facts.gaps if gap.endpoint == PAIRS)]
        result = judged_day(connection, facts, judge, investigate)
        return Settled(result, write(connection, result, run_id, kept))

    settled, left = None, 1 if read is None else _ATTEMPTS
    while settled is None:
        left -= 1
        if read is not None:
            read()
        settled = alone_with_day(engine, email, day, wallet, partial(settle, last=not left))
    return settled


def doubted(facts: DayFacts, doubts: Sequence[str]) -> DayFacts:
    """The facts with these doubts: each of them leaves every asset unproved."""
    return replace(facts, gaps=(*(Gap("run", "", doubt) for doubt in doubts), *facts.gaps))


def judged_day(
    connection: Connection, facts: DayFacts, judge: Judge, investigate: Investigate | None = None
) -> DayResult:
    """The judgement on the facts, with what the investigation of its open cells found; writes nothing."""
    result = judge(facts)
    if investigate is None or not result.count(Verdict.OPEN):
        return result
    return investigate(facts, result, read_clues(connection, facts, result))


def alone_with_day(engine: Engine, email: str, day: date, wallet: Wallet, work: Callable[[Connection], _Done]) -> _Done:
    """Do the work in one REPEATABLE READ transaction while nobody else settles this account-day. Raises RetryableError
    when something else kept writing the same rows."""
    return alone(engine, f"reconcile|{email}|{day}|{wallet}", work)


def alone(engine: Engine, name: str, work: Callable[[Connection], _Done]) -> _Done:
    """Do the work in one REPEATABLE READ transaction while nobody else works under this name. Raises RetryableError when
    something else kept writing the same rows, or another session kept the lock of this name (WaitedError)."""
    with _alone(engine, name) as connection:
        for _ in range(_ATTEMPTS):
            try:
                with connection.begin():
                    return work(connection)
            except (DBAPIError, *_COLLISIONS) as error:
                if not isinstance(getattr(error, "orig", error), _COLLISIONS):
                    raise
    raise RetryableError(f"another task kept writing the rows of {name}; try again")


@contextmanager
def _alone(engine: Engine, name: str) -> Iterator[Connection]:
    """A REPEATABLE READ connection that holds the named lock. The lock belongs to the session and is taken before the
    transaction, because a transaction that waits for it inside would keep the picture from before the wait."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        with alone_in_session(connection, name):
            yield connection


def write(connection: Connection, result: DayResult, run_id: str = "", doubts: Sequence[str] = ()) -> int:
    """Store a judged day and the doubts it was judged with in the caller's transaction; returns the number of verdict rows
    appended."""
    named = {"email": result.email, "day": result.day, "wallet": str(result.wallet), "run_id": run_id}
    outcome = {"verdict": str(result.verdict), "reason": result.reason}
    counts = {str(verdict): result.count(verdict) for verdict in Verdict}
    with connection.connection.cursor() as cursor:
        cursor.execute(_DECIDED)
        with cursor.copy("COPY binrecon_decided FROM STDIN") as copy:
            copy.write("".join(map(_copy_line, result.asset_verdicts)))
        cursor.execute(sql_text("reconcile/log_changes.sql"), named)
        cursor.execute(sql_text("reconcile/write_verdicts.sql"), named)
        appended = cursor.rowcount
        cursor.execute(sql_text("reconcile/write_balances.sql"), named)
        cursor.execute(sql_text("reconcile/add_balances.sql"), named)
        cursor.execute(sql_text("reconcile/write_day.sql"), {**named, **outcome, **counts, "doubts": list(doubts)})
    return appended


def _copy_line(judged: AssetVerdict) -> str:
    cell, expected, variance, usd_price, variance_usd, verdict, reason, findings = judged
    amounts = (cell.opening, expected, cell.actual, variance, usd_price, variance_usd)
    numbers = "\t".join(["\\N" if amount is None else str(amount) for amount in amounts])
    asset = cell.asset if cell.asset.isalnum() else cell.asset.translate(ESCAPES)
    told = "{}" if findings is NOT_INVESTIGATED else as_json(findings).translate(ESCAPES)
    return "\t".join((asset, numbers, verdict, _escaped(reason), told)) + "\n"


def as_json(found: Investigation) -> str:
    """The findings as they are stored: amounts as plain decimal texts. Where no statement speaks, of no witnesses; where nobody
    resolved a part, of none."""
    resolved = {"resolved": [_finding(finding) for finding in found.resolved]} if found.resolved else {}
    witnesses = {} if found.witnesses is None else {"witnesses": _witnesses(found.witnesses)}
    return json.dumps(
        {
            "explained": [_finding(finding) for finding in found.explained],
            "alternatives": [[_finding(finding) for finding in findings] for findings in found.alternatives],
            "ruled_out": found.ruled_out,
            "next_steps": found.next_steps,
            **witnesses,
            **resolved,
        },
        ensure_ascii=False,
    )


def _finding(finding: Finding) -> Mapping[str, object]:
    return {"kind": finding.kind, "amount": plain(finding.amount), "text": finding.text, "records": finding.records}


def _witnesses(told: ThreeWayMatch) -> Mapping[str, object]:
    amounts = {"snapshot": told.snapshot, "movements": told.movements, "statement": told.statement}
    texts = {name: None if amount is None else plain(amount) for name, amount in amounts.items()}
    return {**texts, "agree": told.agree, "told": told.told}


@lru_cache(maxsize=256)
def _escaped(reason: str) -> str:
    return reason.translate(ESCAPES)

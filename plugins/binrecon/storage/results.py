"""Settle an account-day in one transaction: read its facts, have them judged, write verdicts, balances, day and log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from binrecon.cells import DayFacts, DayResult, Judgement
from binrecon.errors import RetryableError
from binrecon.records import Verdict, Wallet
from binrecon.storage.coverage_gaps import read_facts
from binrecon.storage.sql_text import sql_text

Judge = Callable[[DayFacts], DayResult]
_Done = TypeVar("_Done")
_ATTEMPTS = 3
_COLLISIONS = (SerializationFailure, DeadlockDetected)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_DECIDED = """
CREATE TEMPORARY TABLE binrecon_decided (
    asset text, opening numeric, expected numeric, actual numeric, variance numeric, usd_price numeric,
    variance_usd numeric, verdict text, reason text
) ON COMMIT DROP
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
    engine: Engine, email: str, day: date, judge: Judge, run_id: str = "", wallet: Wallet = Wallet.SPOT
) -> Settled:
    """Judge the account-day on one consistent picture of the database and store the outcome, all or nothing.

    Two callers at once settle one after the other; the second finds nothing to add. Raises RetryableError when
    something else kept writing the same rows.
    """
    return alone_with_day(engine, email, day, wallet, lambda held: _settle(held, email, day, judge, run_id, wallet))


def alone_with_day(engine: Engine, email: str, day: date, wallet: Wallet, work: Callable[[Connection], _Done]) -> _Done:
    """Do the work in one REPEATABLE READ transaction while nobody else settles this account-day. Raises RetryableError
    when something else kept writing the same rows."""
    with _alone(engine, f"reconcile|{email}|{day}|{wallet}") as connection:
        for _ in range(_ATTEMPTS):
            try:
                with connection.begin():
                    return work(connection)
            except (DBAPIError, *_COLLISIONS) as error:
                if not isinstance(getattr(error, "orig", error), _COLLISIONS):
                    raise
    raise RetryableError(f"another task kept writing the rows of {day}; try again")


def _settle(
    connection: Connection, email: str, day: date, judge: Judge, run_id: str, wallet: Wallet
) -> Settled:
    result = judge(read_facts(connection, email, day, wallet))
    return Settled(result, write(connection, result, run_id))


@contextmanager
def _alone(engine: Engine, name: str) -> Iterator[Connection]:
    """A REPEATABLE READ connection that holds the named lock. The lock belongs to the session and is taken before the
    transaction, because a transaction that waits for it inside would keep the picture from before the wait."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.exec_driver_sql("SELECT pg_advisory_lock(hashtextextended(%(name)s, 0))", {"name": name})
        connection.commit()
        try:
            yield connection
        finally:
            connection.rollback()
            connection.exec_driver_sql("SELECT pg_advisory_unlock(hashtextextended(%(name)s, 0))", {"name": name})
            connection.commit()


def write(connection: Connection, result: DayResult, run_id: str = "") -> int:
    """Store a judged day in the caller's transaction; returns the number of verdict rows appended."""
    named = {"email": result.email, "day": result.day, "wallet": str(result.wallet), "run_id": run_id}
    outcome = {"verdict": str(result.verdict), "reason": result.reason}
    counts = {str(verdict): result.count(verdict) for verdict in Verdict}
    with connection.connection.cursor() as cursor:
        cursor.execute(_DECIDED)
        with cursor.copy("COPY binrecon_decided FROM STDIN") as copy:
            copy.write("".join(map(_copy_line, result.judgements)))
        cursor.execute(sql_text("reconcile/log_changes.sql"), named)
        cursor.execute(sql_text("reconcile/write_verdicts.sql"), named)
        appended = cursor.rowcount
        cursor.execute(sql_text("reconcile/write_balances.sql"), named)
        cursor.execute(sql_text("reconcile/add_balances.sql"), named)
        cursor.execute(sql_text("reconcile/write_day.sql"), {**named, **outcome, **counts})
    return appended


def _copy_line(judged: Judgement) -> str:
    cell, expected, variance, usd_price, variance_usd, verdict, reason = judged
    amounts = (cell.opening, expected, cell.actual, variance, usd_price, variance_usd)
    numbers = "\t".join(["\\N" if amount is None else str(amount) for amount in amounts])
    asset = cell.asset if cell.asset.isalnum() else cell.asset.translate(_ESCAPES)
    return "\t".join((asset, numbers, verdict, _escaped(reason))) + "\n"


@lru_cache(maxsize=256)
def _escaped(reason: str) -> str:
    return reason.translate(_ESCAPES)

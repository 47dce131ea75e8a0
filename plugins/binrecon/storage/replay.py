"""Compares verdicts just made with those that stand, in transactions in which the server refuses to write.

Rests on decision 127.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import Wallet
from binrecon.storage.autocommit import single_statements
from binrecon.storage.day_results import DECIDED, put_decided
from binrecon.storage.queries import rows
from binrecon.storage.transactions import PICTURE


class Decided(NamedTuple):
    """One verdict with its amounts, in the asset and in USD. `verdict` None where there is none."""

    verdict: str | None
    reason: str | None
    opening: Decimal | None = None
    expected: Decimal | None = None
    actual: Decimal | None = None
    variance: Decimal | None = None
    variance_usd: Decimal | None = None


@dataclass(frozen=True)
class VerdictDifference:
    """A measure of an asset whose verdict would be another: as it stands, as it would be, whether its findings differ,
    and the fingerprint of the code that made the standing one (None where that was not kept). Without asset and measure
    it is the day's own verdict or reason, of which no fingerprint is kept."""

    asset: str
    measure: str
    old: Decided
    new: Decided
    other_findings: bool
    code_sha256: str | None

    @property
    def differing(self) -> tuple[str, ...]:
        """What differs, by name; a verdict that is there on one side alone is that and nothing more."""
        if None in (self.old.verdict, self.new.verdict):
            return ("verdict",)
        names = [name for name in Decided._fields if getattr(self.old, name) != getattr(self.new, name)]
        return (*names, *(("findings",) if self.other_findings else ()))


class OpenedDay(NamedTuple):
    """An account-day whose run has begun, and whether it was judged."""

    account_day: AccountDay
    judged: bool


def opened_days(engine: Engine, emails: Sequence[str], first: date, last: date) -> list[OpenedDay]:
    """The account-days of these accounts from the first day to the last that were opened, in every wallet, in the order
    of account and day."""
    with single_statements(engine) as connection:
        found = rows(connection, "replay/days.sql", {"emails": list(emails), "first": first, "last": last})
    return [OpenedDay(AccountDay(email, day, Wallet(wallet)), judged) for email, day, wallet, judged in found]


@contextmanager
def without_writing(engine: Engine) -> Iterator[Connection]:
    """A transaction on one picture of the database in which the server refuses every write but to the session's own
    temporary table of verdicts, which is made before it begins."""
    with engine.connect() as connection:
        with connection.begin():
            connection.exec_driver_sql(DECIDED)
        reading = connection.execution_options(isolation_level=PICTURE, postgresql_readonly=True)
        with reading.begin():
            yield reading


def differences(connection: Connection, result: DayResult) -> tuple[VerdictDifference, ...]:
    """Where the verdicts of the result are others than those that stand: the day's own, then by asset and measure. Call
    it in `without_writing`."""
    put_decided(connection, result)
    found = rows(connection, "replay/differences.sql", result.account_day.parameters)
    return (*_of_day(connection, result), *map(_difference, found))


def _of_day(connection: Connection, result: DayResult) -> list[VerdictDifference]:
    new = Decided(str(result.verdict), result.reason)
    named = {**result.account_day.parameters, "verdict": new.verdict, "reason": new.reason}
    found = rows(connection, "replay/day_difference.sql", named)
    return [VerdictDifference("", "", Decided(*old), new, False, None) for old in found]


def _difference(row: Sequence[Any]) -> VerdictDifference:
    asset, measure, *both, other_findings, code = row
    sides = len(Decided._fields)
    return VerdictDifference(asset, measure, Decided(*both[:sides]), Decided(*both[sides:]), other_findings, code)

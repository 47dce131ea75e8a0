"""What only a person can know about a variance: proposed, approved by a second person, withdrawn; never changed or
deleted.

A resolution changes no balance. The judgement counts the active ones of a cell first, and the cell is explained only
where they and what the records show add up to its variance exactly.

Rests on decision 30.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from psycopg.rows import class_row
from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.domain.errors import FatalError
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.vocabulary import Measure, Verdict, Wallet
from binrecon.storage.locks import alone_in_transaction
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text

ACTIVE, WAITS, EXPIRED, WITHDRAWN = "active", "waits for approval", "expired", "withdrawn"
KINDS = ("manual_correction", "token_swap", "airdrop", "off_api_transfer", "exchange_error", "other")


class RefusedError(FatalError):
    """A person asked for something that cannot be done; the sentence says why."""


class Proposal(NamedTuple):
    """What a person claims about one measure of an asset of an account-day: `amount` signed, in the asset."""

    account_day: AccountDay
    asset: str
    kind: str
    amount: Decimal
    reason: str
    expires_at: datetime | None = None
    measure: Measure = Measure.BALANCE

    @property
    def cell(self) -> str:
        """The asset, with what of it is meant, for sentences."""
        return measured(self.asset, self.measure)


class Standing(NamedTuple):
    """What of an asset's variance is resolved: by resolutions in force, and by those that wait for approval. All
    signed, in the asset."""

    variance: Decimal
    resolved: Decimal
    waiting: Decimal

    @property
    def claimed(self) -> Decimal:
        """What is resolved once those that wait are approved."""
        with localcontext(CONTEXT):
            return self.resolved + self.waiting

    @property
    def rest(self) -> Decimal:
        """What stays open once those that wait are approved."""
        with localcontext(CONTEXT):
            return self.variance - self.claimed


@dataclass(frozen=True)
class Resolution:
    """A resolution as it stands: `state` is one of active, waits for approval, expired, withdrawn."""

    id: int
    email: str
    date: date
    wallet: str
    asset: str
    measure: str
    kind: str
    amount: Decimal
    reason: str
    author: str
    needs_approval: bool
    expires_at: datetime | None
    approved_by: str | None
    withdrawn_by: str | None
    state: str

    @property
    def account_day(self) -> AccountDay:
        return AccountDay(self.email, self.date, Wallet(self.wallet))

    @property
    def cell(self) -> str:
        """The asset, with what of it is meant, for sentences."""
        return measured(self.asset, self.measure)


def measured(asset: str, measure: str) -> str:
    """How sentences name an asset that somebody typed: quoted, with the measure where it is not the balance, which goes
    without saying."""
    return repr(asset) if measure == Measure.BALANCE else f"{measure} of {asset!r}"


def propose(connection: Connection, wanted: Proposal, author: str, needs_approval: bool, at: datetime) -> int:
    """Write a resolution down in the caller's transaction; gives its id. Raises RefusedError where the asset is not
    open on that day, the expiry is past, or the same is claimed already."""
    alone_in_transaction(connection, "resolutions")
    _refuse_expired(wanted, at)
    _refuse_unless_open(connection, wanted)
    _refuse_twice(connection, wanted, at)
    given = {name: value for name, value in wanted._asdict().items() if name != "account_day"}
    named = {**given, **wanted.account_day.parameters, "author": author, "needs_approval": needs_approval}
    [(written,)] = rows(connection, "resolutions/propose.sql", named)
    return int(written)


def standing(connection: Connection, wanted: Proposal, at: datetime) -> Standing:
    """How what a proposal is about stands: the variance of its newest verdict, and what of it people have resolved by
    now."""
    [(_, variance)] = _cell(connection, wanted)
    claims = [one for one in of_day(connection, at, wanted.account_day) if one.cell == wanted.cell]
    return Standing(
        variance, *(_total(one.amount for one in claims if one.state == state) for state in (ACTIVE, WAITS))
    )


def approve(connection: Connection, resolution_id: int, author: str, reason: str, at: datetime) -> Resolution:
    """Approve a resolution that waits for it; gives it as it was. Raises RefusedError for the author's own, and where
    there is nothing to approve."""
    found = _locked(connection, resolution_id, at)
    if found.state != WAITS:
        raise RefusedError(f"resolution {found.id} does not wait for approval: it is {found.state}")
    if found.author.casefold() == author.casefold():
        raise RefusedError(f"resolution {found.id} is your own: another person has to approve it")
    _add_event(connection, found, "approved", author, reason)
    return found


def withdraw(connection: Connection, resolution_id: int, author: str, reason: str, at: datetime) -> Resolution:
    """Take a resolution out of force; gives it as it was. Raises RefusedError where it is not in force any more."""
    found = _locked(connection, resolution_id, at)
    if found.state in (WITHDRAWN, EXPIRED):
        raise RefusedError(f"resolution {found.id} is {found.state} already")
    _add_event(connection, found, "withdrawn", author, reason)
    return found


def listed(connection: Connection, at: datetime, email: str | None = None) -> tuple[Resolution, ...]:
    """All resolutions of an account, or of all accounts, newest first."""
    return _states(connection, at, email=email)


def of_day(connection: Connection, at: datetime, account_day: AccountDay) -> tuple[Resolution, ...]:
    """The resolutions of an account-day, newest first."""
    return _states(connection, at, **account_day.parameters)


def no_longer_backed(connection: Connection, at: datetime) -> list[AccountDay]:
    """The account-days whose verdicts rest on a resolution that is withdrawn or expired by now."""
    found = rows(connection, "resolutions/no_longer_backed.sql", {"at": at})
    return [AccountDay(email, day, Wallet(wallet)) for email, day, wallet in found]


def done_by(connection: Connection, run_id: str) -> dict[str, Any] | None:
    """What this run of the form has touched already, None for nothing. Until the caller's transaction ends, nobody else
    acts: of two tries of one run at once the second finds what the first one did."""
    alone_in_transaction(connection, "resolutions")
    found = rows(connection, "resolutions/done_by.sql", {"run_id": run_id})
    return dict(found[0][0]) if found else None


def log_done(connection: Connection, author: str, run_id: str, touched: Mapping[str, Any]) -> None:
    """Log that this run of the form did what it was for, and what it touched."""
    named = {"author": author, "run_id": run_id, "touched": json.dumps(touched)}
    with driver(connection).cursor() as cursor:
        cursor.execute(sql_text("resolutions/log_done.sql"), named)


def log_look(connection: Connection, author: str, email: str | None) -> None:
    """Log that somebody was shown the lists."""
    with driver(connection).cursor() as cursor:
        cursor.execute(sql_text("resolutions/log_look.sql"), {"author": author, "email": email or ""})


def _refuse_expired(wanted: Proposal, at: datetime) -> None:
    if wanted.expires_at is not None and wanted.expires_at <= at:
        raise RefusedError("the expiry is past: the resolution would never count")


def _refuse_unless_open(connection: Connection, wanted: Proposal) -> None:
    found = _cell(connection, wanted)
    if not found:
        raise RefusedError(
            f"{wanted.cell} was not judged on {wanted.account_day.day} for {wanted.account_day.email}: see verdicts.csv"
        )
    if found[0][0] != Verdict.OPEN:
        raise RefusedError(
            f"{wanted.cell} is {found[0][0]} on {wanted.account_day.day}, not open: there is nothing to resolve"
        )


def _cell(connection: Connection, wanted: Proposal) -> list[tuple[str, Decimal]]:
    named = {**wanted.account_day.parameters, "asset": wanted.asset, "measure": wanted.measure}
    return rows(connection, "resolutions/verdict_of_cell.sql", named)


def _refuse_twice(connection: Connection, wanted: Proposal, at: datetime) -> None:
    """A form that was sent twice would count twice. Two equal amounts with two reasons are two: a day can hold two
    airdrops."""
    for one in of_day(connection, at, wanted.account_day):
        same = (one.cell, one.kind, one.amount, _words(one.reason)) == (
            wanted.cell,
            wanted.kind,
            wanted.amount,
            _words(wanted.reason),
        )
        if same and one.state in (ACTIVE, WAITS):
            raise RefusedError(
                f"resolution {one.id} says the same, for the same reason, and is in force or waits for approval; a "
                "second "
                "part of equal amount needs a reason of its own"
            )


def _words(reason: str) -> list[str]:
    """A reason without its case and spaces: what a person typed once more."""
    return reason.casefold().split()


def _total(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext(CONTEXT):
        return sum(amounts, ZERO)


def _locked(connection: Connection, resolution_id: int, at: datetime) -> Resolution:
    alone_in_transaction(connection, "resolutions")
    found = _states(connection, at, id=resolution_id)
    if not found:
        raise RefusedError(f"there is no resolution {resolution_id}")
    return found[0]


def _states(connection: Connection, at: datetime, **wanted: Any) -> tuple[Resolution, ...]:
    named = {"id": None, "email": None, "day": None, "wallet": None, **wanted, "at": at}
    return tuple(rows(connection, "resolutions/states.sql", named, class_row(Resolution)))


def _add_event(connection: Connection, found: Resolution, action: str, author: str, reason: str) -> None:
    named = {"id": found.id, "action": action, "author": author, "reason": reason}
    with driver(connection).cursor() as cursor:
        cursor.execute(sql_text("resolutions/add_event.sql"), named)

"""Months of accounts as they are closed: how far they are judged, who signed them, which runs asked whom to.

Rests on decision 125.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from binrecon.storage.queries import execute, rows
from binrecon.storage.sign_offs import Period, Signature

ASKED, CERTIFIED, TAKEN_BACK = "close asked", "month certified by rule", "certificate taken back"
STANDS_AGAIN = "certificate stands again"
"""What the log says of a close."""


class Month(NamedTuple):
    """A month of an account, as far as the account is reconciled in it: `first` to `last`, both included. `unjudged`
    counts its days without a verdict, `unsettled` its account-days that are open or unproved; the rest counts measures
    by their verdict. `beyond`: the day after the month is judged too."""

    email: str
    month: date
    first: date
    last: date
    is_over: bool
    beyond: bool
    unjudged: int
    unsettled: int
    proved: int
    explained: int
    open: int
    unproved: int

    @property
    def period(self) -> Period:
        """What is signed."""
        return Period(self.email, self.first, self.last)

    @property
    def rule_holds(self) -> bool:
        """Whether every account-day of the whole month is proved or explained, also one without any asset, so that
        nobody need sign it."""
        return self.is_over and not self.unjudged and not self.unsettled


class AskedClose(NamedTuple):
    """A run of the close that asked people to sign the verdicts of this digest; `number` as it was logged."""

    email: str
    month: date
    digest: str
    run_id: str
    number: int = 0


class Turn(NamedTuple):
    """What became of a certificate, the signature `sign_off`, after it was given: taken back, or standing again as the
    verdicts are again those that were signed. Numbers are in one order with those of what was asked."""

    email: str
    month: date
    action: str
    sign_off: int
    number: int


def months(connection: Connection, emails: Sequence[str], since: date, newest: date) -> list[Month]:
    """The months of these accounts from that of `since` to that of `newest`, the newest settled day; the newest month
    first."""
    named = {"emails": list(emails), "since": since, "newest": newest}
    return rows(connection, "closes/months.sql", named, lambda _: Month._make)


def signatures_of(
    connection: Connection, emails: Sequence[str], since: date
) -> Mapping[tuple[str, date], list[Signature]]:
    """What was signed of whole months that end on `since` or later, by account and the month's last day, the oldest
    first. The account's first month may have begun later when it was signed: an earlier day was judged since."""
    found: dict[tuple[str, date], list[Signature]] = defaultdict(list)
    named = {"emails": list(emails), "since": since}
    for email, last, *signed in rows(connection, "closes/signatures.sql", named):
        found[email, last].append(Signature(*signed))
    return found


def asked(connection: Connection, emails: Sequence[str], since: date) -> list[AskedClose]:
    """Which runs asked, of months from that of `since` on, the oldest first."""
    return rows(connection, "closes/asked.sql", {"emails": list(emails), "since": since}, lambda _: AskedClose._make)


def turns(connection: Connection, emails: Sequence[str], since: date) -> list[Turn]:
    """What became of certificates of months from that of `since` on, the oldest first."""
    named = {"emails": list(emails), "since": since, "actions": [TAKEN_BACK, STANDS_AGAIN]}
    return rows(connection, "closes/turns.sql", named, lambda _: Turn._make)


def log_close(connection: Connection, email: str, actor: str, action: str, detail: Mapping[str, Any]) -> bool:
    """Log in the caller's transaction what became of a close; whether it was not logged before."""
    named = {"actor": actor, "action": action, "email": email, "detail": json.dumps(detail)}
    return execute(connection, "closes/log.sql", named) > 0

"""Reads the form of the replay DAG: which accounts and days, whatever was typed into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binrecon.config.accounts import Roster
from binrecon.orchestration.resolution_form import Form, account_of, day_of
from binrecon.services.resolutions import refuse_unknown
from binrecon.storage.resolutions import RefusedError

LONGEST_PERIOD = 366


@dataclass(frozen=True)
class ReplayPeriod:
    """The days that are replayed, both included, and the accounts they are of."""

    emails: tuple[str, ...]
    first: date
    last: date


def period_of(form: Form, roster: Roster) -> ReplayPeriod:
    """What the form asks for: one account of the accounts file, or all of them. Raises RefusedError naming the field
    that is missing or wrong."""
    first, last, email = day_of(form, "first"), day_of(form, "last"), account_of(form)
    if last < first:
        raise RefusedError("'last' lies before 'first'")
    if (last - first).days >= LONGEST_PERIOD:
        raise RefusedError(f"a period has at most {LONGEST_PERIOD} days")
    if email is None:
        return ReplayPeriod(tuple(account.email for account in roster.accounts), first, last)
    refuse_unknown(roster, email)
    return ReplayPeriod((email,), first, last)

"""Reads the whole group's day: its wallets and their verdicts, what moved, and what is on its way between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.group import GroupCell, GroupFacts, GroupMovements, GroupWallet, InTransit
from binrecon.domain.vocabulary import Wallet
from binrecon.storage.autocommit import single_statements
from binrecon.storage.day_facts import read_gaps
from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read


def read_group(engine: Engine, members: Sequence[tuple[str, Wallet]], day: date) -> GroupFacts:
    """The day of these wallets, each named by its account's e-mail, on one picture of the database."""
    named = {
        "emails": [email for email, _ in members],
        "wallets": [str(wallet) for _, wallet in members],
        "day": day,
    }
    with consistent_read(engine) as connection:
        return GroupFacts(
            day,
            tuple(_wallet(connection, day, *row) for row in rows(connection, "group/wallets.sql", named)),
            tuple(rows(connection, "group/cells.sql", named, lambda _: GroupCell._make)),
            tuple(rows(connection, "group/movements.sql", named, lambda _: GroupMovements._make)),
            tuple(rows(connection, "group/transit.sql", named, lambda _: InTransit._make)),
        )


def _wallet(
    connection: Connection, day: date, email: str, wallet: str, judged: bool, known: bool, doubted: bool, in_part: bool
) -> GroupWallet:
    """The wallet, with what lacks of its day where not all of it is in doubt: few are, so each is asked for itself."""
    gaps = read_gaps(connection, AccountDay(email, day, Wallet(wallet))) if in_part else ()
    return GroupWallet(email, wallet, judged, known, doubted, gaps)


def first_day(engine: Engine, emails: Sequence[str]) -> date | None:
    """The first day that was ever opened of these accounts; None where none was."""
    with single_statements(engine) as connection:
        began = rows(connection, "pages/first_days.sql", {"emails": list(emails)})
    return min((day for _, _, day in began), default=None)


def changed_days(engine: Engine, emails: Sequence[str]) -> list[tuple[date, datetime]]:
    """The judged days of these accounts, newest first, each with when what it rests on was last changed."""
    with single_statements(engine) as connection:
        return [(day, at) for day, at in rows(connection, "group/changed_days.sql", {"emails": list(emails)})]

"""Reads the whole group's day: its wallets and their verdicts, what moved, and what is on its way between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from binrecon.domain.group import GroupCell, GroupFacts, GroupMovements, GroupWallet, InTransit
from binrecon.domain.vocabulary import Wallet
from binrecon.storage.autocommit import single_statements
from binrecon.storage.day_facts import read_gaps_of_wallets
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
            _wallets(connection, named),
            tuple(rows(connection, "group/cells.sql", named, lambda _: GroupCell._make)),
            tuple(rows(connection, "group/movements.sql", named, lambda _: GroupMovements._make)),
            tuple(rows(connection, "group/transit.sql", named, lambda _: InTransit._make)),
        )


def _wallets(connection: Connection, named: Mapping[str, Any]) -> tuple[GroupWallet, ...]:
    """The wallets in their order, with what lacks of the day of those of which a part is in doubt and not all."""
    told = [(GroupWallet(*wallet), is_in_part) for *wallet, is_in_part in rows(connection, "group/wallets.sql", named)]
    in_part = [(one.email, Wallet(one.wallet)) for one, is_in_part in told if is_in_part]
    gaps = read_gaps_of_wallets(connection, named["day"], in_part)
    return tuple(one._replace(gaps=gaps.get((one.email, Wallet(one.wallet)), ())) for one, _ in told)


def first_day(engine: Engine, emails: Sequence[str]) -> date | None:
    """The first day that was ever opened of these accounts; None where none was."""
    with single_statements(engine) as connection:
        began = rows(connection, "pages/first_days.sql", {"emails": list(emails)})
    return min((day for _, _, day in began), default=None)


def changed_days(engine: Engine, emails: Sequence[str]) -> list[tuple[date, datetime]]:
    """The judged days of these accounts, newest first, each with when what it rests on was last changed."""
    with single_statements(engine) as connection:
        return [(day, at) for day, at in rows(connection, "group/changed_days.sql", {"emails": list(emails)})]

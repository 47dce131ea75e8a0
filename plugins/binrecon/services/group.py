"""The day of the whole group, made of every wallet of the accounts file: consolidated, and written as group.csv.

Rests on decision 129.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from binrecon.config.accounts import Account, Roster
from binrecon.domain.group import GroupLine, UnknownWallet
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.group import consolidate, unknown_wallets
from binrecon.reporting.csv_reports import Report, folder_of, write_rows
from binrecon.storage.group import changed_days, read_group

FOLDER = "group"
"""Among the folders of the accounts, none of which is called so: each has the domain of its e-mail in its name."""
MOST = 40
"""Days written at once: after an upgrade all of them are missing."""
_CLOCKS = timedelta(minutes=10)
"""So far may the clock of a file be from the database's."""


@dataclass(frozen=True)
class GroupDay:
    """The day of some wallets together: how many they are, a line for each asset, and those of which the day is not
    known."""

    day: date
    wallets: int
    lines: tuple[GroupLine, ...]
    unknown: tuple[UnknownWallet, ...]


def members_of(accounts: Iterable[Account], day: date) -> list[tuple[str, Wallet]]:
    """The wallets that these accounts of the accounts file have on that day, by the e-mail of their account."""
    due = [one for one in accounts if one.start_date is None or one.start_date <= day]
    return [(account.email, wallet) for account in due for wallet in account.wallets]


def group_of_day(engine: Engine, accounts: Sequence[Account], day: date) -> GroupDay:
    """The day of these accounts together; what they send to others of the group, or get from them, is from outside."""
    facts = read_group(engine, members_of(accounts, day), day)
    return GroupDay(day, len(facts.wallets), consolidate(facts), unknown_wallets(facts))


def path_of(reports: Path, day: date) -> Path:
    """Where the group's day is written: <reports>/group/<YYYY-MM-DD>/group.csv."""
    return folder_of(reports, FOLDER, day) / "group.csv"


def write_group(engine: Engine, roster: Roster, day: date) -> Report:
    """Write the CSV of the group's day anew, whole or not at all."""
    lines, path = group_of_day(engine, roster.accounts, day).lines, path_of(roster.settings.reports, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_rows(path, GroupLine._fields, lines)


def write_changed(engine: Engine, roster: Roster) -> list[date]:
    """Write every day whose file is missing or may be older than what it rests on, newest first and at most MOST; gives
    them. What is left is written by the next call."""
    written: list[date] = []
    for day in _to_write(engine, roster):
        if len(written) == MOST:
            break
        write_group(engine, roster, day)
        written.append(day)
    return written


def _to_write(engine: Engine, roster: Roster) -> Iterator[date]:
    for day, changed in changed_days(engine, [account.email for account in roster.accounts]):
        path = path_of(roster.settings.reports, day)
        if not path.exists() or datetime.fromtimestamp(path.stat().st_mtime, UTC) < changed + _CLOCKS:
            yield day

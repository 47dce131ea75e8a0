"""The day of the whole group, made of every wallet of the accounts file: consolidated, and written as group.csv.

Rests on decision 129.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from binrecon.config.accounts import Account, Roster
from binrecon.domain.group import GroupLine, UnknownWallet
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.group import consolidate, unknown_wallets
from binrecon.reporting.csv_reports import Report, as_text, folder_of, write_rows
from binrecon.storage.group import changed_days, read_group

FOLDER = "group"
"""Among the folders of the accounts, none of which is called so: each has the domain of its e-mail in its name."""
MOST = 40
"""Days written at once: after an upgrade all of them are missing."""
_MEMBER = ("email", "wallet")
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


def members_path(reports: Path, day: date) -> Path:
    """Where it is written which wallets the group's day is of: <reports>/group/<YYYY-MM-DD>/wallets.csv."""
    return folder_of(reports, FOLDER, day) / "wallets.csv"


def write_group(engine: Engine, roster: Roster, day: date) -> Report:
    """Write the CSV of the group's day anew, whole or not at all, and after it that of its wallets: where that is
    another than the accounts file would have it, the day is written again."""
    lines, path = group_of_day(engine, roster.accounts, day).lines, path_of(roster.settings.reports, day)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = write_rows(path, GroupLine._fields, lines)
    write_rows(members_path(roster.settings.reports, day), _MEMBER, members_of(roster.accounts, day))
    return written


def write_changed(engine: Engine, roster: Roster) -> list[date]:
    """Write every day whose file is missing, may be older than what it rests on, or is of other wallets than the
    accounts file has, newest first and at most MOST; gives them. What is left is written by the next call."""
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
        is_late = not path.exists() or datetime.fromtimestamp(path.stat().st_mtime, UTC) < changed + _CLOCKS
        if is_late or not _is_of(members_of(roster.accounts, day), members_path(roster.settings.reports, day)):
            yield day


def _is_of(members: Iterable[tuple[str, Wallet]], path: Path) -> bool:
    """Whether the file names just these wallets."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            told = list(csv.reader(file))
    except FileNotFoundError:
        return False
    return told == [list(_MEMBER), *([as_text(email), as_text(wallet)] for email, wallet in members)]

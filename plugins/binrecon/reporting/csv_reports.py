"""Write the CSVs of one account-day, to be laid beside the exchange's own pages."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.money import plain
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import described, transfer_words
from binrecon.storage.queries import driver
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transactions import retry_collisions, serialized

REPORTS = ("summary", "transfers", "trades", "snapshot", "verdicts", "findings", "matches", "counter_wallets")
"""The files of an account-day. Each is the result of include/sql/reports/<name>.sql, and its header the query's column
names."""
OF_CONTRACTS = ("positions",)
"""Those of a wallet of contracts beside them."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet may run a text that starts so; amounts are numbers and may keep their minus."""

_BATCH = 2_000


@dataclass(frozen=True)
class Report:
    """One written file and its data rows."""

    path: Path
    rows: int


def folder_of(reports: Path, slug: str, day: date) -> Path:
    """Where the files of an account-day are: <reports>/<slug>/<YYYY-MM-DD>."""
    return reports / slug / day.isoformat()


@retry_collisions
def write_reports(engine: Engine, reports: Path, slug: str, account_day: AccountDay) -> dict[str, Report]:
    """Write every file of the wallet's day from one consistent picture of the database; gives them by name.

    Rows stream through in batches, so memory does not grow with the day. Each file appears whole or not at all. Two
    runs that write one day's files at once do so one after the other, each from a picture taken in its turn: the older
    one never wins.
    """
    folder = folder_of(reports, slug, account_day.day)
    folder.mkdir(parents=True, exist_ok=True)
    wallet = described(account_day.wallet)
    own = wallet.contracts.parameters(wallet.ledger) if wallet.contracts else {}
    named = {**account_day.parameters, **transfer_words(), **own}
    with serialized(engine, f"reports|{account_day.email}|{account_day.day}") as connection:
        return {
            file: write_query(connection, folder / f"{file}.csv", f"reports/{name}.sql", named)
            for name in (*REPORTS, *(OF_CONTRACTS if wallet.contracts else ()))
            for file in (file_of(name, account_day.wallet),)
        }


def file_of(name: str, wallet: Wallet) -> str:
    """What a file is called: every wallet has its own of one day, beside those of SPOT, which have the bare names."""
    return name if wallet is Wallet.SPOT else f"{name}_{wallet.lower()}"


def write_query(connection: Connection, path: Path, query: str, parameters: Mapping[str, Any]) -> Report:
    """Write the result of one file of include/sql as a CSV, in batches: its column names, then its rows. It appears
    whole or not at all."""
    count = 0
    with whole_file(path) as file, driver(connection).cursor("binrecon_report") as cursor:
        writer = csv.writer(file, lineterminator="\n")
        cursor.execute(sql_text(query), parameters)
        writer.writerow(column.name for column in cursor.description or ())
        while batch := cursor.fetchmany(_BATCH):
            writer.writerows([as_text(value) for value in row] for row in batch)
            count += len(batch)
    return Report(path, count)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A file beside the wanted one that takes its name only when everything is written."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            os.fchmod(handle, 0o644)
            yield file
            file.flush()
            os.fsync(handle)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def as_text(value: Any) -> str:
    """A value as the files write it: amounts plain and exact, what a spreadsheet could run as a text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))


def moment(value: datetime) -> str:
    """UTC with milliseconds, as the exchange's exports write it."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def guarded(value: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe where it could start one."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value

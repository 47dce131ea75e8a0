"""A day of an account with so many movements, and the statement that tells the same but for two lines of each asset:
one that only the statement has, and one that it lacks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from binrecon.storage.queries import driver
from sqlalchemy import Connection, Engine

EMAIL, DAY = "busy@example.com", date(2026, 11, 2)
ASSETS = 300
UNIT = 10**18
_TRADES = """COPY binance_reconciliation_trades
    (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, agg_id, evidence_at)
    FROM STDIN"""
_LINES = """COPY binance_statement_rows
    (file_id, line, user_id, email, at, account, operation, asset, change) FROM STDIN"""
_FILE = """INSERT INTO binance_statement_files
    (sha256, file_name, accounts, version, utc_offset, offset_proof, rows, covered_from, covered_to, content, author)
    VALUES ('', 'busy.csv', %(accounts)s, 'v3', interval '0', 'proved: by construction', %(rows)s,
        %(start)s, %(end)s, '', 'bench') RETURNING id"""
_OPENING = """COPY binance_reconciliation_balances (source, external_id, date, email, wallet, asset, raw_balance)
    FROM STDIN"""
_SNAPSHOT = "INSERT INTO binance_snapshot_days VALUES (%s, 'SPOT', %s, %s::date + interval '23:59:59', 1, now())"


class Movement(NamedTuple):
    """A movement of an asset: `amount` in units of 1e-18, `lacking` the side that does not have it."""

    number: int
    asset: str
    amount: int
    at: datetime
    lacking: str


@dataclass(frozen=True)
class BusyDay:
    """So many movements; each asset begins with a million and is told to 8 decimals, one in five to 18."""

    movements: int

    def assets(self) -> list[str]:
        return [_name(number) for number in range(ASSETS)]

    def all(self) -> Iterator[Movement]:
        start = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
        for n in range(self.movements):
            number = n % ASSETS
            amount = (n * 7919 % 997 + 1) * 10**10 * 37 + (n % 1000 + 1 if number % 5 == 0 else 0)
            lacking = {0: "statement", 1: "movements"}.get(n // ASSETS, "")
            at = start + timedelta(milliseconds=n * 86_000_000 // self.movements)
            yield Movement(n, _name(number), amount if n % 7 else -amount, at, lacking)

    def booked(self) -> Iterator[Movement]:
        return (one for one in self.all() if one.lacking != "movements")

    def stated(self) -> Iterator[Movement]:
        """As a statement tells them: to the second, and one in fifty a second late."""
        for one in self.all():
            if one.lacking != "statement":
                late = timedelta(seconds=one.number % 50 == 0)
                yield one._replace(at=one.at.replace(microsecond=0) + late)

    def one_sided(self) -> set[tuple[str, str, int]]:
        """The side that lacks it, asset and amount of what one side has alone."""
        return {(one.lacking, one.asset, one.amount) for one in self.all() if one.lacking}

    def balances(self) -> dict[str, int]:
        """The balance of each asset at the end of the day, in units of 1e-18."""
        held = dict.fromkeys(self.assets(), 10**6 * UNIT)
        for one in self.booked():
            held[one.asset] += one.amount
        return held


def _name(number: int) -> str:
    """Of letters alone, which is what every tool takes for a commodity."""
    return "C" + "".join(chr(ord("A") + number // 26**place % 26) for place in (1, 0))


def text(units: int) -> str:
    """An integer of 1e-18 as a decimal text."""
    whole, part = divmod(abs(units), UNIT)
    return f"{'-' if units < 0 else ''}{whole}.{part:018d}"


def plant(owner: Engine, day: BusyDay) -> None:
    """Movements, opening snapshot and statement, as if they had been read, booked and imported."""
    with owner.begin() as connection:
        _copied(connection, _TRADES, map(_trade, day.booked()))
        opening = f"\t{DAY - timedelta(days=1)}\t{EMAIL}\tSPOT\t"
        _copied(connection, _OPENING, (f"x\tx{opening}{asset}\t1000000\n" for asset in day.assets()))
        for date_ in (DAY - timedelta(days=1), DAY):
            connection.exec_driver_sql(_SNAPSHOT, (EMAIL, date_, date_))
        start = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)
        told = {"accounts": [EMAIL], "rows": day.movements, "start": start, "end": start + timedelta(days=1)}
        file = connection.exec_driver_sql(_FILE, told).scalar_one()
        _copied(connection, _LINES, (_line(file, one) for one in day.stated()))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _copied(connection: Connection, query: str, lines: Iterator[str]) -> None:
    with driver(connection).cursor().copy(query) as copy:
        for line in lines:
            copy.write(line)


def _trade(one: Movement) -> str:
    leg, kind = (1, "spot_buy") if one.amount > 0 else (2, "spot_sell")
    return (
        f"trade\t1\t{one.number}\t{leg}\t{one.at}\t{kind}\t{EMAIL}\tSPOT\t{one.asset}USDT\t{one.asset}"
        f"\t{text(one.amount)}\t{one.number}\t{one.at}\n"
    )


def _line(file: int, one: Movement) -> str:
    return f"{file}\t{one.number}\t1\t{EMAIL}\t{one.at}\tSpot\tBuy\t{one.asset}\t{text(one.amount)}\n"


def write_sides(day: BusyDay, lines: Path, records: Path) -> None:
    """Both sides as CSVs for the rivals."""
    for path, movements in ((lines, day.stated()), (records, day.booked())):
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("name", "at", "asset", "amount"))
            for one in movements:
                writer.writerow((one.number, f"{one.at:%Y-%m-%d %H:%M:%S.%f}+00", one.asset, text(one.amount)))


def write_postings(day: BusyDay, path: Path) -> None:
    """What each asset begins with and what moved it, as a CSV."""
    with path.open("w") as file:
        file.write("asset,amount\n")
        file.writelines(f"{asset},1000000\n" for asset in day.assets())
        file.writelines(f"{one.asset},{text(one.amount)}\n" for one in day.booked())


def write_journal(day: BusyDay, path: Path) -> None:
    """The same for ledger and hledger: two postings a transaction, which need not balance."""
    with path.open("w") as file:
        for asset in day.assets():
            file.write(f"{DAY} opening\n    (spot)  1000000 {asset}\n\n")
        for one in day.booked():
            if one.number % 2 == 0:
                file.write(f"\n{DAY} {one.number}\n")
            file.write(f"    (spot)  {text(one.amount)} {one.asset}\n")


def write_beancount(day: BusyDay, path: Path) -> None:
    """The same for beancount, whose transactions all balance: against equity, with the amount left to it."""
    with path.open("w") as file:
        file.write(f"{DAY} open Assets:Spot\n{DAY} open Equity:World\n")
        for asset in day.assets():
            file.write(f'{DAY} * "opening"\n  Assets:Spot  1000000 {asset}\n  Equity:World\n')
        for one, other in pairwise_apart(day.booked()):
            file.write(f'{DAY} * "{one.number}"\n')
            for leg in (one, other):
                file.write(f"  Assets:Spot  {text(leg.amount)} {leg.asset}\n")
            file.write("  Equity:World\n")


def pairwise_apart(movements: Iterator[Movement]) -> Iterator[tuple[Movement, Movement]]:
    """Two by two; what is left over at the end stands with itself, which moves nothing."""
    for one in movements:
        yield one, next(movements, one._replace(amount=0))

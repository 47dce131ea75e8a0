"""Bench: which two legs are one transfer, of 100,000: the product's SQL beside the same joins in polars.

The joins alone are from ends at hand (rows of a table; a frame in memory) to pairs that are nowhere written. As it is
run is from booked legs to matches that are stored for good; polars gets the ends ready made, reads them from the
database and writes its pairs into a table of it.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from binrecon.storage.queries import driver
from sqlalchemy import Engine

from tests.bench.comparison.measured import Cost, product, program, server_of, step
from tests.bench.comparison.rivals import Rivals
from tests.bench.rows import Row

LEGS, ROUNDS, TIMES = 100_000, 3, 7
AT_MOST = 2
FIRST, APART, BETWEEN = datetime(2024, 1, 1, tzinfo=UTC), timedelta(days=60), timedelta(seconds=30)
ACCOUNTS = 1000
OURS = "tests.bench.comparison.ours"
WITH_POLARS = str(Path(__file__).with_name("with_polars.py"))
_COPY = """COPY binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
     counter_party, txn_hash, network, standing, evidence_at) FROM STDIN"""
_TABLE = "CREATE TABLE IF NOT EXISTS pairs_of_a_rival (step int, sent bigint, received bigint, alone boolean)"

Pair = tuple[int, int]


class Told(NamedTuple):
    """One leg as a list tells it; `amount` is signed."""

    source: str
    record: str
    email: str
    amount: str
    at: datetime
    counter_party: str = r"\N"
    txn_hash: str = r"\N"
    network: str = r"\N"

    def line(self) -> str:
        """The leg for COPY."""
        way, leg = ("transfer_out", 2) if self.amount.startswith("-") else ("transfer_in", 1)
        kind, wallet = ("TRANSFER", "FUTURES") if self.source == "um_income" else ("x", "SPOT")
        endpoint = "sub_user_history" if self.source == "account_transfer" else self.source
        names = f"{self.counter_party}\t{self.txn_hash}\t{self.network}"
        return (
            f"{self.source}\t{endpoint}\t1\t{self.record}\t{leg}\t{self.at}\t{way}\t{kind}\t{self.email}\t{wallet}\tUSDT"
            f"\t{self.amount}\tx\t{names}\tcounts\t{self.at}\n"
        )


@dataclass(frozen=True)
class Fund:
    """A thousand accounts that send each other so many transfers, long after those of the fund before. With every kind
    a half is told with its number in two lists, the others by the ledger of a wallet, by a transaction, by an id of a
    custodian's, or by amount and time alone; of one in a hundred two equal ends arrive, and none may be chosen."""

    number: int
    transfers: int
    every_kind: bool

    def told(self) -> Iterator[tuple[Told, ...]]:
        """The legs of each transfer, the sent one first."""
        for n in range(self.transfers):
            yield self._transfer(n)

    def _transfer(self, n: int) -> tuple[Told, ...]:
        at, record = FIRST + self.number * APART + n * BETWEEN, f"{9_007_199_254 + self.number}{n:07}"
        amount, (sender, receiver) = f"{n % 9973 + 1}.00000001", (self._email(n), self._email(n + 1))
        kind = n % 20 if self.every_kind else 0
        if self.every_kind and n % 100 == 99:
            sent = Told("withdraw", record, sender, f"-{amount}", at)
            return sent, *(Told("deposit", f"{record}{end}", receiver, amount, at + BETWEEN) for end in "ab")
        if kind < 10:
            return (
                Told("account_transfer", record, sender, f"-{amount}", at, receiver),
                Told("account_transfer", record, receiver, amount, at, sender),
            )
        if kind < 14:
            return (
                Told("withdraw", record, sender, f"-{amount}", at, txn_hash=f"0xAB{record}", network="TRX"),
                Told("deposit", record, receiver, amount, at + BETWEEN, txn_hash=f"0xab{record}", network="TRX"),
            )
        if kind < 18:
            number = record if kind < 16 else f"7{record}"
            return (
                Told("wallet_transfer", record, sender, f"-{amount}", at, "UMFUTURE"),
                Told("um_income", f"TRANSFER:{number}:x", sender, amount, at + timedelta(seconds=1)),
            )
        left, arrived = ("custody_transfer", "custody_transfer") if kind == 18 else ("withdraw", "deposit")
        return Told(left, record, sender, f"-{amount}", at), Told(arrived, record, receiver, amount, at + BETWEEN)

    def _email(self, n: int) -> str:
        return f"account{n % ACCOUNTS}@fund{self.number}.example.com"


class Round(NamedTuple):
    """What each took of one fund, and how many pairs were others than those that were planted."""

    join: Cost
    run: Cost
    wrong: int
    polars: Cost | None = None
    polars_numbers: Cost | None = None
    polars_run: Cost | None = None


def measure(owner: Engine, writer_url: str, folder: Path, rivals: Rivals, scale: float) -> list[Row]:
    """Funds whose transfers all have their number in two lists, and funds with every kind."""
    transfers = max(200, round(LEGS * scale / 2))
    rows = [Row("transfer legs", 2 * transfers)]
    for every_kind in (False, True):
        funds = [Fund(2 * n + every_kind, transfers, every_kind) for n in range(ROUNDS)]
        rounds = [_round(owner, writer_url, folder, rivals, fund) for fund in funds]
        rows += _rows("every kind" if every_kind else "numbers alone", rounds, rivals.told("polars"))
    return rows


def _rows(of: str, rounds: list[Round], polars: str) -> list[Row]:
    return [
        Row(f"{of}: the joins in {polars}, s of CPU", _middle([one.polars for one in rounds])),
        Row(f"{of}: joining by number alone in {polars}, s of CPU", _middle([one.polars_numbers for one in rounds])),
        Row(f"{of}: the joins, s of CPU", _middle([one.join for one in rounds])),
        Row(f"{of}: the joins ÷ in {polars}", _ratio([(one.join, one.polars) for one in rounds]), AT_MOST),
        Row(f"{of}: as run with {polars}, s of CPU", _middle([one.polars_run for one in rounds])),
        Row(f"{of}: as run, s of CPU", _middle([one.run for one in rounds])),
        Row(f"{of}: as run, peak MB of the client", max(one.run.client_mb for one in rounds)),
        Row(f"{of}: as run, peak MB of Postgres", max(one.run.server_mb for one in rounds)),
        Row(f"{of}: pairs that were not planted, or lack", sum(one.wrong for one in rounds), 0),
    ]


def _middle(costs: list[Cost | None]) -> float | None:
    found = [cost.cpu for cost in costs if cost]
    return statistics.median(found) if found else None


def _ratio(turns: list[tuple[Cost, Cost | None]]) -> float | None:
    found = [cost.cpu / floor.cpu for cost, floor in turns if floor]
    return statistics.median(found) if found else None


def _round(owner: Engine, writer_url: str, folder: Path, rivals: Rivals, fund: Fund) -> Round:
    """Floor and product in turn on one fund, which is matched at the end."""
    planted = plant(owner, fund)
    ends, pairs = folder / "ends.csv", folder / "pairs.csv"
    exported = said(product(OURS, "ends", writer_url, str(ends)))
    floors = {}
    if "polars" in rivals.commands:
        floors = _in_polars(owner, folder, rivals.commands["polars"], exported)
    join = said(product(OURS, "join", writer_url, str(TIMES), str(pairs)))
    wrong = len(_alone(pairs) ^ planted)
    if floors:
        wrong += len(_alone(folder / "pairs_of_polars.csv") ^ planted)
    run = step(owner, OURS, "match", writer_url)
    wrong += len(_held(owner, planted) ^ planted)
    _at_rest(owner)
    return Round(join, run, wrong, **floors)


def _in_polars(owner: Engine, folder: Path, python: list[str], exported: Cost) -> dict[str, Cost]:
    ends, packed, out = folder / "ends.csv", folder / "ends.parquet", folder / "pairs_of_polars.csv"
    program([*python, WITH_POLARS, "pack", str(ends), str(packed)])
    joins = said(program([*python, WITH_POLARS, "match", str(packed), str(out), str(TIMES)]))
    numbers = said(program([*python, WITH_POLARS, "match_numbers", str(packed), str(TIMES)]))
    whole = said(program([*python, WITH_POLARS, "match_all", str(ends), str(out)]))
    start = time.process_time()
    with server_of(owner) as server, owner.begin() as connection:
        connection.exec_driver_sql(_TABLE)
        with driver(connection).cursor().copy("COPY pairs_of_a_rival FROM STDIN WITH (FORMAT csv, HEADER)") as copy:
            copy.write(out.read_bytes())
    cpu = exported.cpu + whole.cpu + time.process_time() - start + server.cpu
    return {"polars": joins, "polars_numbers": numbers, "polars_run": Cost(cpu, whole.wall, whole.client_mb)}


def said(done: Cost) -> Cost:
    """What the process printed of itself: its start and its imports are left out."""
    told = json.loads(done.said.splitlines()[-1])
    return Cost(told["cpu"], told["wall"], told["mb"], 0, str(told["said"]))


def plant(owner: Engine, fund: Fund) -> set[Pair]:
    """The legs of the fund; gives the pairs that are to be found, by the numbers of their rows."""
    legs, pairs = [], []
    for told in fund.told():
        if len(told) == 2:
            pairs.append((len(legs), len(legs) + 1))
        legs += [leg.line() for leg in told]
    with owner.begin() as connection:
        with driver(connection).cursor().copy(_COPY) as copy:
            copy.write("".join(legs))
        [(first, last)] = connection.exec_driver_sql(
            "SELECT min(pid), max(pid) FROM binance_reconciliation_transfers WHERE email LIKE %s",
            (f"%@fund{fund.number}.example.com",),
        )
    assert last - first + 1 == len(legs)
    _at_rest(owner)
    return {(first + sent, first + received) for sent, received in pairs}


def _alone(path: Path) -> set[Pair]:
    """The pairs of a file of them that are alone."""
    found = [line.strip().split(",") for line in path.read_text().splitlines()]
    return {(int(sent), int(received)) for _, sent, received, alone in found if alone.lower() == "true"}


def _held(owner: Engine, planted: set[Pair]) -> set[Pair]:
    """The matches that are stored of a fund's rows."""
    first = min(sent for sent, _ in planted)
    with owner.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT out_pid, in_pid FROM binance_transfer_matches WHERE taken_back_at IS NULL AND out_pid >= %s",
            (first,),
        )
        return {(sent, received) for sent, received in found}


def _at_rest(owner: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")

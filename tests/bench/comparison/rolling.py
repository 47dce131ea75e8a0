"""Bench: balances rolled forward over 1,000,000 postings: the balance lines of a day, beside ledger, hledger,
beancount, polars and DuckDB.

Each reads what it keeps: the product rows of tables, polars and DuckDB Parquet, the others their journal, which is all
they have. What ends with other balances, to the last of 18 decimals, is counted.
"""

from __future__ import annotations

import csv
import re
import statistics
from pathlib import Path

from sqlalchemy import Engine

from tests.bench.comparison.busy_day import DAY, EMAIL, BusyDay, write_beancount, write_journal, write_postings
from tests.bench.comparison.measured import Cost, program, step
from tests.bench.comparison.rivals import Rivals
from tests.bench.comparison.sides import WITH, units
from tests.bench.comparison.transfers import OURS, WITH_POLARS, said
from tests.bench.rows import Row

ROUNDS = 3
SLOW = ("hledger", "beancount")
"""They take minutes, and are run once."""
OF_TIME, OF_MEMORY = 1, 0.25
"""Of ledger's."""
WITH_BEANCOUNT = str(Path(__file__).with_name("with_beancount.py"))
_AMOUNT = re.compile(r"(-?[\d.]+) (C[A-Z]{2})\b")


def measure(owner: Engine, writer_url: str, folder: Path, rivals: Rivals, day: BusyDay) -> list[Row]:
    """The day lies ready in the database."""
    names = [*WITH, "ledger", *SLOW]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    truth, ours, wrong = day.balances(), [], dict.fromkeys(["ours", *names], 0)
    _lay_ready(folder, rivals, day)
    for turn in range(ROUNDS):
        for name in (one for one in names if one in rivals.commands and not (turn and one in SLOW)):
            cost, balances = _by(name, folder, rivals)
            costs[name].append(cost)
            wrong[name] += _wrong(balances, truth)
        out = folder / "rolled.csv"
        ours.append(step(owner, OURS, "roll", writer_url, EMAIL, str(DAY), str(out)))
        wrong["ours"] += _wrong(_read(out), truth)
    return _rows(day.movements, ours, costs, wrong, rivals)


def _rows(
    postings: int, ours: list[Cost], costs: dict[str, list[Cost]], wrong: dict[str, int], rivals: Rivals
) -> list[Row]:
    floor, beside = costs["ledger"], rivals.told("ledger")
    rows = [
        Row("roll-forward: postings", postings),
        Row("roll-forward: s of CPU", statistics.median([one.cpu for one in ours])),
        Row("roll-forward: peak MB, client and Postgres", max(one.peak_mb for one in ours)),
        Row(f"roll-forward: CPU ÷ that of {beside}", _ratio(ours, floor, "cpu"), OF_TIME),
        Row(f"roll-forward: time ÷ that of {beside}", _ratio(ours, floor, "wall"), OF_TIME),
        Row(f"roll-forward: memory ÷ that of {beside}", _ratio(ours, floor, "peak_mb"), OF_MEMORY),
        Row("roll-forward: balances that are others", wrong["ours"], 0),
    ]
    for name, found in costs.items():
        rows += _beside(rivals.told(name), found, wrong[name])
    return rows


def _ratio(ours: list[Cost], floors: list[Cost], measure: str) -> float | None:
    pairs = zip(ours, floors, strict=False)
    found = [getattr(one, measure) / getattr(floor, measure) for one, floor in pairs]
    return statistics.median(found) if found else None


def _beside(name: str, costs: list[Cost], wrong: int) -> list[Row]:
    return [
        Row(f"roll-forward: {name}, s of CPU", statistics.median([one.cpu for one in costs]) if costs else None),
        Row(f"roll-forward: {name}, peak MB", max((one.client_mb for one in costs), default=None)),
        Row(f"roll-forward: {name}, balances that are others", wrong if costs else None),
    ]


def _lay_ready(folder: Path, rivals: Rivals, day: BusyDay) -> None:
    if "polars" in rivals.commands:
        write_postings(day, folder / "postings.csv")
        source, target = (str(folder / f"postings.{kind}") for kind in ("csv", "parquet"))
        program([*rivals.commands["polars"], WITH_POLARS, "pack", source, target])
    if {"ledger", "hledger"} & set(rivals.commands):
        write_journal(day, folder / "day.journal")
    if "beancount" in rivals.commands:
        write_beancount(day, folder / "day.beancount")


def _by(name: str, folder: Path, rivals: Rivals) -> tuple[Cost, dict[str, int]]:
    command, out = rivals.commands[name], folder / "balances.csv"
    if name in ("ledger", "hledger"):
        done = program([*command, "-f", str(folder / "day.journal"), "balance"], rivals.environment)
        return done, {asset: units(amount) for amount, asset in _AMOUNT.findall(done.said)}
    if name == "beancount":
        done = program([*command, WITH_BEANCOUNT, "roll", str(folder / "day.beancount"), str(out)])
    else:
        done = program([*command, WITH[name], "roll", str(folder / "postings.parquet"), str(out)])
    return said(done), _read(out)


def _read(path: Path) -> dict[str, int]:
    with path.open(newline="") as file:
        return {asset: units(amount) for asset, amount in csv.reader(file) if asset != "asset"}


def _wrong(balances: dict[str, int], truth: dict[str, int]) -> int:
    return sum(balances.get(asset) != amount for asset, amount in truth.items()) + len(balances.keys() - truth)

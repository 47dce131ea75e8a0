"""Bench: two sides of 1,000,000 rows compared exactly: our movements of a day and the account statement of it, beside
the same in polars and DuckDB.

The product's own path is the report that names what one side lacks (`records.csv`): three witnesses of every asset,
then equal amounts paired off one to one in every asset in which they differ, which here is each of them.
"""

from __future__ import annotations

import csv
import statistics
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine

from tests.bench.comparison.busy_day import EMAIL, UNIT, BusyDay, write_sides
from tests.bench.comparison.measured import Cost, program, step
from tests.bench.comparison.rivals import Rivals
from tests.bench.comparison.transfers import OURS, WITH_POLARS, said
from tests.bench.rows import Row

ROUNDS = 3
FASTEST, MOST_MB = 35_000, 100
WITH = {"polars": WITH_POLARS, "duckdb": str(Path(__file__).with_name("with_duckdb.py"))}

OneSided = set[tuple[str, str, int]]


def measure(owner: Engine, writer_url: str, folder: Path, rivals: Rivals, day: BusyDay) -> list[Row]:
    """The day lies ready in the database."""
    truth, wrong, ours = day.one_sided(), 0, []
    theirs: dict[str, list[Cost]] = {name: [] for name in WITH}
    _pack(folder, rivals, day)
    for _ in range(ROUNDS):
        for name in WITH:
            if name in rivals.commands and "polars" in rivals.commands:
                theirs[name].append(_by(name, folder, rivals.commands[name]))
                wrong += len(_said_by_a_rival(folder / "lacking.csv") ^ truth)
        ours.append(step(owner, OURS, "sides", writer_url, EMAIL, str(folder / "records.csv")))
        wrong += len(_said_by_us(folder / "records.csv") ^ truth)
    return [*_rows(day.movements, ours), *_beside(theirs, rivals), Row("two sides: rows said wrongly by any", wrong, 0)]


def _rows(rows: int, ours: list[Cost]) -> list[Row]:
    cpu, wall = (statistics.median(values) for values in ([one.cpu for one in ours], [one.wall for one in ours]))
    return [
        Row("two sides: rows of each", rows),
        Row("two sides: rows of each a second of CPU", rows / cpu, FASTEST, least=True),
        Row("two sides: rows of each a second of the clock", rows / wall),
        Row("two sides: s of CPU", cpu),
        Row("two sides: peak MB, client and Postgres", max(one.peak_mb for one in ours), MOST_MB),
    ]


def _beside(theirs: dict[str, list[Cost]], rivals: Rivals) -> list[Row]:
    rows = []
    for name, costs in theirs.items():
        cpu = statistics.median([one.cpu for one in costs]) if costs else None
        rows += [
            Row(f"two sides: {rivals.told(name)}, s of CPU", cpu),
            Row(f"two sides: {rivals.told(name)}, peak MB", max((one.client_mb for one in costs), default=None)),
        ]
    return rows


def _pack(folder: Path, rivals: Rivals, day: BusyDay) -> None:
    """Both sides as Parquet, which polars writes for both rivals."""
    if "polars" in rivals.commands:
        write_sides(day, folder / "lines.csv", folder / "booked.csv")
        for name in ("lines", "booked"):
            source, target = folder / f"{name}.csv", folder / f"{name}.parquet"
            program([*rivals.commands["polars"], WITH_POLARS, "pack", str(source), str(target)])


def _by(name: str, folder: Path, python: list[str]) -> Cost:
    both = [str(folder / f"{side}.parquet") for side in ("lines", "booked")]
    return said(program([*python, WITH[name], "sides", *both, str(folder / "lacking.csv")]))


def _said_by_us(path: Path) -> OneSided:
    with path.open(newline="") as file:
        return {(row["lacking_in"], row["asset"], units(row["amount"])) for row in csv.DictReader(file)}


def _said_by_a_rival(path: Path) -> OneSided:
    with path.open(newline="") as file:
        return {
            ("movements" if row["is_line"] == "true" else "statement", row["asset"], units(row["amount"]))
            for row in csv.DictReader(file)
        }


def units(amount: str) -> int:
    """A decimal text in units of 1e-18, exactly."""
    sign, digits, exponent = Decimal(amount).as_tuple()
    value = int("".join(map(str, digits))) * UNIT
    scaled, rest = divmod(value, 10 ** -int(exponent)) if int(exponent) < 0 else (value * 10 ** int(exponent), 0)
    assert not rest, f"{amount} has more than 18 decimals"
    return -scaled if sign else scaled

"""The CSVs for a person to lay beside the exchange's own pages: balances of each wallet, sums by day and type.

They hold amounts: they stay on the machine that probed.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from binrecon.domain.money import CONTEXT, plain
from binrecon.probing.fields import amount, day_of, rows_of, text, time_of
from binrecon.probing.question import Found, Look, Looked, Row

Cells = tuple[str, ...]
BALANCES = "balances.csv"


@dataclass(frozen=True)
class Balances:
    """Where the balances of a wallet stand in an answer: the fields of a row, and the list of a snapshot's newest day
    in `listed`."""

    wallet: str
    look: Look
    fields: tuple[str, ...]
    listed: str = ""


@dataclass(frozen=True)
class Sums:
    """What is summed by day, type and asset into a file: the fields of time, type, asset and amount."""

    file: str
    looks: tuple[Look, ...]
    time: str
    kind: str
    amount: str


def files(balances: tuple[Balances, ...], sums: tuple[Sums, ...], looked: Looked) -> dict[str, str]:
    """Name of a file -> its text, for everything that was answered."""
    with localcontext(CONTEXT):
        written = {BALANCES: _text(("wallet", "moment", "asset", "field", "amount"), _balances(balances, looked))}
        for one in sums:
            written[one.file] = _text(("list", "day", "type", "asset", "amount", "records"), _sums(one, looked))
        return written


def _balances(balances: tuple[Balances, ...], looked: Looked) -> Iterator[Cells]:
    for one in balances:
        found = looked[one.look.name]
        for moment, row in _newest(one, found):
            for name in one.fields:
                held = amount(row, name)
                yield one.wallet, moment, text(row, "asset"), name, "" if held is None else plain(held)


def _newest(one: Balances, found: Found) -> Iterator[tuple[str, Row]]:
    """The rows of balances with their moment: of the newest snapshot, or of the answer."""
    if not one.listed:
        yield from ((str(found.at or ""), row) for row in found.rows)
        return
    times = [(at, row) for row in found.rows if (at := time_of(row, "updateTime")) is not None]
    if times:
        at, snapshot = max(times, key=lambda pair: pair[0])
        yield from ((str(at), row) for row in rows_of(snapshot, one.listed))


def _sums(one: Sums, looked: Looked) -> Iterator[Cells]:
    sums: dict[Cells, Decimal] = defaultdict(Decimal)
    counts: Counter[Cells] = Counter()
    for look in one.looks:
        for row in looked[look.name].rows:
            key: Cells = (look.name, str(day_of(row, one.time) or ""), text(row, one.kind), text(row, "asset"))
            sums[key] += amount(row, one.amount) or Decimal(0)
            counts[key] += 1
    for key in sorted(sums):
        yield *key, plain(sums[key]), str(counts[key])


def _text(heads: Cells, rows: Iterator[Cells]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return written.getvalue()

"""Made-up evidence for the bench of matching and investigation: own transfers with known ends, cells with known causes.

The truth is decided here, in integers of 1e-18, and never passes through the product.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine

from tests.bench.reconcile_day import units

MAIN, SUB = "main@example.com", "sub@example.com"
DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SPAN_DAYS = 60
CAUSES = ("failed", "two_failed", "across", "convert", "pending", "either", "nothing")
EXPLAINED = frozenset(CAUSES[:4])
"""A pending deposit has the amount and no second fact, so that it is named and does not explain."""
GIVEN_BACK = frozenset({"failed", "two_failed", "either"})
BYSTANDERS = 10
"""Failed withdrawals of other amounts in each cell, which take part in the search and in no sum."""
_TRANSFERS = """COPY binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount,
    status, standing,
     counter_party, txn_hash, evidence_at) FROM STDIN"""
_TRADES = """COPY binance_reconciliation_trades
    (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, agg_id,
    evidence_at) FROM STDIN"""
_BALANCES = (
    "COPY binance_reconciliation_balances (source, external_id, date, email, wallet, asset, raw_balance) FROM STDIN"
)
_PAGE = """INSERT INTO binance_raw_deposit_history
    (id, email, endpoint, coverage_id, window_start, window_end, request, http_status, weight_headers,
    received_at, body,
     body_sha256, deposit_data)
    VALUES (%s, %s, 'deposit_history', 1, now(), now(), '{}', 200, '{}', now(), '', '', %s)"""


@dataclass
class Planted:
    """Matches by method, cells by whether they can be explained, and the rows to copy."""

    matches: dict[str, int] = field(default_factory=lambda: {"tran_id": 0, "txn_hash": 0, "amount_and_time": 0})
    explained: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    transfers: list[str] = field(default_factory=list)
    trades: list[str] = field(default_factory=list)
    balances: list[str] = field(default_factory=list)
    deposits: list[dict[str, object]] = field(default_factory=list)


def plant(engine: Engine, transfers: int, cells: int) -> Planted:
    """Write so many transfer legs over sixty days of two accounts, and a covered day of the main one with so many open
    cells."""
    planted, dice = Planted(), random.Random(11)
    for number in range(cells):
        _plant_cell(planted, number, CAUSES[number % len(CAUSES)], dice)
    _plant_transfers(planted, transfers - len(planted.transfers), dice)
    with engine.begin() as connection, connection.connection.cursor() as cursor:
        for statement, lines in (
            (_TRANSFERS, planted.transfers),
            (_TRADES, planted.trades),
            (_BALANCES, planted.balances),
        ):
            with cursor.copy(statement) as copy:
                copy.write("\n".join(lines) + "\n")
        for number, start in enumerate(range(0, len(planted.deposits), 1000)):
            cursor.execute(_PAGE, (number + 1, MAIN, json.dumps(planted.deposits[start : start + 1000])))
        _cover(connection)
    return planted


# transfers between the two accounts
# ------------------------------------------------------------------------------------


def _plant_transfers(planted: Planted, legs: int, dice: random.Random) -> None:
    """Of ten: four pairs by tranId, four by amount and time, one by hash, one leg and its double that nothing
    decides."""
    for number in range(legs // 2):
        kind = ("tran_id",) * 4 + ("amount_and_time",) * 4 + ("txn_hash", "lone")
        _plant_pair(planted, number, kind[number % 10], dice)


def _plant_pair(planted: Planted, number: int, kind: str, dice: random.Random) -> None:
    at = NOON + timedelta(
        days=dice.randrange(-SPAN_DAYS // 2, SPAN_DAYS // 2 - 1), milliseconds=dice.randrange(40_000_000)
    )
    amount, asset = (number + 1) * 10**18 + dice.randrange(10**18), f"T{number % 50:02d}"
    if kind == "txn_hash":
        planted.transfers.append(_leg("withdraw", f"w{number}", MAIN, asset, -amount, at, txn_hash=f"0x{number}"))
        planted.transfers.append(
            _leg("deposit", f"d{number}", SUB, asset, amount, at + timedelta(hours=3), txn_hash=f"0X{number}")
        )
    elif kind == "lone":
        planted.transfers += [_leg("account_transfer", f"lone{number}-{n}", MAIN, asset, -amount, at) for n in (1, 2)]
    else:
        other = number if kind == "tran_id" else f"other{number}"
        planted.transfers.append(_leg("account_transfer", number, MAIN, asset, -amount, at, counter_party=SUB))
        planted.transfers.append(
            _leg("account_transfer", other, SUB, asset, amount, at + timedelta(seconds=1), counter_party="x")
        )
    if kind in planted.matches:
        planted.matches[kind] += 1


def _leg(
    source: str,
    record: object,
    email: str,
    asset: str,
    amount: int,
    at: datetime,
    *,
    standing: str = "counts",
    status: str = "1",
    fid: int = 1,
    counter_party: str = "\\N",
    txn_hash: str = "\\N",
) -> str:
    leg, kind = (1, "transfer_in") if amount > 0 else (2, "transfer_out")
    return "\t".join(
        map(
            str,
            (
                source,
                source,
                fid,
                record,
                leg,
                at.isoformat(),
                kind,
                source,
                email,
                "SPOT",
                asset,
                _text(amount),
                status,
                standing,
                counter_party,
                txn_hash,
                "2026-11-04 00:00:00Z",
            ),
        )
    )


def _text(amount: int) -> str:
    return units(amount) if amount >= 0 else "-" + units(-amount)


# cells with a known cause
# ----------------------------------------------------------------------------------------------


def _plant_cell(planted: Planted, number: int, cause: str, dice: random.Random) -> None:
    asset, one, two = f"A{number:05d}", dice.randrange(1, 10**19), dice.randrange(1, 10**19)
    variance = _CELLS[cause](planted, asset, one, two)
    others = (-dice.randrange(10**19, 10**20) for _ in range(BYSTANDERS))
    planted.transfers += [_failed(f"{asset}-{n}", asset, amount) for n, amount in enumerate(others)]
    _balance(planted, asset, variance, back=cause in GIVEN_BACK)
    (planted.explained if cause in EXPLAINED else planted.open).add(asset)


def _balance(planted: Planted, asset: str, variance: int, *, back: bool = False) -> None:
    """Before, on and after the day; `back`: what was away is back on the next."""
    opening = 10**21
    closing = opening + variance
    for day, amount in (("2026-11-01", opening), ("2026-11-02", closing), ("2026-11-03", opening if back else closing)):
        planted.balances.append(f"x\tx\t{day}\t{MAIN}\tSPOT\t{asset}\t{units(amount)}")


def _failed(record: str, asset: str, amount: int) -> str:
    return _leg("withdraw", record, MAIN, asset, amount, NOON, standing="failed", status="5")


def _one_failed(planted: Planted, asset: str, one: int, _two: int) -> int:
    planted.transfers.append(_failed(f"{asset}f", asset, -one))
    return -one


def _two_failed(planted: Planted, asset: str, one: int, two: int) -> int:
    planted.transfers += [_failed(f"{asset}f", asset, -one), _failed(f"{asset}g", asset, -two)]
    return -one - two


def _across(planted: Planted, asset: str, one: int, _two: int) -> int:
    """In the snapshot since its insertTime on the day, booked at its completeTime on the next."""
    inserted, done = NOON + timedelta(hours=11), NOON + timedelta(hours=14)
    planted.deposits.append({"id": asset, "insertTime": _ms(inserted), "completeTime": _ms(done)})
    page = (len(planted.deposits) - 1) // 1000 + 1
    planted.transfers.append(_leg("deposit", asset, MAIN, asset, one, done, fid=page))
    return one


def _convert(planted: Planted, asset: str, one: int, two: int) -> int:
    """Paid by another wallet, into an asset of its own that is off as well."""
    received = f"{asset}R"
    for leg, name, amount, kind in ((1, received, two, "convert_buy"), (2, asset, -one, "convert_sell")):
        planted.trades.append(
            "\t".join(
                map(
                    str,
                    (
                        "convert",
                        1,
                        asset,
                        leg,
                        NOON.isoformat(),
                        kind,
                        MAIN,
                        "SPOT",
                        f"{asset}/{received}",
                        name,
                        _text(amount),
                        asset,
                        "2026-11-04 00:00:00Z",
                    ),
                )
            )
        )
    _balance(planted, received, 0)
    planted.explained.add(received)
    return 0


def _pending(planted: Planted, asset: str, one: int, _two: int) -> int:
    planted.transfers.append(_leg("deposit", asset, MAIN, asset, one, NOON, standing="pending", status="0"))
    return one


def _either(planted: Planted, asset: str, one: int, _two: int) -> int:
    planted.transfers += [_failed(f"{asset}f", asset, -one), _failed(f"{asset}g", asset, -one)]
    return -one


def _nothing(_planted: Planted, _asset: str, one: int, _two: int) -> int:
    return one


_CELLS = {
    "failed": _one_failed,
    "two_failed": _two_failed,
    "across": _across,
    "convert": _convert,
    "pending": _pending,
    "either": _either,
    "nothing": _nothing,
}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


def _cover(connection: Connection) -> None:
    """The snapshots exist, one question was planned and answered, and the next day was judged."""
    for day in ("2026-11-01", "2026-11-02", "2026-11-03"):
        connection.exec_driver_sql(
            "INSERT INTO binance_snapshot_days VALUES (%s, 'SPOT', %s, %s::date + interval '23:59:59', 1, now())",
            (MAIN, day, day),
        )
    for day in ("2026-11-02", "2026-11-03"):
        connection.exec_driver_sql(
            "INSERT INTO binance_collection_plan (email, date, wallet, endpoint)"
            " VALUES (%s, %s::date, 'SPOT', 'daily_snapshot')",
            (MAIN, day),
        )
    connection.exec_driver_sql(
        """INSERT INTO binance_reconciliation_days (email, date, wallet, opened_at, decided_at, doubts)
        VALUES (%s, '2026-11-03', 'SPOT', now(), now(), '{}')""",
        (MAIN,),
    )
    connection.exec_driver_sql(
        """INSERT INTO binance_collection_coverage (email, endpoint, window_start, window_end, status, asked_at)
        VALUES (%s, 'daily_snapshot', '2026-11-01 00:00Z', '2026-11-04 00:00Z', 'complete', '2026-11-05 02:00Z')""",
        (MAIN,),
    )


def wrong_cells(planted: Planted, verdicts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Assets that were planted and are not judged as planted; assets of own transfers on the day are not looked at."""
    told = dict(verdicts)
    yield from (asset for asset in planted.explained if told.get(asset) != "explained")
    yield from (asset for asset in planted.open if told.get(asset) != "open")

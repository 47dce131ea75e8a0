"""Bench: what matching costs in the run of one account among ten and among a thousand, with nothing new and with a
day's transfers. Each account takes part in ten own transfers a day, on all days that a run looks at.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from binrecon.services.own_transfers import AROUND, match_own_transfers
from sqlalchemy import Engine, create_engine

from tests.bench.rows import Row

DAY = date(2026, 11, 2)
LAST = DAY + AROUND
FEW, MANY = 10, 1000
EACH_SENDS = 5
ROUNDS = 9
_FILLED = Path(__file__).parents[2] / "migrations" / "sql" / "0010" / "20_filled.sql"
"""What stands is as good as matched after it: a thousand first runs are not what is measured."""
_LEGS = """COPY binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
     counter_party, standing, evidence_at) FROM STDIN"""


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """Few accounts, then many beside them on the same database."""
    engine = create_engine(writer_url)
    try:
        figures = [_among(owner, engine, accounts) for accounts in (FEW, max(FEW + 1, round(MANY * scale)))]
    finally:
        engine.dispose()
    (idle, busy), (idle_of_many, busy_of_many) = figures
    return [
        Row("matching of an account, nothing new, among 10, s", idle),
        Row("matching of an account, a day's transfers, among 10, s", busy),
        Row("nothing new, among 1,000 ÷ among 10", idle_of_many / idle, 2),
        Row("a day's transfers, among 1,000 ÷ among 10", busy_of_many / busy, 2),
    ]


def _among(owner: Engine, engine: Engine, accounts: int) -> tuple[float, float]:
    """Seconds of one account's matching among so many, which are a fund of their own: with nothing new, and with the
    transfers of one day more."""
    fund = f"of{accounts}.example.com"
    days = [DAY - AROUND + timedelta(days=n) for n in range(2 * AROUND.days)]
    plant(engine, fund, accounts, days)
    with owner.begin() as connection:
        connection.exec_driver_sql("DELETE FROM binance_transfer_ends")
        connection.exec_driver_sql(_FILLED.read_text(encoding="utf-8"))
    _at_rest(owner)
    idle = [_seconds(engine, email_of(fund, number)) for number in range(ROUNDS)]
    plant(engine, fund, accounts, [LAST])
    busy = [_seconds(engine, email_of(fund, number)) for number in range(ROUNDS)]
    return statistics.median(idle), statistics.median(busy)


def _seconds(engine: Engine, email: str) -> float:
    start = time.monotonic()
    match_own_transfers(engine, email, DAY, "measured")
    return time.monotonic() - start


def _at_rest(owner: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def email_of(fund: str, number: int) -> str:
    return f"account{number}@{fund}"


def plant(engine: Engine, fund: str, accounts: int, days: list[date]) -> None:
    """Both ends of every transfer of the days, as the two accounts' lists tell them."""
    with engine.begin() as connection, connection.connection.cursor() as cursor, cursor.copy(_LEGS) as copy:
        for day in days:
            copy.write("".join(_legs(fund, accounts, day)))


def _legs(fund: str, accounts: int, day: date) -> Iterator[str]:
    """Each account sends to the next one; few amounts, so that many are equal and near each other."""
    midnight = datetime.combine(day, clock(), tzinfo=UTC)
    for sender in range(accounts):
        for number in range(EACH_SENDS):
            at = midnight + timedelta(seconds=sender * 7 + number * 17_000)
            ends = email_of(fund, sender), email_of(fund, (sender + 1) % accounts)
            record = f"{accounts}{day:%y%m%d}{sender:05}{number}"
            amount = 1 + (sender * 31 + number * 7 + day.toordinal()) % 97
            for leg, kind, own, other, sign in ((2, "transfer_out", 0, 1, "-"), (1, "transfer_in", 1, 0, "")):
                yield (
                    f"account_transfer\tsub_user_history\t1\t{record}\t{leg}\t{at}\t{kind}\tx\t{ends[own]}\tSPOT\tUSDT"
                    f"\t{sign}{amount}\tSUCCESS\t{ends[other]}\tcounts\t{at}\n"
                )

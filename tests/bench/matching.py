"""Bench: what matching costs in a run among ten accounts and among a thousand: everything from scratch, with nothing
new, with the transfers of one account's day, and with those that all accounts have booked since.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import NamedTuple

from binrecon.services.own_transfers import match_own_transfers
from sqlalchemy import Engine, create_engine

from tests.bench.rows import Row

FIRST = date(2026, 10, 3)
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
ONE_MORE, ANOTHER = (DAYS[-1] + timedelta(days=n) for n in (1, 2))
FEW, MANY = 10, 1000
EACH_SENDS = 5
ROUNDS = 9
_LEGS = """COPY binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
     counter_party, standing, evidence_at) FROM STDIN"""


class Figures(NamedTuple):
    """Seconds of a run's matching."""

    from_scratch: float
    nothing_new: float
    one_account: float
    each_of_all: float
    """The day's transfers of all accounts, divided by these."""


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """Few accounts, then many beside them on the same database."""
    engine = create_engine(writer_url)
    try:
        few, many = (_among(owner, engine, count) for count in (FEW, max(FEW + 1, round(MANY * scale))))
    finally:
        engine.dispose()
    return [
        Row("matching, nothing new, among 10, s", few.nothing_new),
        Row("matching, an account's day, among 10, s", few.one_account),
        Row("matching, everything from scratch, among 1,000, s", many.from_scratch),
        Row("nothing new ÷ everything, among 1,000", many.nothing_new / many.from_scratch, 0.03),
        Row("nothing new, among 1,000 ÷ among 10", many.nothing_new / few.nothing_new, 2),
        Row("an account's day, among 1,000 ÷ among 10", many.one_account / few.one_account, 2),
        Row("every account's day, for each, among 1,000 ÷ among 10", many.each_of_all / few.each_of_all, 2),
    ]


def _among(owner: Engine, engine: Engine, accounts: int) -> Figures:
    """The seconds among so many accounts, which are a fund of their own."""
    fund, everybody = f"of{accounts}.example.com", range(accounts)
    plant(engine, fund, accounts, DAYS, everybody)
    from_scratch = _seconds(engine)
    _at_rest(owner)
    nothing_new = statistics.median(_seconds(engine) for _ in range(ROUNDS))
    one_account = statistics.median(_day_of(engine, fund, accounts, sender) for sender in range(ROUNDS))
    plant(engine, fund, accounts, [ANOTHER], everybody)
    return Figures(from_scratch, nothing_new, one_account, _seconds(engine) / accounts)


def _day_of(engine: Engine, fund: str, accounts: int, sender: int) -> float:
    plant(engine, fund, accounts, [ONE_MORE], [sender])
    return _seconds(engine)


def _seconds(engine: Engine) -> float:
    start = time.monotonic()
    match_own_transfers(engine, "measured")
    return time.monotonic() - start


def _at_rest(owner: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def email_of(fund: str, number: int) -> str:
    return f"account{number}@{fund}"


def plant(engine: Engine, fund: str, accounts: int, days: list[date], senders: Collection[int]) -> None:
    """Both ends of every transfer that these accounts of a fund send on the days, as the two accounts' lists tell
    them."""
    with engine.begin() as connection, connection.connection.cursor() as cursor, cursor.copy(_LEGS) as copy:
        for day in days:
            copy.write("".join(_legs(fund, accounts, day, senders)))


def _legs(fund: str, accounts: int, day: date, senders: Collection[int]) -> Iterator[str]:
    """Each account sends to the next one; few amounts, so that many are equal and near each other."""
    midnight = datetime.combine(day, clock(), tzinfo=UTC)
    for sender in senders:
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

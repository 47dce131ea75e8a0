"""Bench: what matching costs in the run of one account among ten and among a thousand, with nothing new and with a day's
transfers. Each account takes part in ten own transfers a day, over all days that a run looks at.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from binrecon.services.day_reconciliation import match_own_transfers
from sqlalchemy import Engine, create_engine

DAY = date(2026, 11, 2)
REACH = 30
EACH_SENDS = 5
ROUNDS = 7
_LEGS = """COPY binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
     counter_party, standing, evidence_at) FROM STDIN"""


def email_of(number: int) -> str:
    return f"account{number}@example.com"


def legs(accounts: int, day: date) -> Iterator[str]:
    """Both ends of every transfer of the day, each account's to the next one, as their two lists tell them."""
    midnight = datetime.combine(day, clock(), tzinfo=UTC)
    for sender in range(accounts):
        for number in range(EACH_SENDS):
            at = midnight + timedelta(seconds=sender * 7 + number * 17_000)
            ends = email_of(sender), email_of((sender + 1) % accounts)
            record = f"{day:%y%m%d}{sender:05}{number}"
            amount = 1 + (sender * 31 + number * 7 + day.toordinal()) % 997
            for leg, kind, own, other, sign in ((2, "transfer_out", 0, 1, "-"), (1, "transfer_in", 1, 0, "")):
                yield (
                    f"account_transfer\tsub_user_history\t1\t{record}\t{leg}\t{at}\t{kind}\tx\t{ends[own]}\tSPOT\tUSDT"
                    f"\t{sign}{amount}\tSUCCESS\t{ends[other]}\tcounts\t{at}\n"
                )


def plant(engine: Engine, accounts: int, days: Iterator[date]) -> None:
    with engine.begin() as connection, connection.connection.cursor() as cursor, cursor.copy(_LEGS) as copy:
        for day in days:
            copy.write("".join(legs(accounts, day)))


def old(owner, url, n):
    engine = create_engine(url)
    plant(engine, n, (DAY + timedelta(days=k) for k in range(-REACH, REACH + 1)))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
        c.exec_driver_sql("VACUUM ANALYZE")
    t = time.monotonic()
    print(n, match_own_transfers(engine, DAY, "run"))
    print("first", time.monotonic() - t)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
        c.exec_driver_sql("VACUUM ANALYZE")
    for _ in range(3):
        t = time.monotonic()
        match_own_transfers(engine, DAY, "run")
        print("again", time.monotonic() - t)

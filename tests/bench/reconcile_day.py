"""Bench: settle a new day of 50,000 cells against the plain sum in SQL; CPU of client and server, error in integers.

The truth is held in integers of 1e-18 and never passes through the product. Floor and product take turns, each round
on an account of its own, so that every settled day is new.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from typing import Any

import psutil
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Connection, Engine

from tests.days import spot

DAY = date(2026, 11, 2)
CELLS, ROUNDS = 50_000, 3
_WIDE = Context(prec=60)
_SUM = """
SELECT asset, sum(amount) FROM (
    SELECT asset, CASE WHEN date = '2026-11-02' THEN raw_balance ELSE -raw_balance END AS amount
    FROM binance_reconciliation_balances
    WHERE email = %(email)s AND date IN ('2026-11-01', '2026-11-02') AND raw_balance IS NOT NULL
    UNION ALL
    SELECT asset, -amount FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND datetime >= '2026-11-02 00:00Z' AND datetime < '2026-11-03 00:00Z'
    UNION ALL
    SELECT asset, -amount FROM binance_reconciliation_trades
    WHERE email = %(email)s AND datetime >= '2026-11-02 00:00Z' AND datetime < '2026-11-03 00:00Z'
) AS facts GROUP BY asset
"""
_BALANCES = """COPY binance_reconciliation_balances
    (source, external_id, date, email, wallet, asset, raw_balance) FROM STDIN"""
_TRANSFERS = """COPY binance_reconciliation_transfers
    (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
     standing, evidence_at) FROM STDIN"""
_TRADES = """COPY binance_reconciliation_trades
    (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, agg_id, evidence_at)
    FROM STDIN"""


def run(engine: Engine, cells: int = CELLS, rounds: int = ROUNDS) -> dict[str, Any]:
    """Figures of the bench: median CPU seconds of the sum, of the product, their difference, and the largest error in
    units of 1e-18 (0 expected). Needs a migrated database on this machine."""
    floor, product, error = [], [], 0
    for number in range(rounds):
        email = f"bench{number}@example.com"
        truth = plant(engine, email, cells, random.Random(number))
        with engine.connect() as connection:
            floor.append(cpu(connection, lambda: connection.exec_driver_sql(_SUM, {"email": email}).fetchall()))
        product.append(_settled(engine, email))
        error = max(error, worst_error(engine, email, truth))
    sums, whole = statistics.median(floor), statistics.median(product)
    return {"cells": cells, "sum_cpu_s": sums, "settle_cpu_s": whole, "over_sum_cpu_s": whole - sums, "error": error}


def _settled(engine: Engine, email: str) -> float:
    """CPU of settling: its own connection's server process is the pool's only one, reused by the product."""
    with engine.connect() as connection:
        server = _server(connection)
    before, start = server.cpu_times(), time.process_time()
    reconcile_day(engine, spot(email, DAY), (), "bench")
    after = server.cpu_times()
    return time.process_time() - start + after.user + after.system - before.user - before.system


def cpu(connection: Connection, work: Callable[[], object]) -> float:
    """CPU seconds of this process and of the connection's server process while the work runs."""
    server = _server(connection)
    before, start = server.cpu_times(), time.process_time()
    work()
    after = server.cpu_times()
    return time.process_time() - start + after.user + after.system - before.user - before.system


def _server(connection: Connection) -> psutil.Process:
    return psutil.Process(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def plant(engine: Engine, email: str, cells: int, dice: random.Random) -> dict[str, int]:
    """Write two snapshots, a transfer and a trade leg per asset; returns the planted variances in units of 1e-18."""
    truth: dict[str, int] = {}
    balances, transfers, trades = [], [], []
    at, rest = "2026-11-02 12:00:00Z", "1\tcounts\t2026-11-03 00:00:00Z"
    for number in range(cells):
        asset = f"A{number:06d}"
        opening = dice.randrange(10 ** dice.choice((8, 18, 27, 35)))
        moved, traded = dice.randrange(10**20), dice.randrange(10**19)
        variance = dice.choice((-1, 1, 10**10)) if number % 350 == 0 else 0
        truth[asset] = variance
        closing = opening + moved + traded + variance
        balances += [
            f"x\tx\t{day}\t{email}\tSPOT\t{asset}\t{units(amount)}"
            for day, amount in (("2026-11-01", opening), ("2026-11-02", closing))
        ]
        transfers.append(
            f"deposit\tdeposit_history\t1\t{asset}\t1\t{at}\ttransfer_in\tdeposit\t{email}\tSPOT\t{asset}"
            f"\t{units(moved)}\t{rest}"
        )
        trades.append(
            f"trade\t1\t{asset}\t1\t{at}\tspot_buy\t{email}\tSPOT\t{asset}USDT\t{asset}\t{units(traded)}"
            f"\t{asset}\t2026-11-03 00:00:00Z"
        )
    with engine.begin() as connection, connection.connection.cursor() as cursor:
        for statement, rows in ((_BALANCES, balances), (_TRANSFERS, transfers), (_TRADES, trades)):
            with cursor.copy(statement) as copy:
                copy.write("\n".join(rows) + "\n")
        _cover(connection, email)
    return truth


def _cover(connection: Connection, email: str) -> None:
    """Both snapshots exist, and one question was planned and answered."""
    for day in ("2026-11-01", "2026-11-02"):
        connection.exec_driver_sql(
            "INSERT INTO binance_snapshot_days"
            " VALUES (%(email)s, 'SPOT', %(day)s, %(day)s::date + interval '23:59:59', 1, now())",
            {"email": email, "day": day},
        )
    connection.exec_driver_sql(
        "INSERT INTO binance_collection_plan (email, date, wallet, endpoint)"
        " VALUES (%s, '2026-11-02', 'SPOT', 'daily_snapshot')",
        (email,),
    )
    connection.exec_driver_sql(
        """INSERT INTO binance_collection_coverage (email, endpoint, window_start, window_end, status, asked_at)
        VALUES (%s, 'daily_snapshot', '2026-11-01 00:00Z', '2026-11-03 00:00Z', 'complete', '2026-11-04 02:00Z')""",
        (email,),
    )


def units(amount: int) -> str:
    """An integer of 1e-18 as a decimal text."""
    whole, part = divmod(amount, 10**18)
    return f"{whole}.{part:018d}"


def worst_error(engine: Engine, email: str, truth: dict[str, int]) -> int:
    """Largest distance of a stored variance from the planted one, in units of 1e-18; a missing cell counts as 1."""
    with engine.connect() as connection:
        stored = dict(
            connection.exec_driver_sql(
                "SELECT asset, variance FROM v_binance_verdicts_current WHERE email = %s", (email,)
            ).all()
        )
    errors = [abs(int(_scaled(stored[asset])) - planted) if asset in stored else 1 for asset, planted in truth.items()]
    return max(*errors, len(stored) - len(truth))


def _scaled(amount: Decimal) -> Decimal:
    return _WIDE.scaleb(amount, 18)

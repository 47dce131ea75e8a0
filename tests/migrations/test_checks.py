"""The database itself refuses what no correct program would write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from binrecon.storage.schema import METADATA
from psycopg.errors import CheckViolation, UniqueViolation
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

NOON = "2026-11-01T12:00:00Z"
OWN = {"email": "main@example.com", "wallet": "SPOT", "asset": "BTC"}
GOOD: dict[str, dict[str, Any]] = {
    "binance_reconciliation_transfers": {
        **OWN,
        "source": "deposit",
        "endpoint": "deposit_history",
        "fid": 1,
        "external_id": "1",
        "leg": 1,
        "datetime": NOON,
        "txn_type": "transfer_in",
        "txn_subtype": "deposit",
        "amount": Decimal(1),
        "status": "1",
        "standing": "counts",
        "evidence_at": NOON,
    },
    "binance_reconciliation_trades": {
        **OWN,
        "source": "trade",
        "fid": 1,
        "external_id": "BTCUSDT:1:B",
        "leg": 1,
        "datetime": NOON,
        "txn_subtype": "spot_buy",
        "symbol": "BTCUSDT",
        "amount": Decimal(1),
        "price": Decimal(1),
        "agg_id": "1",
        "evidence_at": NOON,
    },
    "binance_reconciliation_balances": {
        **OWN,
        "source": "daily_snapshot",
        "external_id": "1",
        "date": "2026-11-01",
        "raw_balance": Decimal(1),
    },
    "binance_reconciliation_verdicts": {
        **OWN,
        "date": "2026-11-01",
        "variance": Decimal(0),
        "verdict": "proved",
        "reason": "",
    },
    "binance_daily_prices": {
        "symbol": "BTCUSDT",
        "date": "2026-11-01",
        "close": Decimal(1),
        "fid": 1,
        "evidence_at": NOON,
    },
    "binance_collection_coverage": {
        "email": "main@example.com",
        "endpoint": "trades",
        "window_start": NOON,
        "window_end": "2026-11-02T00:00Z",
        "status": "failed",
        "asked_at": NOON,
    },
    "binance_weight_ledger": {"bucket": "b", "weight": 1, "at": NOON},
}
NAN = Decimal("NaN")
FEE = {"leg": 3, "txn_type": "txn_fee"}
BAD = [
    ("binance_reconciliation_transfers", {"amount": NAN}),
    ("binance_reconciliation_transfers", {"amount": Decimal(-1)}),
    ("binance_reconciliation_transfers", {**FEE, "amount": Decimal(1)}),
    ("binance_reconciliation_transfers", {"leg": 2}),
    ("binance_reconciliation_transfers", {"leg": 4, "amount": Decimal(-1)}),
    ("binance_reconciliation_transfers", {"txn_type": "gift"}),
    ("binance_reconciliation_transfers", {"standing": "perhaps"}),
    ("binance_reconciliation_transfers", {"wallet": "FUNDING"}),
    ("binance_reconciliation_trades", {"amount": NAN}),
    ("binance_reconciliation_trades", {"price": NAN}),
    ("binance_reconciliation_trades", {"amount": Decimal(-1)}),
    ("binance_reconciliation_trades", {"leg": 3, "txn_subtype": "maker_fee", "amount": Decimal(1)}),
    ("binance_reconciliation_trades", {"leg": 2}),
    ("binance_reconciliation_trades", {"txn_subtype": "gift"}),
    ("binance_reconciliation_trades", {"txn_type": "transfer_in"}),
    ("binance_reconciliation_trades", {"wallet": "spot"}),
    *(
        ("binance_reconciliation_balances", {column.name: NAN})
        for column in METADATA.tables["binance_reconciliation_balances"].columns
        if column.type.python_type is Decimal
    ),
    ("binance_reconciliation_balances", {"wallet": "FUNDING"}),
    ("binance_reconciliation_verdicts", {"variance": Decimal("0.000000000000000001")}),
    ("binance_reconciliation_verdicts", {"variance": None}),
    ("binance_reconciliation_verdicts", {"variance": NAN, "verdict": "open"}),
    ("binance_reconciliation_verdicts", {"verdict": "fine"}),
    ("binance_daily_prices", {"close": NAN}),
    ("binance_daily_prices", {"close": Decimal(0)}),
    ("binance_daily_prices", {"close": Decimal(-1)}),
    ("binance_collection_coverage", {"status": "done"}),
    ("binance_collection_coverage", {"window_end": NOON}),
    ("binance_weight_ledger", {"weight": -1}),
]


def add(engine: Engine, table: str, values: dict[str, Any]) -> None:
    with engine.begin() as connection:
        connection.execute(insert(METADATA.tables[table]), values)


@pytest.mark.parametrize("table", GOOD)
def test_a_right_row_is_taken(table: str, engine: Engine) -> None:
    add(engine, table, GOOD[table])


def test_wrong_rows_are_refused(engine: Engine) -> None:
    for table, change in BAD:
        with pytest.raises(IntegrityError) as refused:
            add(engine, table, {**GOOD[table], **change})
        assert isinstance(refused.value.orig, CheckViolation), (table, change)


@pytest.mark.parametrize("table", [f"binance_reconciliation_{kind}" for kind in ("transfers", "trades", "balances")])
def test_the_same_fact_cannot_stand_twice(table: str, engine: Engine) -> None:
    add(engine, table, GOOD[table])
    with pytest.raises(IntegrityError) as refused:
        add(engine, table, GOOD[table])
    assert isinstance(refused.value.orig, UniqueViolation)

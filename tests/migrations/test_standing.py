"""A database that revision 0002 filled is taken along: each row keeps its effect and gets the standing that its status
says."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import Database
from tests.migrations.test_migrations import alembic

ROWS: list[tuple[tuple[str, str, str, bool], str]] = [
    (("deposit", "deposit_history", "1", True), "counts"),
    (("deposit", "deposit_history", "0", False), "pending"),
    (("deposit", "deposit_history", "8", False), "pending"),
    (("deposit", "deposit_history", "2", False), "failed"),
    (("deposit", "deposit_history", "1", False), "elsewhere"),
    (("withdraw", "withdraw_history", "4", True), "counts"),
    (("withdraw", "withdraw_history", "5", False), "failed"),
    (("withdraw", "withdraw_history", "6", False), "elsewhere"),
    (("account_transfer", "universal_transfer", "SUCCESS", False), "elsewhere"),
    (("account_transfer", "universal_transfer", "PROCESS", False), "elsewhere"),
    (("account_transfer", "sub_transfer_history", "PROCESS", False), "pending"),
    (("account_transfer", "sub_user_history", "FAILURE", False), "failed"),
    (("wallet_transfer", "wallet_transfer", "PENDING", False), "pending"),
    (("flexible_rewards", "flexible_rewards", "BONUS", False), "told_elsewhere"),
    (("locked_rewards", "locked_rewards", "Locked Rewards", False), "told_elsewhere"),
    (("fiat_orders", "fiat_orders", "Processing", False), "pending"),
    (("fiat_orders", "fiat_orders", "Refunding", False), "elsewhere"),
    (("bfusd_redemption", "bfusd_redemption", "SUCCESS", False), "elsewhere"),
    (("loan_repay", "loan_repay", "Repaying", False), "pending"),
]
"""What 0002 held (source, endpoint, status, effective) and the standing that it becomes."""
_OLD = text("""
    INSERT INTO binance_reconciliation_transfers
        (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
         effective, evidence_at)
    VALUES (:source, :endpoint, 1, :id, 1, '2026-11-02 12:00Z', 'transfer_in', 'x', 'a@x.com', 'SPOT', 'BTC',
    1, :status,
            :effective, '2026-11-04 02:00Z')
""")


@pytest.fixture
def filled(empty_database: Database) -> Database:
    assert alembic(empty_database.owner_url, "upgrade", "0002").returncode == 0
    engine = create_engine(empty_database.owner_url)
    with engine.begin() as connection:
        for number, ((source, endpoint, status, effective), _) in enumerate(ROWS):
            connection.execute(
                _OLD, dict(source=source, endpoint=endpoint, id=f"{number:03}", status=status, effective=effective)
            )
    engine.dispose()
    return empty_database


def held(database: Database, columns: str) -> list[tuple[Any, ...]]:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        query = f"SELECT {columns} FROM binance_reconciliation_transfers ORDER BY external_id"
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return rows


def test_every_row_keeps_its_effect_and_says_why(filled: Database) -> None:
    assert alembic(filled.owner_url, "upgrade", "head").returncode == 0
    assert held(filled, "standing, effective") == [(standing, effective) for (*_, effective), standing in ROWS]


def test_the_way_back_keeps_the_effect(filled: Database) -> None:
    assert alembic(filled.owner_url, "upgrade", "head").returncode == 0
    assert alembic(filled.owner_url, "downgrade", "0002").returncode == 0
    assert held(filled, "effective") == [(effective,) for (*_, effective), _ in ROWS]

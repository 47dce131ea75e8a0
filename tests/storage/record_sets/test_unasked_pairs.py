"""Pairs of an open asset that were never asked, counted."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    balances,
    found,
)
from tests.storage.rows import (
    coverage,
    pairs,
    plan,
)


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (None, 3),
        ("plan", 2),
        ("coverage", 2),
        ("UPDATE binance_exchange_info SET status = 'BREAK', is_spot_trading_allowed = false", 3),
        ("UPDATE binance_exchange_info SET closed_at = '2026-11-02T00:00:00Z' WHERE symbol = 'ETHBTC'", 2),
        ("UPDATE binance_exchange_info SET closed_at = '2026-11-02T00:00:01Z' WHERE symbol = 'ETHBTC'", 3),
    ],
)
def test_pairs_of_an_open_asset_that_nobody_asked_are_counted(
    engine: Engine, change: str | None, count: int | None
) -> None:
    balances(engine, BTC=("1", "2"))
    pairs(engine, ("BTC", "USDT"), ("ETH", "BTC"), ("BTC", "EUR"), ("ETH", "USDT"))
    if change in ("plan", "coverage"):
        {"plan": plan, "coverage": coverage}[change](
            engine, "trades", "BTCUSDT", **({"required": False} if change == "plan" else {})
        )
    elif change:
        with engine.begin() as connection:
            connection.exec_driver_sql(change)
    said = [step for step in found(engine)["BTC"]["next_steps"] if "were not asked for this day" in step]
    assert [step.split()[0] for step in said] == ([] if count is None else [str(count)])


@pytest.mark.parametrize("asked", [False, True])
def test_pairs_that_no_list_names_are_named_once_all_others_were_asked(engine: Engine, asked: bool) -> None:
    balances(engine, BTC=("1", "2"))
    pairs(engine, ("BTC", "USDT"))
    if asked:
        coverage(engine, "trades", "BTCUSDT")
    assert bool([step for step in found(engine)["BTC"]["next_steps"] if "TRD_GRP_*" in step]) is asked

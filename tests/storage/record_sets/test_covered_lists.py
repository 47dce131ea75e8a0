"""The lists, pairs and questions that an open asset names."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    balances,
    found,
)
from tests.storage.rows import (
    close,
    coverage,
    pairs,
    plan,
)


def test_an_open_cell_names_the_pair_the_lists_and_the_questions_to_ask(engine: Engine) -> None:
    balances(engine, BTC=("1", "2"), USDT=("90000", "0"))
    pairs(engine, ("BTC", "USDT"))
    close(engine, "BTCUSDT", "90000")
    plan(engine, "trades", "ABCUSDT", required=False)
    coverage(engine, "asset_dividend")
    text = " | ".join(found(engine)["BTC"]["next_steps"])
    assert "missing fill? BTC/USDT: bought 1 BTC for 90000 USDT" in text
    assert "trades ABCUSDT" in text
    assert "pay_transactions" in text and "asset_dividend" not in text

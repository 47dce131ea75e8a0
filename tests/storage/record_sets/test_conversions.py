"""Converts of the day both of whose assets are off, read from stored rows."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    balances,
    found,
    kinds,
)
from tests.storage.rows import (
    trade,
    transfer,
)


def test_a_convert_paid_from_the_funding_wallet(engine: Engine) -> None:
    balances(engine, USDT=("500", "500"), BNB=("1", "1"), ETH=("1", "2"))
    trade(engine, "USDT/BNB", {"convert_buy": ("BNB", "0.2001"), "convert_sell": ("USDT", "-100.01")}, source="convert")
    trade(engine, "USDT/BTC", {"convert_buy": ("BTC", "0"), "convert_sell": ("USDT", "-5")}, source="convert")
    transfer(engine, "USDT", "5")
    there = found(engine)
    assert (kinds(there["USDT"]), kinds(there["BNB"]), kinds(there["ETH"])) == (
        ["convert_elsewhere"],
        ["convert_elsewhere"],
        [],
    )

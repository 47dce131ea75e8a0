"""The name of what is held takes apart into pair and coin in isolated margin alone, and in SQL as here."""

from __future__ import annotations

import pytest
from binrecon.domain.holdings import coin_of, pair_of
from binrecon.domain.vocabulary import Wallet
from sqlalchemy import Engine

from tests.storage.rows import fetch

ISOLATED, SPOT = Wallet.ISOLATED_MARGIN, Wallet.SPOT
TAKEN_APART = "SELECT binrecon_pair(:wallet, :asset), binrecon_coin(:wallet, :asset)"


@pytest.mark.parametrize(
    ("wallet", "asset", "pair", "coin"),
    [
        (ISOLATED, "BTCUSDT:USDT", "BTCUSDT", "USDT"),
        (ISOLATED, "ABUSDT:A:B", "ABUSDT", "A:B"),
        (ISOLATED, "币安人生USDT:币安人生", "币安人生USDT", "币安人生"),
        (SPOT, "BTCUSDT:USDT", "", "BTCUSDT:USDT"),
        (Wallet.MARGIN, "USDT", "", "USDT"),
    ],
)
def test_a_holding_is_a_coin_of_a_pair(engine: Engine, wallet: Wallet, asset: str, pair: str, coin: str) -> None:
    assert (pair_of(wallet, asset), coin_of(wallet, asset)) == (pair, coin)
    assert fetch(engine, TAKEN_APART, wallet=str(wallet), asset=asset) == [(pair, coin)]


@pytest.mark.parametrize(
    ("pair", "coin", "holding"),
    [
        ("BTCUSDT", "USDT", "BTCUSDT:USDT"),
        ("ABUSDT", "A:B", "ABUSDT:A:B"),
        ("BTC:USDT", "USDT", None),
        ("", "USDT", None),
        (None, "USDT", None),
        ("BTC\u200bUSDT", "USDT", None),
        ("BTCUSDT", "", None),
        ("BTCUSDT", None, None),
    ],
)
def test_what_is_no_name_of_a_pair_and_a_coin_is_no_holding(
    engine: Engine, pair: str | None, coin: str | None, holding: str | None
) -> None:
    said = "SELECT binrecon_holding(CAST(:pair AS text), CAST(:coin AS text))"
    assert fetch(engine, said, pair=pair, coin=coin) == [(holding,)]

"""US dollar prices by the stated routes, and what an unknown price does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.reconciliation.valuation import usd_prices, usd_value

CLOSES = {("BTC", "USDT"): "90000", ("BNB", "USDT"): "600", ("USDC", "USDT"): "0.9995", ("FDUSD", "USDT"): "0.998"}


def price(asset: str, **closes: str) -> Decimal | None:
    """Closes are given as ASSET_QUOTE."""
    given = {tuple(pair.split("_")): Decimal(close) for pair, close in closes.items()}
    return usd_prices({pair: Decimal(close) for pair, close in CLOSES.items()} | given).get(asset)


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ({}, None),
        ({"X_USDT": "2"}, "2"),
        ({"X_USDC": "2"}, "1.999"),
        ({"X_FDUSD": "2"}, "1.996"),
        ({"X_BTC": "0.00001"}, "0.9"),
        ({"X_BNB": "0.01"}, "6"),
        ({"X_USDT": "2", "X_USDC": "9", "X_BTC": "9"}, "2"),
        ({"X_USDC": "2", "X_FDUSD": "9", "X_BTC": "9", "X_BNB": "9"}, "1.999"),
        ({"X_BTC": "0.00001", "X_BNB": "9"}, "0.9"),
        ({"X_EUR": "2"}, None),
        ({"USDT_X": "2"}, None),
    ],
)
def test_the_direct_close_is_taken_first_then_the_bridges_in_order(
    closes: dict[str, str], expected: str | None
) -> None:
    assert price("X", **closes) == (None if expected is None else Decimal(expected))


def test_usdt_counts_as_one_dollar_whatever_anyone_quotes() -> None:
    assert price("USDT", USDT_USDC="0.9", USDT_BTC="5") == 1


def test_a_bridge_without_its_own_close_prices_nothing() -> None:
    assert usd_prices({("X", "BTC"): Decimal(1)}).get("X") is None


def test_the_bridges_price_themselves() -> None:
    assert [price(asset) for asset in ("BTC", "USDC")] == [Decimal(90000), Decimal("0.9995")]


def test_a_product_that_rounds_to_nothing_is_no_price() -> None:
    assert price("X", X_BTC="1e-18", BTC_USDT="0.1") is None


def test_a_product_with_more_than_18_places_is_rounded_half_even() -> None:
    assert price("X", X_BTC="0.000000000000000003", BTC_USDT="0.5") == Decimal("2e-18")


@pytest.mark.parametrize(
    ("amount", "at", "value"),
    [
        ("-2", "1.5", "-3"),
        ("0", "1.5", "0"),
        ("2", None, None),
        ("0", None, "0"),
        (None, "1.5", None),
        ("1e17", "90000", None),
        ("0.000000000000000001", "0.1", "0"),
    ],
)
def test_a_value_needs_an_amount_and_a_price_and_room(amount: str | None, at: str | None, value: str | None) -> None:
    amount_, at_, value_ = (None if text is None else Decimal(text) for text in (amount, at, value))
    assert usd_value(amount_, at_) == value_

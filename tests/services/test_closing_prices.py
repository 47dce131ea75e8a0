"""Which closes are fetched for USD values."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from binrecon.services.closing_prices import wanted
from binrecon.storage.tables.canonical import DailyPrice, ExchangeInfo, Transfer
from sqlalchemy import Engine, insert

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 20, tzinfo=UTC)
MAIN, SUB = "main@example.com", "sub@example.com"


def pair(base: str, quote: str, status: str = "TRADING") -> dict:
    return {
        "symbol": base + quote,
        "base_asset": base,
        "quote_asset": quote,
        "status": status,
        "raw_data": {},
        "is_spot_trading_allowed": True,
        "is_margin_trading_allowed": False,
        "evidence_at": NOW,
    }


def seen(email: str, asset: str) -> dict:
    """A deposit, so that the account has been seen with the asset."""
    return {
        "email": email,
        "asset": asset,
        "source": "deposit",
        "endpoint": "deposit_history",
        "fid": 1,
        "external_id": asset,
        "leg": 1,
        "datetime": NOW,
        "txn_type": "transfer_in",
        "txn_subtype": "deposit",
        "wallet": "SPOT",
        "amount": 1,
        "status": "1",
        "standing": "counts",
        "evidence_at": NOW,
    }


@pytest.fixture
def market(engine: Engine) -> Engine:
    pairs = [
        pair("BTC", "USDT"),
        pair("ETH", "USDT"),
        pair("ETH", "BTC"),
        pair("LTC", "USDT", "BREAK"),
        pair("LTC", "BTC"),
    ]
    with engine.begin() as connection:
        connection.execute(insert(ExchangeInfo), [*pairs, pair("LTC", "EUR")])
        rows = [seen(MAIN, asset) for asset in ("ETH", "USDT", "NOPAIR")] + [seen(SUB, "LTC")]
        connection.execute(insert(Transfer), rows)
    return engine


def test_an_asset_takes_its_dollar_pair_alone(market):
    assert wanted(market, DAY, MAIN) == ["ETHUSDT"]


def test_an_asset_without_a_trading_dollar_pair_takes_the_bridges_and_their_dollar_pairs(market):
    assert wanted(market, DAY, SUB) == ["BTCUSDT", "LTCBTC"]


def test_nobody_means_everybody(market):
    assert wanted(market, DAY, None) == ["BTCUSDT", "ETHUSDT", "LTCBTC"]


def test_a_close_that_is_stored_is_not_fetched_again(market):
    close = {"symbol": "BTCUSDT", "date": DAY, "close": Decimal(60000), "fid": 1, "evidence_at": NOW}
    with market.begin() as connection:
        connection.execute(insert(DailyPrice), [close])
    assert wanted(market, DAY, SUB) == ["LTCBTC"]
    assert wanted(market, date(2026, 11, 19), SUB) == ["BTCUSDT", "LTCBTC"]

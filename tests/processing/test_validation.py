"""Each table check finds its kind of bad row and is silent about good ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from binrecon.processing import validation
from binrecon.processing.canonical import run_template
from sqlalchemy import Engine

from tests.days import spot
from tests.sql.pages import add_pages, add_pairs

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ANSWERED = NOON + timedelta(days=2)


def leg(number: int, asset: str, amount: str, **changes: Any) -> dict[str, Any]:
    return {
        "source": "trade",
        "external_id": "BNBBTC:1:B",
        "leg": number,
        "txn_subtype": "",
        "asset": asset,
        "amount": Decimal(amount),
        "price": Decimal(4),
        "datetime": NOON,
        "evidence_at": ANSWERED,
        "base_asset": "BNB",
        "quote_asset": "BTC",
        **changes,
    }


def fill(**changes: Any) -> list[dict[str, Any]]:
    return [
        leg(1, "BNB", "12", **changes),
        leg(2, "BTC", "-48", **changes),
        leg(3, "BNB", "-0.1", **changes),
    ]


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, dtype=object)


def names(rows: list[dict[str, Any]]) -> dict[str, int]:
    found = validation.run_checks([table(rows)], "trades")
    return {finding.check.removeprefix("trades: "): finding.rows for finding in found}


def test_good_legs_give_no_finding() -> None:
    convert = [
        leg(1, "BNB", "1", source="convert", external_id="7", base_asset=None, quote_asset=None),
        leg(2, "USDT", "-300", source="convert", external_id="7", base_asset=None, quote_asset=None),
    ]
    assert names([*fill(), *fill(external_id="BNBBTC:2:B"), *convert]) == {}


def test_a_fee_without_a_price_and_a_fee_of_zero_are_good() -> None:
    assert names([*fill()[:2], leg(3, "USDT", "0", price=None)]) == {}


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_fill_without_one_of_its_legs_is_found(missing: int) -> None:
    rows = fill()
    del rows[missing]
    assert names(rows) == {"facts have their legs": 2}


def test_a_withdrawal_without_its_fee_is_found() -> None:
    assert names([leg(2, "BTC", "-1", source="withdraw")]) == {"facts have their legs": 1}


@pytest.mark.parametrize("source", ["dust_log", "eth_staking", "bfusd_subscription", "wbeth_unwrap"])
def test_an_exchange_without_one_of_its_assets_is_found(source: str) -> None:
    assert names([leg(1, "BNB", "1", source=source)]) == {"facts have their legs": 1}


def test_a_leg_at_another_moment_than_its_fact_is_found() -> None:
    rows = fill()
    rows[2]["datetime"] += timedelta(milliseconds=1)
    assert names([*rows, *fill(external_id="BNBBTC:2:B")]) == {"legs share their time": 3}


@pytest.mark.parametrize("moment", [datetime(2016, 1, 1, tzinfo=UTC), ANSWERED + timedelta(days=2)])
def test_an_impossible_time_is_found(moment: datetime) -> None:
    assert names(fill(datetime=moment)) == {"times are possible": 3}


def test_a_fill_in_assets_of_another_pair_is_found() -> None:
    rows = fill()
    rows[0]["asset"] = "ETH"
    assert names(rows) == {"fills move the assets of their pair": 1}


def test_a_fill_with_one_asset_on_both_sides_is_found() -> None:
    rows = fill()
    rows[1]["asset"] = "BNB"
    assert names(rows) == {"fills move the assets of their pair": 2}


def test_a_fill_of_an_unknown_pair_is_found() -> None:
    assert names(fill(base_asset=None, quote_asset=None)) == {"fills move the assets of their pair": 2}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_a_fact_is_never_divided_between_two_pieces(size: int) -> None:
    rows = [row for number in range(7) for row in fill(external_id=f"BNBBTC:{number}:B")]
    pieces = (table(rows[start : start + size]) for start in range(0, len(rows), size))
    whole = list(validation.whole_facts(pieces))
    assert validation.run_checks(whole, "trades") == []
    assert sum(map(len, whole)) == len(rows)


def test_a_finding_tells_how_many_and_nothing_else() -> None:
    assert str(validation.FailedCheck("trades: facts have their legs", 2)) == "trades: facts have their legs: 2 rows"


@pytest.fixture
def traded(engine: Engine, tmp_path: Any) -> Callable[[], list[str]]:
    """An account with one fill on 2026-11-01, and what the checks find of it."""
    record = {
        "symbol": "BNBBTC",
        "id": 1,
        "price": "4",
        "qty": "12",
        "quoteQty": "48",
        "commission": "0.1",
        "commissionAsset": "BNB",
        "time": 1793534400000,
        "isBuyer": True,
        "isMaker": False,
    }
    case = tmp_path / "raw.json"
    page = {"key": "BNBBTC", "records": [record]}
    case.write_text(json.dumps({"pairs": [["BNBBTC", "BNB", "BTC"]], "runs": [[page]]}))
    add_pairs(engine, case)
    add_pages(engine, "trades", case, 0, "main@example.com")
    run_template(engine, "trades", "main@example.com")
    return lambda: validation.findings_of(engine, spot("main@example.com", date(2026, 11, 1)))


def test_a_canonical_day_has_no_findings(traded: Callable[[], list[str]]) -> None:
    assert traded() == []


def test_a_row_changed_by_hand_is_found(traded: Callable[[], list[str]], owner_engine: Engine) -> None:
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_trades SET asset = 'ETH', amount = 13 WHERE leg = 1")
    assert traded() == ["trades_trades against its pages: 1 row", "trades: fills move the assets of their pair: 1 row"]


def test_another_day_than_the_page_s_does_not_show_it(
    traded: Callable[[], list[str]], owner_engine: Engine, engine: Engine
) -> None:
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM binance_reconciliation_trades")
    assert traded() == ["trades_trades against its pages: 3 rows"]
    assert validation.findings_of(engine, spot("main@example.com", date(2026, 11, 2))) == []


def test_a_pair_of_a_public_page_that_was_lost_is_found(engine: Engine, owner_engine: Engine, tmp_path: Any) -> None:
    case = tmp_path / "raw.json"
    case.write_text(json.dumps({"runs": [[{"records": [{"symbol": "BNBBTC"}]}]]}))
    add_pages(engine, "exchange_info", case, 0, "")
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM binance_pages_pending")
    found = validation.findings_of(engine, spot("main@example.com", date(2026, 11, 1)))
    assert found == ["exchange_info_exchange_info against its pages: 1 row"]

"""A pair that was traded and then delisted, from the exchange's lists to the verdicts of the days around its
closing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.collectors.discovery import plan_symbols
from binrecon.processing.canonical import run_template
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.plan import release_unknown_symbol, unanswered
from sqlalchemy import Engine

from tests.days import spot
from tests.sql.pages import add_pages
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, plan, snapshot

AFTER = [DAY + timedelta(days=number) for number in range(1, 4)]


def listed(base: str, quote: str, status: str = "TRADING") -> dict[str, Any]:
    return {
        "symbol": base + quote,
        "baseAsset": base,
        "quoteAsset": quote,
        "status": status,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
    }


def read_list(engine: Engine, folder: Path, day: date, *records: dict[str, Any]) -> None:
    """The exchange's list as it was a few seconds after the day began."""
    page = folder / "raw.json"
    page.write_text(json.dumps({"runs": [[{"received_at": at("00:00:05", day).isoformat(), "records": records}]]}))
    add_pages(engine, "exchange_info", page, 0, "")
    run_template(engine, "exchange_info", "")


def run_day(engine: Engine, day: date) -> dict[str, str]:
    """A quiet day on which the exchange refuses GONE with -1121; gives the verdicts by asset."""
    window = dict(window_start=at("00:00:00", day), window_end=at("00:00:00", day + timedelta(days=1)))
    snapshot(engine, day, {"BTC": "1", "BNB": "1", "GO": "1"})
    plan(engine, "daily_snapshot", date=day)
    coverage(engine, "daily_snapshot", **window | dict(window_start=at("00:00:00", day - timedelta(days=1))))
    plan_symbols(engine, spot(EMAIL, day))
    for symbol in unanswered(engine, spot(EMAIL, day), "trades"):
        if symbol != "GONE":
            coverage(engine, "trades", symbol, **window)
            continue
        coverage(engine, "trades", symbol, "failed", **window)
        insert(
            engine,
            "binance_reconciliation_errors",
            dict(email=EMAIL, error_type="INVALID_SYMBOL", symbol=symbol, error_message="-1121", timestamp=at(day=day)),
        )
        release_unknown_symbol(engine, spot(EMAIL, day), symbol)
    reconcile_day(engine, spot(EMAIL, day), (), "")
    query = "SELECT asset, verdict FROM v_binance_verdicts_current WHERE date = :day AND asset IN ('BTC', 'BNB', 'GO')"
    return dict(fetch(engine, query, day=day))


@pytest.mark.parametrize("left", [[listed("GO", "NE", "BREAK")], []], ids=["in BREAK", "left out of the list"])
def test_a_pair_once_traded_unproves_the_day_it_was_last_offered_and_none_that_began_after_its_closing(
    engine: Engine, tmp_path: Path, left: list[dict[str, Any]]
) -> None:
    insert(engine, "binance_traded_symbols", dict(email=EMAIL, symbol="GONE"))
    snapshot(engine, BEFORE, {"BTC": "1", "BNB": "1", "GO": "1"})
    read_list(engine, tmp_path, DAY, listed("BNB", "BTC"), listed("GO", "NE"))
    for day in AFTER:
        read_list(engine, tmp_path, day, listed("BNB", "BTC"), *left)
    touched = {"BTC": "proved", "BNB": "unproved", "GO": "unproved"}
    proved = dict.fromkeys(touched, "proved")
    assert [run_day(engine, day) for day in [DAY, *AFTER]] == [touched, touched, proved, proved]

"""Questions asked for a residual that gave no answer."""

from __future__ import annotations

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.plan import LEFT, LEFT_OF
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    NEXT,
    balances,
    explain,
)
from tests.storage.rows import (
    EMAIL,
    at,
    coverage,
    insert,
    known_day,
    pairs,
    plan,
    snapshot,
    transfer,
)


def in_transit(engine: Engine) -> None:
    """2.1234 BTC that stand in the closing balance and are listed in the first minutes of the next day, which is
    known."""
    snapshot(engine, NEXT, {"BTC": "3.1234"})
    known_day(engine, NEXT)
    transfer(engine, "BTC", "2.1234", datetime=at("00:05:00", NEXT))


@pytest.mark.parametrize(
    ("endpoint", "key", "reason", "verdict"),
    [
        ("pay_transactions", "", LEFT, "open"),
        ("trades", "BTCUSDT", f"{LEFT_OF}BTC", "open"),
        ("trades", "ETHUSDT", f"{LEFT_OF}ETH", "explained"),
        ("pay_transactions", "", "probe", "explained"),
    ],
)
def test_a_list_asked_for_what_is_left_that_gave_no_answer_keeps_it_open(
    engine: Engine, endpoint: str, key: str, reason: str, verdict: str
) -> None:
    balances(engine, BTC=("1", "3.1234"))
    pairs(engine, ("BTC", "USDT"), ("ETH", "USDT"))
    in_transit(engine)
    plan(engine, endpoint, key, required=False, reason=reason)
    coverage(engine, endpoint, key, "failed", detail="HTTP 500")
    assert explain(engine) == verdict
    coverage(engine, endpoint, key)
    assert explain(engine) == "explained"


def test_a_pair_that_the_exchange_does_not_know_holds_no_other_cause(engine: Engine) -> None:
    balances(engine, BTC=("1", "3.1234"))
    pairs(engine, ("BTC", "USDT"))
    in_transit(engine)
    plan(engine, "trades", "BTCUSDT", required=False, reason=f"{LEFT_OF}BTC")
    coverage(engine, "trades", "BTCUSDT", "failed", detail="code -1121")
    insert(
        engine,
        "binance_reconciliation_errors",
        dict(email=EMAIL, error_type="INVALID_SYMBOL", symbol="BTCUSDT", error_message="x"),
    )
    assert explain(engine) is Verdict.EXPLAINED

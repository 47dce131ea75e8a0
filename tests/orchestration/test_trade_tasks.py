"""The search of a day: what it asks, in which order, and what stops it. What a round asks for is chosen elsewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from binrecon.collectors import discovery, product_plan
from binrecon.collectors.base import Collected
from binrecon.domain.errors import BinanceErrorType, FatalAPIError, InvalidSymbolError, RetryableAPIError
from binrecon.domain.vocabulary import CoverageStatus
from binrecon.orchestration import hook, session, tasks, trade_tasks
from binrecon.processing import canonical
from binrecon.services import residual_search
from binrecon.storage import plan

from tests.storage.rows import DAY, EMAIL

CHECKED = tasks.KeyCheck(rights=[], apart=[])
PRODUCTS = [plan.Question("dust_log"), plan.Question("rebates")]


class Market:
    """What the search finds: the pairs of each round, whether something is left after it, and what each pair answers.
    `done` is what was done, in order."""

    def __init__(self, rounds: list[list[str]], left: list[set[str]], sweep: list[str]) -> None:
        self.rounds, self.left, self.share = rounds, left, sweep
        self.errors: dict[str, Exception] = {}
        self.done: list[str] = []

    def collect(self, endpoint: str, symbol: str, window: Any) -> Collected:
        self.done.append(symbol)
        if symbol in self.errors:
            raise self.errors[symbol]
        return Collected(1, 0, CoverageStatus.COMPLETE)

    def price(self, day: Any, email: str | None) -> int:
        self.done.append("prices")
        if "prices" in self.errors:
            raise self.errors["prices"]
        return 0

    def read_lists(self, mine: Any, account_day: Any, lists: list[list[str]], attempts: Any) -> None:
        self.done.append(" and ".join(endpoint for endpoint, _ in lists))

    def book(self, engine: Any, email: str) -> list[str]:
        self.done.append("book")
        return []


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Market:
    """Two rounds find something, nothing is left after the second; one pair is swept."""
    made = Market([["BTCUSDT"], ["ETHUSDT", "BNBUSDT"], ["LTCUSDT"]], [{"BTC"}, set(), set()], ["XRPUSDT"])
    mine = SimpleNamespace(
        settings=SimpleNamespace(remainder_calls=60), account=SimpleNamespace(type="main"), collect=made.collect
    )
    left = iter(made.left)
    monkeypatch.setattr(tasks, "get_current_context", lambda: {"run_id": "run"})
    monkeypatch.setattr(hook, "engine", lambda: None)
    monkeypatch.setattr(session, "of_account", lambda email, run_id: mine)
    monkeypatch.setattr(trade_tasks, "read_closes", made.price)
    monkeypatch.setattr(trade_tasks, "read_lists", made.read_lists)
    monkeypatch.setattr(discovery, "window_of", lambda engine, day, symbol: None)
    monkeypatch.setattr(discovery, "plan_sweep", lambda engine, day: made.share)
    monkeypatch.setattr(product_plan, "plan_products", lambda *given: PRODUCTS)
    monkeypatch.setattr(residual_search, "plan_round", lambda engine, day, number, calls: made.rounds[number - 1])
    monkeypatch.setattr(residual_search, "left_assets", lambda engine, day: frozenset(next(left)))
    monkeypatch.setattr(canonical, "run_pending", made.book)
    monkeypatch.setattr(plan, "release_unknown_symbol", lambda engine, day, symbol: symbol != "ETHUSDT")
    return made


def search(checked: tasks.KeyCheck | None = CHECKED) -> dict[str, int]:
    found: dict[str, int] = trade_tasks.search.function(EMAIL, "SPOT", DAY.isoformat(), checked)
    return found


def test_what_a_round_asks_is_booked_before_the_next_is_planned(market: Market) -> None:
    asked = search()
    assert market.done == [
        "prices",
        *("BTCUSDT", "book"),
        *("dust_log and rebates", "book"),
        *("ETHUSDT", "BNBUSDT", "book"),
        *("XRPUSDT", "book"),
    ]
    assert asked == {"trades": 4, "dust_log": 1, "rebates": 1}


def test_a_day_of_which_nothing_is_left_asks_the_sweep_alone(market: Market) -> None:
    market.rounds, market.left[0] = [[], [], []], set()
    market.left.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(residual_search, "left_assets", lambda engine, day: frozenset())
        assert search() == {"trades": 1}
    assert market.done == ["prices", "XRPUSDT", "book"]


def test_what_an_earlier_run_did_not_get_answered_is_asked_though_nothing_is_left(market: Market) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(residual_search, "left_assets", lambda engine, day: frozenset())
        search()
    assert market.done == ["prices", "BTCUSDT", "book", "XRPUSDT", "book"]


def test_a_pair_that_fails_does_not_stop_the_others_and_fails_the_task(market: Market) -> None:
    market.errors["BTCUSDT"] = FatalAPIError("HTTP 400", endpoint="trades", type=BinanceErrorType.PARAMETER_ERROR)
    with pytest.raises(FatalAPIError):
        search()
    assert "BNBUSDT" in market.done and "XRPUSDT" in market.done


def test_prices_that_fail_do_not_stop_the_search_and_fail_the_task(market: Market) -> None:
    market.errors["prices"] = RetryableAPIError("HTTP 502", endpoint="klines", type=BinanceErrorType.NETWORK_ERROR)
    with pytest.raises(RetryableAPIError, match="klines"):
        search()
    assert "XRPUSDT" in market.done


@pytest.mark.parametrize(("symbol", "fails"), [("BNBUSDT", False), ("ETHUSDT", True)])
def test_an_unknown_pair_is_no_failure_where_the_day_can_do_without_it(
    market: Market, symbol: str, fails: bool
) -> None:
    market.errors[symbol] = InvalidSymbolError("-1121", endpoint="trades", type=BinanceErrorType.INVALID_SYMBOL)
    if fails:
        with pytest.raises(InvalidSymbolError):
            search()
    else:
        assert search()["trades"] == 4


def test_a_ban_ends_the_search(market: Market) -> None:
    market.errors["BTCUSDT"] = RetryableAPIError("HTTP 418", endpoint="trades", type=BinanceErrorType.RATE_LIMIT)
    with pytest.raises(RetryableAPIError):
        search()
    assert market.done == ["prices", "BTCUSDT"]


def test_nothing_is_asked_with_a_key_that_was_not_accepted(market: Market) -> None:
    with pytest.raises(AirflowSkipException, match="check_key"):
        search(checked=None)
    assert market.done == ["prices"]


def test_prices_that_fail_are_not_hidden_by_a_key_that_was_not_accepted(market: Market) -> None:
    market.errors["prices"] = RetryableAPIError("HTTP 502", endpoint="klines", type=BinanceErrorType.NETWORK_ERROR)
    with pytest.raises(RetryableAPIError, match="klines"):
        search(checked=None)

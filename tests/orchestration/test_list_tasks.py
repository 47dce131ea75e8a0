"""Which tasks and copies read which lists, what one does when it is run again, and what books them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.collectors.base import HELD, Collected
from binrecon.collectors.day_plan import fixed_questions
from binrecon.collectors.windows import windows_for
from binrecon.domain.errors import BinanceErrorType, BinreconError, FatalAPIError, InvalidSymbolError, RetryableAPIError
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.meanings import Meaning
from binrecon.domain.vocabulary import AccountType, CoverageStatus, Wallet
from binrecon.orchestration import hook, list_tasks, session, tasks
from binrecon.processing.canonical import run_pending
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.isolated_margin import BY_PAIR
from binrecon.storage import reading_back as stored
from binrecon.storage.plan import Question
from binrecon.storage.queries import rows
from sqlalchemy import Engine

from tests.services import isolated_days
from tests.storage.readings import ASKED, ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, pairs, plan

back: list[tuple[str, str]] = []
"""What a copy read back, in order."""
of_the_past: dict[str, BinreconError] = {}
"""What the exchange answers of the past of a list, where it tells nothing."""
NOW = [ASKED]
"""The exchange's time."""
BOTH = [["futures_snapshot", "FUTURES"], ["um_income", ""]]


@pytest.fixture
def asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a copy asks of the exchange; `refused` is refused."""
    found: list[str] = []

    def collect_part(endpoint: str, key: str, day: Interval, part: int) -> Collected:
        if not part:
            found.append(endpoint)
        if endpoint == "um_trades":
            raise InvalidSymbolError("-1121", endpoint=endpoint, type=BinanceErrorType.INVALID_SYMBOL)
        if endpoint == refused:
            raise FatalAPIError("HTTP 401", endpoint=endpoint, type=BinanceErrorType.API_KEY_INVALID)
        window = windows_for(CATALOGUE[endpoint], day)[part]
        reading(engine, endpoint, [], key=key, window=(window.start, window.end), run_id="run")
        return Collected(1, 2, CoverageStatus.COMPLETE)

    def collect_back(endpoint: Endpoint, key: str) -> Collected:
        back.append((endpoint.name, key))
        error = of_the_past.get(endpoint.name)
        if error is not None:
            raise error
        return HELD

    refused = "futures_snapshot"
    back.clear()
    of_the_past.clear()
    NOW[:] = [ASKED]
    context = {"run_id": "run"}
    monkeypatch.setattr(tasks, "get_current_context", lambda: context)
    monkeypatch.setattr(hook, "engine", lambda: engine)
    reader = SimpleNamespace(collect_back=collect_back)
    mine = SimpleNamespace(collect_part=collect_part, reading_back=lambda: reader, now=lambda: NOW[0])
    monkeypatch.setattr(session, "of_account", lambda email, run_id: mine)
    return found


def run_copy(lists: list[list[str]], wallet: str = "FUTURES", apart: tuple[str, ...] = ()) -> dict[str, Any]:
    checked = tasks.KeyCheck(rights=[], apart=list(apart))
    done: dict[str, Any] = list_tasks.collect.function(EMAIL, wallet, DAY.isoformat(), lists, checked)
    return done


def read_whole(engine: Engine, endpoint: str) -> None:
    """This run has read every window that the day needs of the list."""
    for window in windows_for(CATALOGUE[endpoint], day_interval(DAY)):
        reading(engine, endpoint, [], window=(window.start, window.end), run_id="run")


def read_back(engine: Engine, endpoint: str, key: str = "") -> None:
    """An earlier run has read all that the list told before the day."""
    window = (ASKED - timedelta(days=200), at("00:00:00", DAY + timedelta(days=1)))
    reading(engine, endpoint, [], key=key, window=window, hours=-24, run_id="earlier")


def read_first(engine: Engine, endpoint: str, key: str, days: int = 2) -> None:
    """An earlier run has read a day of the list so many days ago for the first time, and nothing before it."""
    day = day_interval(DAY - timedelta(days=days))
    reading(engine, endpoint, [], key=key, window=(day.start, day.end), hours=-24 * days, run_id="earlier")


def test_a_wallet_has_one_copy_under_the_limiter_of_its_heaviest_list() -> None:
    assert list_tasks.copies_of(AccountType.SUB, [Wallet.FUTURES]) == {
        Limiter.SAPI_IP: [{"wallet": "FUTURES", "lists": BOTH}]
    }
    assert list_tasks.copies_of(AccountType.MAIN, []) == {}


def test_what_is_read_at_midnight_is_no_list_of_a_day() -> None:
    assert list_tasks.copies_of(AccountType.MAIN, [Wallet.ISOLATED_MARGIN, Wallet.COIN_M_FUTURES, Wallet.OPTION]) == {
        Limiter.SAPI_IP: [{"wallet": "ISOLATED_MARGIN", "lists": [["isolated_transfer", ""]]}],
        Limiter.FAPI_IP: [{"wallet": "COIN_M_FUTURES", "lists": [["cm_income", ""]]}],
        Limiter.EAPI_IP: [{"wallet": "OPTION", "lists": [["option_bill", ""]]}],
    }


def test_a_list_of_spot_is_read_by_one_task_whatever_its_keys() -> None:
    lists = list_tasks.lists_of_spot(AccountType.MAIN)
    assert len(lists["wallet_transfer"]) == 12 and {endpoint for endpoint, _ in lists["wallet_transfer"]} == {
        "wallet_transfer"
    }
    asked = [tuple(one) for mine in lists.values() for one in mine]
    assert asked == [(one.endpoint, one.key) for one in fixed_questions(AccountType.MAIN, Wallet.SPOT)]


def test_products_are_read_in_portions_those_in_use_first() -> None:
    probes = [Question(f"probe{number}", "", False) for number in range(21)]
    first, second = list_tasks.in_portions([*probes, Question("fiat_orders", "0", True)])
    assert first[0] == ["fiat_orders", "0"]
    assert (len(first), len(second)) == (20, 2)
    assert [name for name, _ in [*first[1:], *second]] == [probe.endpoint for probe in probes]


def test_a_copy_is_named_by_what_it_reads() -> None:
    assert list_tasks.name_of("SPOT", [["fiat_orders", "0"], ["fiat_orders", "1"]]) == "fiat_orders"
    assert list_tasks.name_of("FUTURES", BOTH) == "FUTURES futures_snapshot, um_income"
    many = [[f"list{number}", ""] for number in range(13)]
    assert list_tasks.name_of("SPOT", many) == "list0 … list12 (13 lists)"


def test_a_copy_asks_the_pairs_that_the_list_without_a_pair_and_readings_name(engine: Engine, asked: list[str]) -> None:
    """Six lists of two pairs, each once: what is asked of a pair leads to nothing more."""
    pairs(engine, ("BTC", "USDT"), ("ETH", "USDT"))
    held = {"BTCUSDT:USDT": ("1", "0", "0"), "ETHUSDT:USDT": ("2", "0", "0")}
    isolated_days.read(engine, BEFORE, held)
    run_pending(engine, EMAIL)
    run_copy([["isolated_transfer", ""]], "ISOLATED_MARGIN")
    assert asked[0] == "isolated_transfer"
    assert sorted(asked[1:]) == sorted([source.name for source in BY_PAIR] * 2)
    planned = fetch(engine, "SELECT DISTINCT key FROM binance_collection_plan ORDER BY key")
    assert planned == [("BTCUSDT",), ("ETHUSDT",)]


def test_a_copy_says_what_it_read(asked: list[str]) -> None:
    windows = len(windows_for(CATALOGUE["um_income"], day_interval(DAY)))
    assert run_copy(BOTH[1:]) == {"pages": windows, "records": 2 * windows, "status": "complete"}
    assert tasks.get_current_context()["label"] == "FUTURES um_income"


def test_nothing_is_asked_of_a_wallet_in_portfolio_margin(asked: list[str]) -> None:
    assert run_copy(BOTH, apart=("FUTURES",)) == list_tasks.NOT_ASKED and asked == []
    assert run_copy(BOTH[1:], apart=("MARGIN",))["status"] == "complete"


def test_a_list_that_fails_does_not_stop_the_next_and_fails_the_copy(asked: list[str]) -> None:
    with pytest.raises(FatalAPIError):
        run_copy(BOTH)
    assert asked == ["futures_snapshot", "um_income"]


def test_fills_are_asked_in_the_copy_and_a_contract_that_is_gone_does_not_fail_it(
    asked: list[str], engine: Engine
) -> None:
    row = {"symbol": "BTCUSDT_261225", "time": ms(at()), "incomeType": "REALIZED_PNL"}
    reading(engine, "um_income", [row])
    run_copy(BOTH[1:])
    assert asked == ["um_income", "um_trades"]


def test_a_copy_that_is_cleared_asks_what_its_run_has_not_read(asked: list[str], engine: Engine) -> None:
    read_whole(engine, "um_income")
    with pytest.raises(FatalAPIError):
        run_copy(BOTH)
    assert asked == ["futures_snapshot"]


def test_a_window_that_was_not_read_is_not_forgotten(asked: list[str], engine: Engine) -> None:
    reading(engine, "um_income", [], run_id="run")
    run_copy(BOTH[1:])
    assert asked == ["um_income"]


def test_a_copy_whose_lists_are_all_read_asks_them_once_more(asked: list[str], engine: Engine) -> None:
    read_whole(engine, "um_income")
    read_back(engine, "um_income")
    run_copy(BOTH[1:])
    assert asked == ["um_income"]


def test_what_expires_is_read_back_once_all_lists_were_read(asked: list[str]) -> None:
    run_copy([["um_income", ""], ["deposit_history", ""]])
    assert asked == ["um_income", "deposit_history"] and back == [("um_income", "")]


def test_a_list_that_was_not_read_is_not_read_back(asked: list[str], engine: Engine) -> None:
    """A contract that is gone; its income is read, and so is read back."""
    row = {"symbol": "BTCUSDT_261225", "time": ms(at()), "incomeType": "REALIZED_PNL"}
    reading(engine, "um_income", [row])
    run_copy(BOTH[1:])
    assert asked == ["um_income", "um_trades"] and back == [("um_income", "")]


def test_the_next_try_reads_back_what_the_one_before_was_led_to(asked: list[str], engine: Engine) -> None:
    """The pairs and contracts were read by the try that died: nothing leads to them once more."""
    row = {"symbol": "BTCUSDT", "time": ms(at()), "incomeType": "REALIZED_PNL"}
    for endpoint, key, told in (("um_income", "", [row]), ("um_trades", "BTCUSDT", [])):
        for window in windows_for(CATALOGUE[endpoint], day_interval(DAY)):
            reading(engine, endpoint, told, key=key, window=(window.start, window.end), run_id="run")
    run_copy(BOTH[1:])
    assert asked == [] and sorted(back) == [("um_income", ""), ("um_trades", "BTCUSDT")]


def test_contracts_of_days_before_are_read_back_by_a_day_that_does_not_name_them(
    asked: list[str], engine: Engine
) -> None:
    """Until nothing is left of them; those of another wallet or account, and those never read, are none of it."""
    for symbol in ("BTCUSDT", "ETHUSDT", "XRPUSDT"):
        read_first(engine, "um_trades", symbol)
    read_first(engine, "cm_trades", "BTCUSD_PERP")
    read_back(engine, "um_trades", "ETHUSDT")
    reading(engine, "um_trades", [], key="ADAUSDT", email="another@example.com")
    plan(engine, "um_trades", "DOGEUSDT", wallet="FUTURES")
    run_copy(BOTH[1:])
    assert asked == ["um_income"]
    assert sorted(back) == [("um_income", ""), ("um_trades", "BTCUSDT"), ("um_trades", "XRPUSDT")]


def test_pairs_of_isolated_margin_are_read_back_by_later_days_too(asked: list[str], engine: Engine) -> None:
    read_first(engine, "isolated_interest", "BTCUSDT")
    run_copy([["isolated_transfer", ""]], "ISOLATED_MARGIN")
    assert asked == ["isolated_transfer"] and back == [("isolated_interest", "BTCUSDT")]


def test_what_the_day_was_not_told_of_is_not_read_back_by_it(asked: list[str], engine: Engine) -> None:
    """The list is refused today: its past would be as well."""
    row = {"symbol": "BTCUSDT_261225", "time": ms(at()), "incomeType": "REALIZED_PNL"}
    reading(engine, "um_income", [row])
    read_first(engine, "um_trades", "BTCUSDT_261225")
    read_first(engine, "um_trades", "ETHUSDT")
    run_copy(BOTH[1:])
    assert asked == ["um_income", "um_trades"] and sorted(back) == [("um_income", ""), ("um_trades", "ETHUSDT")]


def test_a_run_of_which_nothing_is_left_asks_the_database_once(
    asked: list[str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many contracts there are; a copy without a list that expires asks nothing."""
    queries: list[str] = []

    def counted(connection: Any, name: str, named: Any) -> list[Any]:
        queries.append(name)
        return rows(connection, name, named)

    monkeypatch.setattr(stored, "rows", counted)
    read_back(engine, "um_income")
    for number in range(30):
        read_back(engine, "um_trades", f"A{number}USDT")
    run_copy(BOTH[1:])
    assert back == [] and queries == ["reconcile/left_to_read_back.sql"]
    run_copy([["deposit_history", ""]], "SPOT")
    assert len(queries) == 1


def test_a_product_that_is_not_read_back_is_asked_every_day(
    asked: list[str], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is has time until its probe."""
    account = SimpleNamespace(account=SimpleNamespace(type=AccountType.MAIN))
    for name in ("pay_transactions", "liquidation_loan_repay"):
        read_whole(engine, name)
    read_back(engine, "liquidation_loan_repay")
    monkeypatch.setattr(session, "of_account", lambda *_: account)
    monkeypatch.setattr(hook, "now", lambda: ASKED)
    due = list_tasks.due_products.function(EMAIL, "SPOT", DAY.isoformat())
    names = {endpoint for portion in due for endpoint, _ in portion}
    assert "pay_transactions" in names and "liquidation_loan_repay" not in names


def test_what_is_refused_of_the_past_alone_fails_no_copy(asked: list[str]) -> None:
    of_the_past["um_income"] = FatalAPIError(
        "code -1", endpoint="um_income", type=BinanceErrorType.UNKNOWN, meaning=Meaning.UNKNOWN
    )
    assert run_copy(BOTH[1:])["status"] == "complete" and back == [("um_income", "")]


def test_a_past_that_no_answer_came_of_fails_the_copy_so_that_it_is_tried_again(asked: list[str]) -> None:
    of_the_past["option_bill"] = RetryableAPIError("", endpoint="option_bill", type=BinanceErrorType.NETWORK_ERROR)
    with pytest.raises(RetryableAPIError):
        run_copy([["um_income", ""], ["option_bill", ""]])
    assert back == [("option_bill", ""), ("um_income", "")]


@pytest.mark.parametrize(("minutes", "again"), [(5, []), (61, ["um_income"])])
def test_a_try_that_failed_at_the_past_alone_is_gone_on_with_there(
    asked: list[str], engine: Engine, minutes: int, again: list[str]
) -> None:
    """For an hour; who clears the task later asks everything once more."""
    read_whole(engine, "um_income")
    of_the_past["um_income"] = RetryableAPIError("", endpoint="um_income", type=BinanceErrorType.NETWORK_ERROR)
    NOW[:] = [ASKED + timedelta(minutes=minutes)]
    with pytest.raises(RetryableAPIError):
        run_copy(BOTH[1:])
    assert asked == again and back == [("um_income", "")]


def test_every_list_that_has_something_unread_is_booked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "engine", lambda: engine)
    both = (at("00:00:00", BEFORE), at("00:00:00", DAY + timedelta(days=1)))
    reading(engine, "futures_snapshot", [], key="FUTURES", window=both)
    reading(engine, "um_income", [])
    reading(engine, "dust_log", [])
    assert sorted(list_tasks.canonicalize.function(EMAIL)) == ["dust_log", "futures_snapshot", "um_income"]
    assert fetch(engine, "SELECT endpoint FROM binance_pages_pending") == []
    assert list_tasks.canonicalize.function(EMAIL) == []

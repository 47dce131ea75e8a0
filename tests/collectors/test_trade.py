"""Trades of a pair: by id, whole histories, older days, crashes, and pairs that come and go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from binrecon.domain.errors import InvalidSymbolError, RetryableAPIError
from binrecon.domain.intervals import from_ms
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.evidence import Evidence
from sqlalchemy import text

from tests.collectors.stand import Stand
from tests.simulator import DAY, HOUR, Exchange, Fill, Symbol, start_of, units
from tests.small_world import DAY_T, FIRST, LAST, MAIN, NOON, ROWS, at, run_clock, small_world


def fills_on(day: date, first_id: int, count: int, email: str = MAIN) -> list[Fill]:
    return [
        Fill(
            "BTCUSDT",
            "BTC",
            "USDT",
            first_id + n,
            first_id + n,
            email,
            True,
            units("60000"),
            units("0.001"),
            units("60"),
            units("0.06"),
            "USDT",
            start_of(day) + HOUR + n,
        )
        for n in range(count)
    ]


ALL_IDS = {*range(500, 505), *range(1000, 1000 + ROWS), *range(5000, 5005), *range(6000, 6005)}


def small_pages_of_trades(stand: Stand, patch: pytest.MonkeyPatch, size: int) -> None:
    """So many fills at once, of us and of the exchange."""
    trades = CATALOGUE["trades"]
    patch.setitem(CATALOGUE, "trades", replace(trades, pages=replace(trades.pages, limit=size)))
    stand.exchange.settings.page_caps["/api/v3/myTrades"] = size


@pytest.fixture
def busy(with_exchange: Any) -> Stand:
    """2 to 5 November with five fills a day, asked on 7 November; the world's own fills lie on the 3rd."""
    world = small_world()
    world.add_symbol(Symbol("GONEUSDT", "GONE", "USDT", gone=True))
    for number, day in enumerate((date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 5))):
        for fill in fills_on(day, (500, 5000, 6000)[number], 5):
            world.add(fill)
    stand = with_exchange(Exchange(world, run_clock()))
    stand.exchange.clock.move_to(start_of(date(2026, 11, 7)) + 2 * HOUR)
    return stand


def test_one_question_covers_all_days_until_a_day_ago(busy: Stand) -> None:
    """The newest fills reach back over the day: whatever follows the oldest of them is among them."""
    busy.collect("trades", "BTCUSDT")
    assert busy.asked("myTrades") == 1
    assert busy.rows("SELECT window_start, window_end FROM binance_collection_coverage WHERE endpoint = 'trades'") == [
        (from_ms(start_of(FIRST) + HOUR + 60_000), at(busy.exchange.clock) - timedelta(hours=24))
    ]
    for day in (DAY_T, date(2026, 11, 4), date(2026, 11, 5)):
        assert busy.collect("trades", "BTCUSDT", day).pages == 0
    assert busy.asked("myTrades") == 1


def test_the_whole_history_of_a_pair_is_known_where_its_oldest_fill_is_among_the_newest(busy: Stand) -> None:
    busy.collect("trades", "BTCUSDT", FIRST)
    assert [entry.query.split("&recv")[0] for entry in busy.exchange.log.of("myTrades")] == [
        "symbol=BTCUSDT&limit=1000",
        "symbol=BTCUSDT&fromId=0&limit=1",
    ]
    assert [row[:3] for row in busy.coverage("trades")] == [("complete", date(2017, 1, 1), date(2026, 11, 6))]
    assert busy.trade_ids() == ALL_IDS


def test_an_older_day_is_read_only_until_it_meets_what_is_held(busy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pages_of_trades(busy, monkeypatch, 5)
    busy.collect("trades", "BTCUSDT", date(2026, 11, 5))
    busy.collect("trades", "BTCUSDT", FIRST)
    assert busy.trade_ids() == ALL_IDS
    held = [row[:3] for row in busy.coverage("trades") if row[0] == "complete"]
    assert held[-1] == ("complete", FIRST, LAST)


def test_newest_fills_that_do_not_reach_back_prove_what_follows_them_and_no_more(
    busy: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five newest of seventeen: the days before them are read from the first 24 hours that hold a fill, by id."""
    small_pages_of_trades(busy, monkeypatch, 5)
    busy.collect("trades", "BTCUSDT", FIRST)
    asked = [entry.query for entry in busy.exchange.log.of("myTrades")]
    assert "startTime" not in asked[0] and "fromId" not in asked[0]
    assert all(("startTime" in query) is ("endTime" in query) for query in asked)
    assert busy.trade_ids() == ALL_IDS
    assert {day.isoformat() for day in busy.held("trades", "BTCUSDT")} >= {
        "2026-11-02",
        "2026-11-03",
        "2026-11-04",
        "2026-11-05",
    }


def test_an_empty_answer_proves_the_whole_history(busy: Stand) -> None:
    busy.collect("trades", "ETHUSDT")
    assert busy.asked("myTrades") == 1
    assert [row[:3] for row in busy.coverage("trades")] == [("complete", date(2017, 1, 1), date(2026, 11, 6))]


def test_newest_fills_that_end_before_what_is_held_are_not_believed(busy: Stand) -> None:
    busy.collect("trades", "BTCUSDT")
    busy.exchange.clock.advance(3 * DAY)
    for event in [event for event in busy.exchange.world.events if event.kind == "fill"]:
        busy.exchange.scenario.hide(event)
    with pytest.raises(RetryableAPIError, match="end before"):
        busy.collect("trades", "BTCUSDT", date(2026, 11, 7))
    assert busy.coverage("trades")[-1][0] == "truncated"


@pytest.mark.parametrize("pages", [1000, 5])
@pytest.mark.parametrize("order", [(2, 3, 4, 5), (5, 4, 3, 2), (4, 2, 5, 3)])
def test_days_in_any_order_bring_the_same_trades(
    busy: Stand, order: tuple[int, ...], pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pages_of_trades(busy, monkeypatch, pages)
    for number in order:
        busy.collect("trades", "BTCUSDT", date(2026, 11, number))
    assert busy.trade_ids() == ALL_IDS


def test_a_crash_between_pages_goes_on_where_it_stopped(busy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker dies after its first page: nothing is said, and the next one asks from the last id that is held."""
    kept = Evidence.add_page
    small_pages_of_trades(busy, monkeypatch, 5)
    busy.collect("trades", "BTCUSDT", date(2026, 11, 5))
    before = busy.asked("myTrades")
    monkeypatch.setattr(Evidence, "add_page", _once(kept))
    with pytest.raises(Crash):
        busy.collect("trades", "BTCUSDT", FIRST)
    monkeypatch.setattr(Evidence, "add_page", kept)
    asked = busy.asked("myTrades")
    busy.collect("trades", "BTCUSDT", FIRST)
    assert asked - before == 2 and "fromId=504" in busy.exchange.log.of("myTrades")[asked].query
    assert busy.coverage("trades")[-1][:3] == ("complete", FIRST, LAST)
    assert busy.trade_ids() == ALL_IDS


def test_newest_fills_are_never_taken_up_as_a_reading_that_was_cut_off(
    busy: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker dies after the newest fills, which hold the last id and not what lies before."""
    kept = Evidence.add_page
    small_pages_of_trades(busy, monkeypatch, 5)
    monkeypatch.setattr(Evidence, "add_page", _once(kept))
    with pytest.raises(Crash):
        busy.collect("trades", "BTCUSDT", FIRST)
    monkeypatch.setattr(Evidence, "add_page", kept)
    busy.collect("trades", "BTCUSDT", FIRST)
    assert busy.trade_ids() == ALL_IDS


class Crash(BaseException):
    """What a kill looks like from inside."""


def _once(store: Callable[..., int]) -> Callable[..., int]:
    stored: list[int] = []

    def add_page(*args: Any) -> int:
        if stored:
            raise Crash
        stored.append(store(*args))
        return stored[0]

    return add_page


def test_a_traded_pair_is_remembered(busy: Stand) -> None:
    busy.collect("trades", "BTCUSDT")
    assert busy.rows("SELECT email, symbol, last_trade_time, is_active FROM binance_traded_symbols") == [
        (MAIN, "BTCUSDT", from_ms(start_of(LAST) + HOUR + 4), True)
    ]


def test_a_pair_without_trades_is_covered_and_not_remembered(busy: Stand) -> None:
    busy.collect("trades", "ETHUSDT")
    assert busy.coverage("trades")[0][0] == "complete"
    assert busy.rows("SELECT * FROM binance_traded_symbols") == []


def test_an_unknown_pair_is_asked_twice_with_a_refresh_between_and_recorded(busy: Stand) -> None:
    with pytest.raises(InvalidSymbolError):
        busy.collect("trades", "GONEUSDT")
    assert (busy.asked("myTrades"), busy.refreshed) == (2, 1)
    assert [(row[0], row[3]) for row in busy.coverage("trades")] == [("failed", "trades: HTTP 400, code -1121")]
    assert busy.rows("SELECT error_type, symbol, needs_manual_review FROM binance_reconciliation_errors") == [
        ("INVALID_SYMBOL", "GONEUSDT", True)
    ]


def test_a_pair_that_was_unknown_for_a_moment_is_collected(busy: Stand) -> None:
    busy.exchange.add_fault("-1121", "myTrades")
    assert busy.collect("trades", "BTCUSDT").records
    assert busy.refreshed == 1
    assert busy.rows("SELECT count(*) FROM binance_reconciliation_errors") == [(0,)]


def test_a_traded_pair_that_disappears_is_kept_as_inactive(busy: Stand) -> None:
    busy.collect("trades", "BTCUSDT")
    busy.exchange.clock.advance(3 * DAY)
    busy.exchange.scenario.refuse_symbol(MAIN, "BTCUSDT")
    with pytest.raises(InvalidSymbolError):
        busy.collect("trades", "BTCUSDT", date(2026, 11, 8))
    assert busy.rows("SELECT symbol, is_active FROM binance_traded_symbols") == [("BTCUSDT", False)]


def test_a_day_whose_record_was_unreadable_is_read_anew(busy: Stand) -> None:
    busy.collect("trades", "BTCUSDT")
    with busy.engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO binance_quarantine (email, endpoint, key, coverage_id, raw_table, fid, ordinal, reason, record,
                                            exchange_time, window_start, window_end)
            SELECT email, endpoint, key, id, 'binance_raw_trades', 1, 1, 'odd', '{}', :at, window_start, window_end
            FROM binance_collection_coverage"""),
            {"at": from_ms(NOON)},
        )
    assert busy.collect("trades", "BTCUSDT", date(2026, 11, 4)).pages == 0
    assert busy.collect("trades", "BTCUSDT").pages > 0
    assert busy.collect("trades", "BTCUSDT").pages == 0

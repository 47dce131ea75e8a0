"""Collecting from the simulated exchange into a real database: faults, crashes, re-reads, what is not asked again."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.collectors.base import BaseCollector, RetentionPassedError
from binrecon.collectors.sources import COLLECTORS, collector_for
from binrecon.collectors.windows import windows_for
from binrecon.domain.calls import Limits
from binrecon.domain.errors import FatalAPIError, InvalidSymbolError, RetryableAPIError
from binrecon.domain.intervals import Interval, day_interval, from_ms
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.coverage import held_days
from binrecon.storage.evidence import Evidence
from binrecon.storage.host_clocks import StoredClocks
from binrecon.storage.weight_ledger import RateLimiter
from sqlalchemy import Engine, text

from tests.exchange_client import client_of
from tests.simulator import DAY, HOUR, Exchange, Fill, Symbol, start_of, units
from tests.small_world import DAY_T, FIRST, LAST, MAIN, NOON, ROWS, SUB, at, run_clock, small_world

QUESTIONS = [
    (MAIN, "daily_snapshot", "SPOT"),
    (MAIN, "deposit_history", ""),
    (MAIN, "withdraw_history", ""),
    (MAIN, "sub_transfer_history", "to"),
    (MAIN, "universal_transfer", "to"),
    (SUB, "sub_user_history", "1"),
    (MAIN, "wallet_transfer", "MAIN_FUNDING"),
    (MAIN, "trades", "BTCUSDT"),
    (MAIN, "convert_history", ""),
    (MAIN, "sub_account_list", ""),
    ("", "exchange_info", ""),
    ("", "klines", "BTCUSDT"),
]


class Stand:
    """An exchange, a database and the collectors between them."""

    def __init__(self, engine: Engine, exchange: Exchange | None = None) -> None:
        self.engine = engine
        self.exchange = exchange or Exchange(small_world(), run_clock())
        self.refreshed = 0

    def collector(self, name: str, email: str, limits: Limits | None = None, run_id: str = "run1") -> BaseCollector:
        def refresh() -> None:
            self.refreshed += 1

        client = client_of(self.exchange, email, limits, clocks=StoredClocks(self.engine, "host"))
        return collector_for(name, client, Evidence(self.engine), run_id, refresh)

    def collect(self, name: str, key: str = "", day: date = DAY_T, email: str = MAIN, run_id: str = "run1") -> Any:
        return self.collector(name, email, run_id=run_id).collect_day(CATALOGUE[name], key, day_interval(day))

    def asked(self, path: str) -> int:
        return len(self.exchange.log.of(path))

    def rows(self, query: str, **named: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), named)]

    def coverage(self, name: str) -> list[tuple[Any, ...]]:
        return self.rows(
            """
            SELECT status, (window_start AT TIME ZONE 'UTC')::date, (window_end AT TIME ZONE 'UTC')::date, detail
            FROM binance_collection_coverage WHERE endpoint = :name ORDER BY id""",
            name=name,
        )

    def held(self, name: str, key: str) -> list[date]:
        span = Interval(day_interval(FIRST).start, day_interval(LAST).end)
        return held_days(self.engine, MAIN, name, key, span)

    def trade_ids(self) -> set[int]:
        found = self.rows("""
            SELECT DISTINCT (trade ->> 'id')::bigint
            FROM binance_raw_trades, jsonb_array_elements(trade_data) AS trade""")
        return {number for (number,) in found}


@pytest.fixture
def stand(engine: Engine) -> Stand:
    return Stand(engine)


@pytest.fixture
def with_exchange(engine: Engine) -> Callable[[Exchange], Stand]:
    return lambda exchange: Stand(engine, exchange)


@pytest.mark.parametrize(("email", "name", "key"), QUESTIONS)
def test_every_source_is_collected_and_covers_its_day(stand: Stand, email: str, name: str, key: str) -> None:
    collected = stand.collect(name, key, email=email)
    assert collected.records and collected.status == "complete"
    endpoint = CATALOGUE[name]
    held = stand.rows(
        """
        SELECT count(*) FROM binance_collection_coverage
        WHERE email = :email AND endpoint = :name AND key = :key AND status = 'complete'
          AND window_start <= :start AND window_end >= :end""",
        email=email,
        name=name,
        key=key,
        start=day_interval(DAY_T).start,
        end=day_interval(DAY_T).end,
    )
    assert held == [(1,)]
    stored = stand.rows(f"SELECT count(*) FROM {endpoint.raw_table}")
    assert stored == stand.rows("SELECT count(*) FROM binance_pages_pending") == [(collected.pages,)]


def test_only_lists_that_are_stored_have_a_collector_of_their_own() -> None:
    assert set(COLLECTORS) < {name for name, endpoint in CATALOGUE.items() if endpoint.raw_table}
    assert BaseCollector not in COLLECTORS.values()


@pytest.mark.parametrize("endpoint", CATALOGUE.values(), ids=lambda e: e.name)
def test_windows_are_whole_days_that_reach_back_and_hold_the_day_and_cover_no_day_ahead(endpoint: Any) -> None:
    day = day_interval(DAY_T)
    windows = windows_for(endpoint, day)
    assert windows[0].start == day.start - endpoint.reread
    assert windows[-1].end == day.end + endpoint.ahead and endpoint.ahead < timedelta(days=1)
    assert sum(window.contains(day) for window in windows) == 1
    assert all(window.span <= endpoint.max_span for window in windows)
    assert all(window.span % timedelta(days=1) == timedelta(0) for window in windows[:-1])
    assert (windows[-1].span - endpoint.ahead) % timedelta(days=1) == timedelta(0)
    assert all(one.end == other.start for one, other in itertools.pairwise(windows))


def test_a_failed_window_is_recorded_and_raised(stand: Stand) -> None:
    stand.exchange.add_fault("-2015", "deposit", times=None)
    with pytest.raises(FatalAPIError):
        stand.collect("deposit_history")
    assert stand.coverage("deposit_history") == [
        ("failed", date(2026, 10, 20), date(2026, 11, 4), "deposit_history: HTTP 401, code -2015")
    ]
    assert stand.rows("""
        SELECT email, error_type, symbol, error_message, needs_manual_review, run_id, raw_error ->> 'code'
        FROM binance_reconciliation_errors""") == [
        (MAIN, "API_KEY_INVALID", None, "deposit_history: HTTP 401, code -2015", True, "run1", "-2015")
    ]


def test_a_window_that_breaks_off_is_truncated_and_read_whole_the_next_time(with_exchange: Any) -> None:
    stand = with_exchange(Exchange(small_world(), run_clock()))
    stand.exchange.add_fault("5xx", "deposit", nth=2, times=5)
    with pytest.raises(RetryableAPIError):
        stand.collect("deposit_history")
    stand.collect("deposit_history")
    assert [row[0] for row in stand.coverage("deposit_history")] == ["truncated", "complete"]


def test_collecting_twice_keeps_both_answers(stand: Stand) -> None:
    first = stand.collect("deposit_history")
    assert stand.collect("deposit_history") == first
    assert stand.rows("SELECT count(*) FROM binance_raw_deposit_history") == [(2 * first.pages,)]


# backfills ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("deposit_history", ""),
        ("withdraw_history", ""),
        ("wallet_transfer", "MAIN_FUNDING"),
        ("convert_history", ""),
    ],
)
def test_the_runs_of_a_backfill_read_a_list_once(stand: Stand, name: str, key: str) -> None:
    stand.exchange.clock.move_to(start_of(date(2026, 11, 12)) + 2 * HOUR)
    stand.collect(name, key, FIRST, run_id="day 2")
    asked = len(stand.exchange.log)
    for number in (3, 4, 5):
        assert stand.collect(name, key, date(2026, 11, number), run_id=f"day {number}").pages == 0
    assert len(stand.exchange.log) == asked
    assert stand.coverage(name)[-1][:3] == ("complete", FIRST - CATALOGUE[name].reread, date(2026, 11, 11))


def test_the_daily_run_reads_its_own_day_and_nothing_younger(stand: Stand) -> None:
    """2026-11-05 02:00: the 4th is over for two hours only, and its list may still grow."""
    stand.collect("deposit_history")
    assert stand.coverage("deposit_history")[0][2] == date(2026, 11, 4)


def test_a_cleared_task_asks_again(stand: Stand) -> None:
    stand.collect("deposit_history", run_id="a")
    assert stand.collect("deposit_history", run_id="a").pages > 0


def test_a_reading_that_is_an_hour_old_is_asked_again(stand: Stand) -> None:
    stand.collect("deposit_history", run_id="a")
    stand.exchange.clock.advance(HOUR + 1)
    assert stand.collect("deposit_history", run_id="b").pages > 0


# snapshots ---------------------------------------------------------------------------------------------------------


def test_one_call_brings_the_snapshots_of_thirty_days_of_backfill(with_exchange: Any) -> None:
    """A run on 5 November asks once; the days back to 9 October find theirs held and ask nothing."""
    world = small_world()
    stand = with_exchange(Exchange(world, run_clock()))
    stand.collect("daily_snapshot", "SPOT")
    assert stand.asked("accountSnapshot") == 1
    window = stand.coverage("daily_snapshot")[0]
    assert window[1:3] == (date(2026, 10, 7), date(2026, 11, 4))  # of the day before the reading nothing is settled
    stand.collect("daily_snapshot", "SPOT", FIRST)
    assert stand.asked("accountSnapshot") == 1


def test_a_snapshot_that_was_read_before_it_settled_is_asked_again(stand: Stand) -> None:
    """The run for 3 November sees that of 4 November two hours after its day: too early to rely on."""
    stand.collect("daily_snapshot", "SPOT")
    stand.exchange.clock.advance(DAY)
    stand.collect("daily_snapshot", "SPOT", date(2026, 11, 4))
    assert stand.asked("accountSnapshot") == 2


def test_a_snapshot_that_is_missing_is_asked_again(stand: Stand) -> None:
    stand.exchange.scenario.no_snapshot(MAIN, DAY_T)
    stand.collect("daily_snapshot", "SPOT")
    stand.collect("daily_snapshot", "SPOT")
    assert stand.asked("accountSnapshot") == 2


def test_an_old_day_is_asked_with_a_window_that_still_reaches_it(stand: Stand) -> None:
    stand.exchange.clock.move_to(start_of(date(2026, 11, 30)) + 2 * HOUR)
    stand.collect("daily_snapshot", "SPOT")
    (listed,) = stand.rows(
        """
        SELECT count(*) FROM binance_raw_daily_snapshot, jsonb_array_elements(snapshot_data) AS entry
        WHERE (entry ->> 'updateTime')::bigint IN (:before, :after)""",
        before=start_of(DAY_T) - 1000,
        after=start_of(DAY_T) + DAY - 1000,
    )
    assert listed == (2,)


def test_a_day_the_exchange_has_forgotten_is_not_asked(stand: Stand) -> None:
    stand.exchange.clock.move_to(start_of(date(2026, 12, 20)))
    with pytest.raises(RetentionPassedError):
        stand.collect("daily_snapshot", "SPOT")
    assert stand.asked("accountSnapshot") == 0
    assert stand.coverage("daily_snapshot")[0][0] == "failed"
    assert "30 days" in stand.coverage("daily_snapshot")[0][3]


# trades ------------------------------------------------------------------------------------------------------------


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


# prices ------------------------------------------------------------------------------------------------------------


def test_candles_of_a_finished_day_are_asked_once(stand: Stand) -> None:
    stand.collect("klines", "BTCUSDT", email="")
    stand.collect("klines", "BTCUSDT", email="")
    assert stand.asked("klines") == 1


def test_candles_of_a_running_day_are_asked_again(stand: Stand) -> None:
    stand.collect("klines", "BTCUSDT", LAST, email="")
    stand.collect("klines", "BTCUSDT", LAST, email="")
    assert stand.asked("klines") == 2


# budgets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [None, ("429", "0"), ("429", "960"), ("418", "0"), ("418", "300"), ("403", None)])
def test_no_minute_passes_half_the_budget_and_nothing_is_asked_inside_a_wait(
    with_exchange: Any, fault: tuple[str, str] | None
) -> None:
    stand = with_exchange(Exchange(small_world(), run_clock(), sliding=True))
    if fault:
        options = {"retry_after": fault[1], "wait": max(30, int(fault[1] or 0))}
        stand.exchange.add_fault(fault[0], "accountSnapshot", nth=2, options=options)
    clock, sleep = (lambda: at(stand.exchange.clock)), stand.exchange.clock.sleep
    limiter = RateLimiter(stand.engine, Decimal("0.5"), clock=clock, sleep=sleep, longest_wait=timedelta(hours=2))
    for day in (DAY_T, date(2026, 11, 4)):
        for email in (MAIN, SUB):
            for name in ("daily_snapshot", "withdraw_history", "convert_history"):
                key = CATALOGUE[name].keys[0]
                collector = stand.collector(name, email, limiter)
                collector.collect(CATALOGUE[name], key, day_interval(day))
    limits = {
        "/sapi/v1/accountSnapshot": 6000,
        "/sapi/v1/capital/withdraw/history": 90_000,
        "/sapi/v1/convert/tradeFlow": 90_000,
        "/api": 3000,
    }
    assert {name for name, _ in stand.exchange.log.peaks()} == set(limits)
    for (name, _), peak in stand.exchange.log.peaks().items():
        assert peak <= limits[name]
    assert stand.exchange.log.inside_waits() == []

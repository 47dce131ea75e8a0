"""Collecting from the simulated exchange into a real database: windows that fail or break off, what is asked
again and what is not, and the budget."""

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.collectors.base import BaseCollector, RetentionPassedError
from binrecon.collectors.passes import OVERTAKEN, Passes
from binrecon.collectors.sources import COLLECTORS
from binrecon.collectors.windows import windows_for
from binrecon.domain.calls import CUT, Page
from binrecon.domain.errors import FatalAPIError, RetryableAPIError
from binrecon.domain.intervals import day_interval
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.weight_ledger import RateLimiter

from tests.collectors.stand import Stand
from tests.simulator import DAY, HOUR, Exchange, start_of
from tests.small_world import DAY_T, FIRST, LAST, MAIN, SUB, at, run_clock, small_world

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


# prices ------------------------------------------------------------------------------------------------------------


def test_candles_of_a_finished_day_are_asked_once(stand: Stand) -> None:
    stand.collect("klines", "BTCUSDT", email="")
    stand.collect("klines", "BTCUSDT", email="")
    assert stand.asked("klines") == 1


def test_candles_of_a_running_day_are_asked_again(stand: Stand) -> None:
    stand.collect("klines", "BTCUSDT", LAST, email="")
    stand.collect("klines", "BTCUSDT", LAST, email="")
    assert stand.asked("klines") == 2


def test_a_further_pass_was_asked_before_its_first_answer_came() -> None:
    """After the answer before it: when its own first answer shows that it is one, it was asked long since."""
    moments = [datetime(2026, 11, 5, 2, 0, second, tzinfo=UTC) for second in range(5)]
    begun: list[datetime] = []
    failed: list[tuple[int, str]] = []

    def page(reading: int, came: datetime) -> Page:
        return Page("pay_transactions", "", day_interval(DAY_T), {}, "[]", "0f", 200, {}, came, [], reading=reading)

    def begin(asked: datetime) -> int:
        begun.append(asked)
        return 7 + len(begun)

    passes = Passes(7, moments[0], begin, lambda row, why: failed.append((row, why)))
    rows = [passes.row_of(page(*one)) for one in ((1, moments[1]), (1, moments[2]), (2, moments[3]), (CUT, moments[4]))]
    assert rows == [7, 7, 8, 9] and begun == [moments[2], moments[3]]
    assert failed[0] == (7, OVERTAKEN) and passes.newest == 8


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

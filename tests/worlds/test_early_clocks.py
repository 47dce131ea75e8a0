"""Clocks that differ from the exchange's, and lists that are asked before their day is over: no list proves what it may
not have shown when it was asked, by the exchange's clock."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.errors import ConfigurationError
from binrecon.orchestration.day import TooEarlyError

from tests.days import spot
from tests.simulator import (
    HOUR,
    MINUTE,
    SECOND,
    Deposit,
    Fill,
    Request,
    Response,
    Symbol,
    WalletTransfer,
    World,
    start_of,
    units,
)
from tests.storage.rows import fetch
from tests.worlds.pipeline import Pipeline, settled

A = "a@example.com"
FIRST, DAY, NEXT, LAST = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 5)
Deploy = Callable[..., Pipeline]


def world() -> World:
    """A deposit and a move to the funding wallet in the evening of the day, which cancel, and a trade just before
    midnight."""
    made = World(FIRST, LAST)
    made.add_account(A)
    made.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("100")))
    made.open(A, "USDT", units("1000"))
    made.open(A, "BTC", units("1"))
    made.add(Deposit("1", A, "USDT", units("10"), ((start_of(DAY) + 18 * HOUR, 1),)))
    made.add(WalletTransfer(77, A, "MAIN_FUNDING", "USDT", units("10"), start_of(DAY) + 19 * HOUR))
    made.add(
        Fill(
            "BTCUSDT",
            "BTC",
            "USDT",
            5,
            50,
            A,
            True,
            units("100"),
            units("0.01"),
            units("1"),
            0,
            "BNB",
            start_of(NEXT) - SECOND,
        )
    )
    return made


def verdicts(pipeline: Pipeline, day: date = DAY) -> set[str]:
    newest = "SELECT verdict FROM v_binance_verdicts_current WHERE date = :day"
    of_day = "SELECT verdict FROM binance_reconciliation_days WHERE date = :day"
    return {row[0] for query in (newest, of_day) for row in fetch(pipeline.engine, query, day=day)}


@pytest.mark.parametrize("hours", [-50, -3, 3, 50])
def test_a_hosts_clock_that_is_wrong_changes_nothing(deploy: Deploy, hours: int) -> None:
    pipeline = deploy(world(), at=DAY, ahead=timedelta(hours=hours))
    pipeline.run_day(A, DAY)
    assert not pipeline.failed
    assert verdicts(pipeline) == {"proved"}
    [(late,)] = fetch(
        pipeline.engine,
        "SELECT count(*) FROM binance_collection_coverage WHERE abs(extract(epoch FROM "
        "asked_at - CAST(:due AS timestamptz))) > 3600",
        due="2026-11-05T02:00Z",
    )
    assert late == 0


def test_a_day_is_refused_by_the_exchanges_clock_though_the_host_is_days_ahead(deploy: Deploy) -> None:
    pipeline = deploy(world(), at=DAY, ahead=timedelta(days=2))
    pipeline.clock.exchange_clock.move_to(start_of(DAY) + 12 * HOUR)
    pipeline.run_day(A, DAY)
    error = pipeline.failed[f"open of {A} {DAY}"]
    assert isinstance(error, ConfigurationError)
    assert "2026-11-03 is not settled yet" in str(error) and "by the exchange's clock it is 2026-11-03 12:00" in str(
        error
    )
    assert not fetch(pipeline.engine, "SELECT 1 FROM binance_collection_coverage")


def test_a_run_that_starts_a_moment_early_is_tried_again(deploy: Deploy) -> None:
    pipeline = deploy(world(), at=DAY, ahead=timedelta(seconds=20))
    pipeline.clock.exchange_clock.move_to(settled(DAY) - 20 * SECOND)
    with pytest.raises(TooEarlyError, match="it is tried again"):
        pipeline.open_day(DAY)
    pipeline.run_day(A, DAY)
    assert verdicts(pipeline) == {"proved"}


def test_lists_that_were_read_at_noon_of_the_day_do_not_hold_it(deploy: Deploy) -> None:
    """Everything but the snapshots is read at noon, as a run by hand or a copy that is cleared early does; then the
    snapshots are read when the day is due, and both movements of the evening, which cancel, are missing."""
    pipeline = deploy(world(), at=DAY)
    pipeline.clock.exchange_clock.move_to(start_of(DAY) + 12 * HOUR)
    fixed = plan_fixed(pipeline.engine, spot(A, DAY), pipeline.kind(A))
    pipeline.witness(A)
    for group in pipeline.collect_steps(A, DAY, fixed, "early"):
        pipeline.run(group)
    pipeline.clock.exchange_clock.move_to(settled(DAY))
    pipeline.collect("daily_snapshot", "SPOT", A, DAY)
    pipeline.canonicalize("daily_snapshot", A)
    pipeline.reconcile(A, DAY)
    assert verdicts(pipeline) == {"unproved"}
    details = {
        row[0]
        for row in fetch(
            pipeline.engine,
            "SELECT detail FROM v_binance_coverage_gaps WHERE date = :day AND endpoint = 'deposit_history'",
            day=DAY,
        )
    }
    assert details == {"only a part of the day was read"}
    pipeline.run_day(A, DAY)
    assert verdicts(pipeline) == {"proved"}


@pytest.mark.parametrize(
    ("endpoint", "key", "after", "holds"),
    [
        ("deposit_history", "", 30 * MINUTE, False),
        ("deposit_history", "", 90 * MINUTE, True),
        ("trades", "BTCUSDT", 23 * HOUR, False),
        ("trades", "BTCUSDT", 25 * HOUR, True),
    ],
)
def test_a_list_asked_within_its_lag_after_the_day_does_not_hold_it(
    deploy: Deploy, endpoint: str, key: str, after: int, holds: bool
) -> None:
    pipeline = deploy(world(), at=DAY)
    pipeline.clock.exchange_clock.move_to(start_of(NEXT) + after)
    pipeline.witness(A)
    pipeline.collect(endpoint, key, A, DAY)
    query = (
        "SELECT coalesce(bool_or(window_end >= '2026-11-04Z'), false) FROM v_binance_readings WHERE "
        "endpoint = :endpoint"
    )
    assert fetch(pipeline.engine, query, endpoint=endpoint) == [(holds,)]


def test_a_reading_that_began_before_the_day_was_over_proves_no_more_when_it_ends_after(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long reading, from before midnight to long after: what was asked first was asked too early."""
    pipeline = deploy(world(), at=DAY)
    clock = pipeline.clock.exchange_clock
    clock.move_to(start_of(NEXT) - 10 * MINUTE)
    pipeline.witness(A)
    handle = pipeline.exchange.handle

    def slow(request: Request) -> Response:
        answer = handle(request)
        clock.advance(3 * HOUR)
        return answer

    monkeypatch.setattr(pipeline.exchange, "handle", slow)
    pipeline.collect("deposit_history", "", A, DAY)
    assert clock.now() > start_of(NEXT) + 2 * HOUR
    [(end,)] = fetch(pipeline.engine, "SELECT window_end FROM v_binance_readings WHERE endpoint = 'deposit_history'")
    assert end < fetch(pipeline.engine, "SELECT CAST('2026-11-04Z' AS timestamptz)")[0][0]


def test_one_answer_of_the_exchanges_clock_serves_a_day(deploy: Deploy) -> None:
    """Of every task of the day: open, key, each list, each pair, each refresh of the pairs, the closes."""
    pipeline = deploy(world(), at=DAY, priced=True)
    pipeline.run_day(A, DAY)
    asked = len(pipeline.exchange.log.of("/api/v3/time"))
    assert (asked, len(pipeline.exchange.log) > 20) == (1, True)


def test_a_host_whose_clock_is_set_asks_anew(deploy: Deploy) -> None:
    """Its measured offset is wrong from then on: the first signed call is refused, and the answer to the next question
    serves all."""
    pipeline = deploy(world(), at=DAY, ahead=timedelta(minutes=40))
    pipeline.run_day(A, DAY)
    pipeline.clock.ahead = timedelta(0)
    pipeline.clients.clear()
    pipeline.clock.exchange_clock.move_to(settled(NEXT))
    pipeline.run_day(A, NEXT)
    assert verdicts(pipeline, NEXT) == {"proved"}
    assert len(pipeline.exchange.log.of("/api/v3/time")) == 2

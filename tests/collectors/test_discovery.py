"""Which pairs a day is asked for, in which order, and how the sweep comes round to all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from binrecon.collectors.discovery import discover, overdue, plan_sweep, plan_symbols, steps_for, sweep, window_of
from binrecon.storage.discovery import Market, Pair
from binrecon.storage.plan import Question, planned
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, insert, pairs, plan, snapshot, trade, transfer

T0 = datetime(2026, 10, 1, tzinfo=UTC)


def pair(symbol: str, base: str = "A", quote: str = "B", **other: Any) -> Pair:
    usual: dict[str, Any] = dict(
        seen=False, open=True, both_held=False, unknown=False, covered_until=None, covered=False
    )
    return Pair(symbol, base, quote, **(usual | other))


def asked(*listed: Pair, required: bool = True, days: int = 30, swept: int = 0) -> list[str]:
    return [q.key for q in discover(Market(listed, swept), days) if q.required is required]


def test_traded_pairs_come_first_then_stablecoin_quotes_majors_and_the_rest() -> None:
    held = [
        pair("XEUR", "X", "EUR", both_held=True),
        pair("XBTC", "X", "BTC", both_held=True),
        pair("XUSDC", "X", "USDC", both_held=True),
        pair("AUSDT", "A", "USDT", both_held=True),
        pair("ZZZ", seen=True),
    ]
    assert asked(*held) == ["ZZZ", "AUSDT", "XUSDC", "XBTC", "XEUR"]


def test_a_pair_traded_before_is_required_though_it_is_closed() -> None:
    assert asked(pair("OLD", seen=True, open=False)) == ["OLD"]


def test_a_pair_traded_before_that_no_fill_of_the_day_can_be_in_waits_for_the_sweep() -> None:
    old = pair("OLD", seen=True, both_held=True, unknown=True)
    assert (asked(old), asked(old, required=False)) == ([], ["OLD"])


@pytest.mark.parametrize(
    ("state", "expected"), [(dict(open=True), True), (dict(open=False), False), (dict(unknown=True), False)]
)
def test_a_pair_of_held_assets_is_required_unless_it_cannot_have_been_traded(
    state: dict[str, Any], expected: bool
) -> None:
    listed = pair("NEW", both_held=True, **state)
    assert asked(listed) == (["NEW"] if expected else [])
    assert asked(listed, required=False) == ([] if expected else ["NEW"])


def test_a_pair_is_planned_once_though_two_steps_name_it() -> None:
    assert [q.reason for q in discover(Market((pair("AB", seen=True, both_held=True),)))] == ["traded before"]


def test_the_sweep_takes_the_least_recently_read_and_only_its_share() -> None:
    listed = [pair(f"P{n}", covered_until=T0 + timedelta(days=n)) for n in range(6)] + [pair("NEVER")]
    assert asked(*listed, required=False, days=3) == ["NEVER", "P0", "P1"]


def test_the_sweep_leaves_out_what_the_day_already_holds_and_what_it_planned_before() -> None:
    listed = [pair("DONE", covered=True, covered_until=T0), pair("A"), pair("B"), pair("C")]
    assert asked(*listed, required=False, days=2) == ["A", "B"]
    assert asked(*listed, required=False, days=2, swept=1) == ["A"]
    assert asked(*listed, required=False, days=2, swept=2) == []


@pytest.mark.parametrize("count", [0, 1, 29, 30, 31, 1999])
def test_within_thirty_days_every_pair_comes_round(count: int) -> None:
    state: dict[str, datetime | None] = {f"P{n}": None for n in range(count)}
    for day in range(30):
        listed = [pair(symbol, covered_until=until) for symbol, until in state.items()]
        for symbol in asked(*listed, required=False):
            state[symbol] = T0 + timedelta(days=day)
    assert None not in state.values()


def test_the_order_does_not_depend_on_the_order_of_the_market() -> None:
    listed = [pair("B", both_held=True), pair("A", both_held=True), pair("D"), pair("C", seen=True)]
    assert discover(Market(tuple(listed)), 1) == discover(Market(tuple(reversed(listed))), 1)


HELD = [pair(f"H{n}", both_held=True) for n in range(3)]


@pytest.mark.parametrize(
    ("daily_pairs", "expected"), [(4, ["H0", "H1", "H2", "S"]), (3, ["H0", "H1", "H2", "S"]), (2, ["S"])]
)
def test_pairs_of_held_assets_are_asked_every_day_only_while_they_are_few(
    daily_pairs: int, expected: list[str]
) -> None:
    market = Market((*HELD, pair("S", both_held=True, seen=True)))
    assert sorted(q.key for q in discover(market, steps=steps_for(market, daily_pairs))) == expected


@pytest.mark.parametrize(
    ("read_until", "old", "expected"),
    [
        (T0, False, []),
        (T0, True, []),
        (T0 - timedelta(seconds=1), False, ["H"]),
        (None, False, []),
        (None, True, ["H"]),
    ],
)
def test_where_they_are_many_the_one_that_the_sweep_has_not_read_in_time_is_required(
    read_until: datetime | None, old: bool, expected: list[str]
) -> None:
    """A refusal is no reading. One never read is late only once the account was run for as long as a sweep takes."""
    held = pair("H", both_held=True, covered_until=T0 + timedelta(days=9), read_until=read_until)
    market = Market((held,), late_before=T0, old=old)
    assert [q.key for q in discover(market, steps=(overdue,)) if q.required] == expected


@pytest.mark.parametrize("state", [dict(open=False), dict(unknown=True), dict(both_held=False)])
def test_a_pair_that_can_hide_no_trade_is_never_late(state: dict[str, Any]) -> None:
    late = Market((pair("H", **(dict(both_held=True) | state)),), late_before=T0, old=True)
    assert discover(late, steps=(overdue,)) == []
    assert [q.key for q in discover(late, steps=(overdue, sweep))] == ["H"]


@pytest.fixture
def market(engine: Engine) -> Engine:
    """An account that held BTC and USDT yesterday, was sent SOL, and traded LUNAUSDT, which is no longer listed."""
    pairs(engine, ("BTC", "USDT"), ("SOL", "BTC"), ("DOGE", "USDT"), ("ADA", "EUR"))
    pairs(engine, ("SOL", "USDT"), status="BREAK", closed_at=at("00:00:00"))
    snapshot(engine, BEFORE, {"BTC": "1", "USDT": "5", "DOGE": "0"})
    transfer(engine, "SOL", "3")
    insert(engine, "binance_traded_symbols", dict(email=EMAIL, symbol="LUNAUSDT"))
    return engine


def plan_of(engine: Engine, sweep_days: int = 30) -> dict[str, tuple[bool, str]]:
    plan_symbols(engine, spot(EMAIL, DAY))
    plan_sweep(engine, spot(EMAIL, DAY), sweep_days)
    return {q.key: (q.required, q.reason) for q in planned(engine, spot(EMAIL, DAY))}


def test_the_plan_follows_from_what_the_account_was_seen_with(market: Engine) -> None:
    assert plan_of(market, sweep_days=1) == {
        "LUNAUSDT": (True, "traded before"),
        "BTCUSDT": (True, "both assets held"),
        "SOLBTC": (True, "both assets held"),
        "SOLUSDT": (False, "sweep"),
        "DOGEUSDT": (False, "sweep"),
        "ADAEUR": (False, "sweep"),
    }


@pytest.mark.parametrize("status", ["BREAK", "HALT", "END_OF_DAY", "CANCEL_ONLY", "TRADING"])
@pytest.mark.parametrize("closed_at", ["00:00:01", "23:59:59", None])
def test_a_pair_that_closed_on_the_day_is_required_of_it_whatever_its_status(
    engine: Engine, status: str, closed_at: str | None
) -> None:
    pairs(engine, ("SOL", "USDT"), status=status, spot=False, closed_at=closed_at and at(closed_at))
    snapshot(engine, BEFORE, {"SOL": "1", "USDT": "5"})
    assert plan_of(engine) == {"SOLUSDT": (True, "both assets held")}


def test_planning_a_day_again_sweeps_no_further(market: Engine) -> None:
    assert plan_of(market, sweep_days=3) == plan_of(market, sweep_days=3)


def test_a_pair_read_to_the_end_of_the_day_is_swept_no_more(market: Engine) -> None:
    coverage(market, "trades", "ADAEUR", window_start=T0, window_end=at() + timedelta(days=5))
    assert "ADAEUR" not in plan_of(market, sweep_days=1)


def test_a_cursor_with_trades_makes_a_pair_seen(market: Engine) -> None:
    coverage(market, "trades", "ADAEUR", window_start=T0, window_end=T0 + timedelta(days=1), last_id=7, records=1)
    assert plan_of(market)["ADAEUR"] == (True, "traded before")


def refuse(engine: Engine, symbol: str, **other: Any) -> None:
    insert(
        engine,
        "binance_reconciliation_errors",
        dict(
            email=EMAIL,
            error_type="INVALID_SYMBOL",
            symbol=symbol,
            error_message="-1121",
            timestamp=at() + timedelta(days=1),
        )
        | other,
    )


def close(engine: Engine, symbol: str, when: datetime | None) -> None:
    """The exchange stopped offering the pair."""
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_exchange_info SET closed_at = %s WHERE symbol = %s", (when, symbol))


def test_a_pair_refused_while_it_is_offered_stays_required(market: Engine) -> None:
    refuse(market, "SOLBTC")
    assert plan_of(market, sweep_days=1)["SOLBTC"] == (True, "both assets held")


def test_a_pair_refused_as_unknown_is_not_required_until_it_is_answered(market: Engine) -> None:
    refuse(market, "SOLBTC")
    close(market, "SOLBTC", at("23:00:00"))
    assert plan_of(market, sweep_days=1)["SOLBTC"] == (False, "sweep")
    coverage(
        market,
        "trades",
        "SOLBTC",
        window_start=T0,
        window_end=T0 + timedelta(days=1),
        asked_at=at() + timedelta(days=2),
    )
    assert plan_of(market)["SOLBTC"] == (True, "both assets held")


def test_a_traded_pair_refused_as_unknown_stays_required(market: Engine) -> None:
    """No list shows when it closed."""
    refuse(market, "LUNAUSDT")
    assert plan_of(market)["LUNAUSDT"] == (True, "traded before")


@pytest.mark.parametrize(
    ("closed", "expected"),
    [(at("00:00:00"), (False, "sweep")), (at("00:00:01"), (True, "traded before")), (None, (True, "traded before"))],
)
def test_a_traded_pair_refused_as_unknown_is_required_up_to_the_day_of_its_closing(
    market: Engine, closed: datetime | None, expected: tuple[bool, str]
) -> None:
    insert(market, "binance_traded_symbols", dict(email=EMAIL, symbol="SOLUSDT"))
    refuse(market, "SOLUSDT")
    close(market, "SOLUSDT", closed)
    assert plan_of(market, sweep_days=1)["SOLUSDT"] == expected


def test_a_traded_pair_that_closed_is_asked_for_until_it_is_refused(market: Engine) -> None:
    insert(market, "binance_traded_symbols", dict(email=EMAIL, symbol="SOLUSDT"))
    close(market, "SOLUSDT", at("00:00:00", BEFORE))
    assert plan_of(market)["SOLUSDT"] == (True, "traded before")


def test_a_pair_that_is_never_answered_does_not_hold_the_sweep(market: Engine) -> None:
    for symbol in ("ADAEUR", "DOGEUSDT"):
        refuse(market, symbol)
    assert [key for key, (need, _) in plan_of(market, sweep_days=3).items() if not need] == ["SOLUSDT"]


def test_another_account_sees_only_its_own(market: Engine) -> None:
    trade(market, "ADAEUR", {"spot_buy": ("ADA", "1"), "spot_sell": ("EUR", "-1")}, email="other@example.com")
    assert plan_of(market).get("ADAEUR", (False, ""))[0] is False


def test_a_question_of_the_plan_is_one_row_with_its_priority(market: Engine) -> None:
    plan_symbols(market, spot(EMAIL, DAY))
    assert planned(market, spot(EMAIL, DAY))[0] == Question("trades", "LUNAUSDT", True, 10, "traded before")


def many(engine: Engine, day: date = DAY) -> dict[str, tuple[bool, str]]:
    """The plan of an account whose pairs of held assets are too many for every day."""
    plan_symbols(engine, spot(EMAIL, day), daily_pairs=0)
    return {q.key: (q.required, q.reason) for q in planned(engine, spot(EMAIL, day))}


def test_a_pair_of_held_assets_is_late_thirty_days_after_its_last_reading(market: Engine) -> None:
    plan(market, "daily_snapshot", date=DAY - timedelta(days=40))
    end = at("00:00:00", DAY + timedelta(days=1))
    coverage(market, "trades", "BTCUSDT", window_start=T0, window_end=end - timedelta(days=30))
    coverage(market, "trades", "SOLBTC", window_start=T0, window_end=end - timedelta(days=30, seconds=1))
    late = (True, "both assets held, and the sweep is late")
    assert many(market) == {"LUNAUSDT": (True, "traded before"), "SOLBTC": late}
    refuse(market, "BTCUSDT", timestamp=end)
    assert many(market, DAY + timedelta(days=1))["BTCUSDT"] == late, "a refusal is no reading"


@pytest.mark.parametrize(("days", "expected"), [(29, False), (30, True)])
def test_a_pair_never_read_is_late_once_the_account_was_run_for_thirty_days(
    market: Engine, days: int, expected: bool
) -> None:
    plan(market, "daily_snapshot", date=DAY - timedelta(days=days))
    assert ("BTCUSDT" in many(market)) is expected


@pytest.mark.parametrize(
    ("first", "symbol", "back"),
    [(None, "ADAEUR", 0), (3, "ADAEUR", 3), (60, "ADAEUR", 60), (61, "ADAEUR", 0), (3, "LUNAUSDT", 0)],
)
def test_a_pair_is_read_back_over_every_day_that_was_run_unless_it_is_asked_daily(
    market: Engine, first: int | None, symbol: str, back: int
) -> None:
    if first is not None:
        plan(market, "daily_snapshot", date=DAY - timedelta(days=first))
    plan_of(market, sweep_days=1)
    window = window_of(market, spot(EMAIL, DAY), symbol)
    assert (window.start, window.end) == (
        at("00:00:00", DAY - timedelta(days=back)),
        at("00:00:00", DAY + timedelta(days=1)),
    )


def test_the_sweep_leaves_alone_what_another_step_has_planned(market: Engine) -> None:
    plan(market, "trades", "ADAEUR", required=True, reason="could explain what is left of ADA")
    assert plan_of(market, sweep_days=1)["ADAEUR"] == (True, "could explain what is left of ADA")


def test_the_sweep_gives_its_pairs_until_they_are_answered(market: Engine) -> None:
    share = plan_sweep(market, spot(EMAIL, DAY), sweep_days=1)
    assert plan_sweep(market, spot(EMAIL, DAY), sweep_days=1) == share != []
    for symbol in share:
        coverage(market, "trades", symbol)
    assert plan_sweep(market, spot(EMAIL, DAY), sweep_days=1) == []

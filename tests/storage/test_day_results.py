"""Settling a day on a real database: what is summed, what is written, what a rerun adds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.config.fingerprint import code_fingerprint
from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import DayResult
from binrecon.domain.errors import RetryableError
from binrecon.domain.vocabulary import Verdict
from binrecon.reconciliation.verdicts import reconcile
from binrecon.services import day_reconciliation
from binrecon.services.day_reconciliation import DayOutcome, reconcile_day
from binrecon.storage import day_facts, day_results
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import (
    BEFORE,
    DAY,
    EMAIL,
    at,
    close,
    coverage,
    covered_day,
    fetch,
    insert,
    pairs,
    plan,
    snapshot,
    trade,
    transfer,
)

CURRENT = "SELECT asset, opening, expected, actual, variance, verdict, reason FROM v_binance_verdicts_current"


def settle(engine: Engine, run_id: str = "run") -> DayOutcome:
    return reconcile_day(engine, spot(EMAIL, DAY), (), run_id)


def verdicts(engine: Engine) -> dict[str, str]:
    return {row[0]: row[5] for row in fetch(engine, CURRENT)}


@pytest.fixture
def clean_day(engine: Engine) -> Engine:
    """
    asset  opening  transfers    trades   fees   closing
    BTC    1        +0.5 -0.25   +0.1            1.35
    USDT   1000                  -5000           -4000 + 5000 in = 1000
    BNB    2                              -0.001 1.999
    """
    snapshot(engine, BEFORE, {"BTC": "1", "USDT": "1000", "BNB": "2"})
    snapshot(engine, DAY, {"BTC": "1.35", "USDT": "1000", "BNB": "1.999"})
    transfer(engine, "BTC", "0.5")
    transfer(engine, "BTC", "-0.2")
    transfer(engine, "BTC", "-0.05", "txn_fee")
    transfer(engine, "USDT", "5000")
    trade(
        engine, "BTCUSDT", {"spot_buy": ("BTC", "0.1"), "spot_sell": ("USDT", "-5000"), "taker_fee": ("BNB", "-0.001")}
    )
    covered_day(engine)
    return engine


def test_a_covered_day_that_adds_up_is_proved_and_stored_beside_the_snapshot(clean_day: Engine) -> None:
    settled = settle(clean_day)
    assert (settled.result.verdict, settled.appended) == (Verdict.PROVED, 3)
    assert fetch(
        clean_day,
        "SELECT asset, cal_balance, variance_in_asset FROM binance_reconciliation_balances"
        " WHERE date = :day ORDER BY asset",
        day=DAY,
    ) == [("BNB", Decimal("1.999"), 0), ("BTC", Decimal("1.35"), 0), ("USDT", Decimal(1000), 0)]
    assert fetch(clean_day, "SELECT verdict, proved, open, unproved, run_id FROM binance_reconciliation_days") == [
        ("proved", 3, 0, 0, "run")
    ]


def test_movements_count_from_the_first_to_the_last_instant_of_the_day(engine: Engine) -> None:
    midnight = at("00:00:00")
    for moment in (
        midnight - timedelta(microseconds=1),
        midnight,
        midnight + timedelta(days=1, microseconds=-1),
        midnight + timedelta(days=1),
    ):
        transfer(engine, "BTC", "1", datetime=moment)
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {"BTC": "2"})
    covered_day(engine)
    assert settle(engine).result.verdict is Verdict.PROVED


def test_rows_that_do_not_move_spot_are_left_out(clean_day: Engine) -> None:
    transfer(clean_day, "BTC", "7", standing="elsewhere")
    transfer(clean_day, "BTC", "7", wallet="MARGIN")
    transfer(clean_day, "BTC", "7", email="other@example.com")
    assert settle(clean_day).result.verdict is Verdict.PROVED


def test_an_asset_that_vanished_from_both_snapshots_keeps_its_variance(engine: Engine) -> None:
    transfer(engine, "SOL", "3")
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {})
    covered_day(engine)
    settle(engine)
    assert fetch(engine, CURRENT) == [
        ("SOL", 0, 3, 0, -3, "open", "covered, and still a difference nothing accounts for")
    ]


def test_a_verdict_names_its_code_and_other_code_alone_appends_nothing(
    clean_day: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = "SELECT DISTINCT code_sha256 FROM binance_reconciliation_verdicts ORDER BY 1"
    settle(clean_day)
    assert fetch(clean_day, codes) == [(code_fingerprint(),)]
    monkeypatch.setattr(day_results, "code_fingerprint", lambda: "f" * 64)
    assert settle(clean_day, "later").appended == 0
    assert fetch(clean_day, codes) == [(code_fingerprint(),)]
    transfer(clean_day, "BTC", "1")
    assert settle(clean_day, "later still").appended == 1
    assert fetch(clean_day, codes) == sorted([(code_fingerprint(),), ("f" * 64,)])


def test_a_rerun_of_an_unchanged_day_adds_nothing(clean_day: Engine) -> None:
    settle(clean_day, "first")
    before = (
        fetch(clean_day, "SELECT * FROM binance_reconciliation_days"),
        fetch(clean_day, "SELECT * FROM binance_reconciliation_balances ORDER BY pid"),
    )
    assert settle(clean_day, "second").appended == 0
    assert before == (
        fetch(clean_day, "SELECT * FROM binance_reconciliation_days"),
        fetch(clean_day, "SELECT * FROM binance_reconciliation_balances ORDER BY pid"),
    )
    assert fetch(clean_day, "SELECT * FROM binance_audit_log") == []


def test_a_changed_verdict_is_appended_and_logged_with_both_amounts(clean_day: Engine) -> None:
    settle(clean_day)
    transfer(clean_day, "BTC", "0.000000000000000001")
    assert settle(clean_day, "later").appended == 1
    assert fetch(clean_day, "SELECT count(*) FROM binance_reconciliation_verdicts WHERE asset = 'BTC'") == [(2,)]
    assert fetch(clean_day, "SELECT action, email, date, detail FROM binance_audit_log") == [
        (
            "verdict changed",
            EMAIL,
            DAY,
            {
                "wallet": "SPOT",
                "asset": "BTC",
                "run_id": "later",
                "from": "proved",
                "to": "open",
                "variance_from": "0",
                "variance_to": "-0.000000000000000001",
            },
        )
    ]


def test_an_asset_judged_before_is_judged_again_although_nothing_names_it_any_more(engine: Engine) -> None:
    transfer(engine, "SOL", "3", external_id="gone")
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {})
    covered_day(engine)
    settle(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET standing = 'failed'")
    settle(engine)
    assert verdicts(engine) == {"SOL": "proved"}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda e: plan(e, "convert_history"), "not covered: convert_history (never asked)"),
        (
            lambda e: insert(
                e,
                "binance_pages_pending",
                dict(raw_table="binance_raw_deposit_history", page_id=5, email=EMAIL, endpoint="deposit_history"),
            ),
            "1 page(s) not read yet",
        ),
    ],
)
def test_what_is_missing_makes_every_asset_unproved_with_the_reason(
    clean_day: Engine, spoil: Callable[[Engine], None], reason: str
) -> None:
    spoil(clean_day)
    result = settle(clean_day).result
    assert {(j.verdict, j.reason) for j in result.asset_verdicts} == {(Verdict.UNPROVED, reason)}
    assert (result.verdict, result.reason) == (Verdict.UNPROVED, reason)


@pytest.mark.parametrize(
    ("missing", "reason"), [(BEFORE, "no snapshot of the day before"), (DAY, "no snapshot of the day")]
)
def test_a_day_without_a_snapshot_is_unproved_and_has_no_variance(
    clean_day: Engine, owner_engine: Engine, missing: object, reason: str
) -> None:
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM binance_snapshot_days WHERE date = %(day)s", {"day": missing})
    settle(clean_day)
    assert {(row[4], row[5], row[6]) for row in fetch(clean_day, CURRENT)} == {(None, "unproved", reason)}


def test_pages_of_the_sub_account_list_do_not_hold_a_day_up(clean_day: Engine) -> None:
    insert(
        clean_day,
        "binance_pages_pending",
        dict(raw_table="binance_raw_sub_accounts", page_id=5, email=EMAIL, endpoint="sub_account_list"),
    )
    assert settle(clean_day).result.verdict is Verdict.PROVED


def test_a_failed_pair_leaves_its_assets_and_bnb_unproved_and_no_other(clean_day: Engine) -> None:
    pairs(clean_day, ("ETH", "BTC"))
    plan(clean_day, "trades", "ETHBTC")
    coverage(clean_day, "trades", "ETHBTC", "failed", detail="502")
    settled = settle(clean_day)
    assert verdicts(clean_day) == {"BTC": "unproved", "BNB": "unproved", "USDT": "proved"}
    assert settled.result.verdict is Verdict.UNPROVED
    assert "trades ETHBTC (failed: 502)" in settled.result.reason


def test_a_pair_the_exchange_dropped_touches_what_it_was_traded_in(clean_day: Engine) -> None:
    trade(
        clean_day,
        "LUNAUSDT",
        {"spot_buy": ("LUNA", "1"), "spot_sell": ("USDT", "-2")},
        datetime=at() - timedelta(days=9),
    )
    plan(clean_day, "trades", "LUNAUSDT")
    settle(clean_day)
    assert verdicts(clean_day) == {"BTC": "proved", "BNB": "unproved", "USDT": "unproved"}


def test_a_pair_nothing_is_known_of_touches_everything(clean_day: Engine) -> None:
    plan(clean_day, "trades", "WHAT")
    settle(clean_day)
    assert set(verdicts(clean_day).values()) == {"unproved"}


def test_a_question_that_is_not_required_does_not_matter(clean_day: Engine) -> None:
    plan(clean_day, "trades", "WHAT", required=False)
    assert settle(clean_day).result.verdict is Verdict.PROVED


def test_a_day_that_nobody_planned_is_never_proved(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1"})
    assert settle(engine).result.verdict is Verdict.UNPROVED


def test_an_account_without_assets_is_proved_by_its_snapshots_and_coverage(engine: Engine) -> None:
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {})
    covered_day(engine)
    settled = settle(engine)
    assert (settled.result.verdict, settled.result.asset_verdicts) == (Verdict.PROVED, ())


def test_the_value_of_a_variance_comes_from_the_close_of_that_day(clean_day: Engine) -> None:
    pairs(clean_day, ("BTC", "USDT"))
    close(clean_day, "BTCUSDT", "90000")
    close(clean_day, "BTCUSDT", "1", BEFORE)
    transfer(clean_day, "BTC", "0.01")
    settle(clean_day)
    assert fetch(
        clean_day,
        "SELECT usd_price, variance_in_usd FROM binance_reconciliation_balances WHERE asset = 'BTC' AND date = :day",
        day=DAY,
    ) == [(90000, -900)]


def test_names_with_every_dangerous_character_come_back_as_they_are(engine: Engine) -> None:
    names = ["a\\b", "a'; DROP TABLE x;--", "%(day)s", "{{ 1 }}", "名前", "\\N", "\\."]
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, dict.fromkeys(names, "1"))
    covered_day(engine)
    settle(engine)
    assert sorted(verdicts(engine)) == sorted(names)


def test_the_widest_amounts_are_exact_to_the_last_place(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"SHIB": "123456789012345678.123456789012345678"})
    snapshot(engine, DAY, {"SHIB": "123456789012345677.123456789012345677"})
    transfer(engine, "SHIB", "-1")
    covered_day(engine)
    settle(engine)
    assert fetch(engine, "SELECT variance FROM v_binance_verdicts_current") == [(Decimal("-1e-18"),)]


def test_two_at_once_append_one_history(clean_day: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        appended = [settled.appended for settled in pool.map(lambda _: settle(clean_day), range(4))]
    assert sorted(appended) == [0, 0, 0, 3]


def test_an_answer_that_arrives_between_two_reads_does_not_count_half(
    clean_day: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages not read yet are counted first, the gaps later: between them a question is answered, its page
    unread."""
    plan(clean_day, "convert_history")
    read, calls = day_facts.rows, []

    def interrupted(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2:
            coverage(clean_day, "convert_history")
            insert(
                clean_day,
                "binance_pages_pending",
                dict(raw_table="binance_raw_convert_history", page_id=5, email=EMAIL, endpoint="convert_history"),
            )
        return read(*arguments)

    monkeypatch.setattr(day_facts, "rows", interrupted)
    assert settle(clean_day).result.reason == "not covered: convert_history (never asked)"
    assert settle(clean_day).result.reason == "1 page(s) not read yet"


def test_a_rival_writer_of_the_same_row_makes_it_judge_again(
    clean_day: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def judge(facts: DayFacts) -> DayResult:
        calls.append(facts)
        if len(calls) == 1:
            with clean_day.begin() as other:
                other.exec_driver_sql("UPDATE binance_reconciliation_balances SET raw_balance = 2 WHERE asset = 'BTC'")
        return reconcile(facts)

    monkeypatch.setattr(day_reconciliation, "reconcile", judge)
    assert settle(clean_day).result.count(Verdict.OPEN) == 1
    assert len(calls) == 2


def test_a_rival_that_never_rests_ends_in_a_retryable_error(clean_day: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(facts: DayFacts) -> DayResult:
        with clean_day.begin() as other:
            other.exec_driver_sql("UPDATE binance_reconciliation_balances SET raw_balance = raw_balance + 1")
        return reconcile(facts)

    with monkeypatch.context() as patch, pytest.raises(RetryableError):
        patch.setattr(day_reconciliation, "reconcile", judge)
        settle(clean_day)
    assert settle(clean_day).appended == 3


def test_a_judgement_that_fails_leaves_no_trace(clean_day: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(day_reconciliation, "reconcile", lambda facts: 1 / 0)
        settle(clean_day)
    assert fetch(clean_day, CURRENT) == []
    assert settle(clean_day).appended == 3


def test_an_opening_snapshot_whose_newest_reading_is_unreadable_unproves_the_day(clean_day: Engine) -> None:
    """The older reading, which still stands in the balances, may say what is no longer true."""
    coverage(clean_day, "daily_snapshot")
    newest = fetch(clean_day, "SELECT max(id) FROM binance_collection_coverage")[0][0]
    insert(
        clean_day,
        "binance_quarantine",
        dict(
            email=EMAIL,
            endpoint="daily_snapshot",
            coverage_id=newest,
            raw_table="binance_raw_daily_snapshot",
            fid=1,
            ordinal=1,
            reason="free is missing",
            record="{}",
            exchange_time=at("23:59:59", BEFORE),
            window_start=at("00:00:00", BEFORE),
            window_end=at("00:00:00") + timedelta(days=1),
        ),
    )
    assert settle(clean_day).result.reason == "not covered: daily_snapshot (quarantined: free is missing)"
    coverage(clean_day, "daily_snapshot")
    assert settle(clean_day).result.verdict is Verdict.PROVED


def test_a_day_whose_opening_snapshot_was_not_asked_for_is_unproved(engine: Engine) -> None:
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {})
    covered_day(engine, ["deposit_history"])
    plan(engine, "daily_snapshot")
    coverage(engine, "daily_snapshot", window_start=at("00:00:00"))
    assert settle(engine).result.verdict is Verdict.UNPROVED


def unreadable_pair(engine: Engine, coverage_id: int) -> None:
    insert(
        engine,
        "binance_quarantine",
        dict(
            email="",
            endpoint="exchange_info",
            coverage_id=coverage_id,
            raw_table="binance_raw_exchange_info",
            fid=1,
            ordinal=1,
            reason="symbol is missing or not a name",
            record="{}",
            window_start=at("00:00:00"),
            window_end=at("00:00:00") + timedelta(days=1),
        ),
    )


def newest_reading(engine: Engine) -> int:
    coverage(engine, "exchange_info", email="")
    return fetch(engine, "SELECT max(id) FROM binance_collection_coverage WHERE endpoint = 'exchange_info'")[0][0]


def test_a_pair_that_could_not_be_read_unproves_every_asset_until_a_reading_without_it(clean_day: Engine) -> None:
    """Nobody asks for the trades of a pair that is not known."""
    unreadable_pair(clean_day, newest_reading(clean_day))
    settle(clean_day)
    assert set(verdicts(clean_day).values()) == {"unproved"}
    newest_reading(clean_day)
    settle(clean_day)
    assert set(verdicts(clean_day).values()) == {"proved"}

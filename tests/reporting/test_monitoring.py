"""The monitoring queries on real rows: the number each gives, and when a person is told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.config.accounts import Account
from binrecon.config.paths import SQL
from binrecon.domain.meanings import Meaning
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import RECONCILED
from binrecon.orchestration.run_ends import TaskEnd, silent_error
from binrecon.reporting import monitoring
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.day_results import open_day
from binrecon.storage.errors_log import record_once
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import DAY, EMAIL, at, coverage, fetch, insert, plan, snapshot

NOW = at("12:00:00", DAY + timedelta(days=2))
TODAY = NOW.date()
MORNING, SECOND = at("00:00:00", TODAY), timedelta(seconds=1)
LISTED = [Account(one, AccountType.MAIN, one, RECONCILED) for one in (EMAIL, "calm@example.com")]
"""The accounts file."""
IP = "binance_api_ip|*|default"


def call(engine: Engine, ago: timedelta, weight: int = 20, **other: Any) -> None:
    insert(
        engine,
        "binance_weight_ledger",
        dict(bucket=IP, email=EMAIL, endpoint="trades", weight=weight, at=NOW - ago, outcome="ok") | other,
    )


def day_row(engine: Engine, day: date, **other: Any) -> None:
    insert(
        engine,
        "binance_reconciliation_days",
        dict(email=EMAIL, date=day, wallet="SPOT", opened_at=at(day=day), decided_at=at(day=day)) | other,
    )


def verdict(engine: Engine, day: date, asset: str, word: str, usd: str | None = None, wallet: str = "SPOT") -> None:
    insert(
        engine,
        "binance_reconciliation_verdicts",
        dict(
            email=EMAIL,
            date=day,
            wallet=wallet,
            asset=asset,
            variance=Decimal(0 if word == "proved" else 1),
            variance_usd=usd and Decimal(usd),
            verdict=word,
            reason="x",
        ),
    )


def metric(engine: Engine, query: str) -> dict[str, Any]:
    metrics, _ = monitoring.run(engine, LISTED, NOW)
    return {name.removeprefix(f"{query}."): value for name, value in metrics.items() if name.startswith(f"{query}.")}


def findings(engine: Engine) -> list[str]:
    return monitoring.run(engine, LISTED, NOW)[1]


def test_an_empty_database_has_nothing_to_tell(engine: Engine) -> None:
    assert monitoring.run(engine, LISTED, NOW) == ({}, [])


def test_the_reader_may_run_every_query(reader_engine: Engine) -> None:
    assert monitoring.run(reader_engine, LISTED, NOW) == ({}, [])


def test_every_file_is_run_and_says_what_it_is_for() -> None:
    files = sorted((SQL / "monitoring").glob("*.sql"))
    assert [path.stem for path in files] == sorted(monitoring.QUERIES)
    assert all(path.read_text().startswith("-- Purpose: ") for path in files)


def test_calls_are_counted_by_minute_and_the_newest_minute_is_the_metric(engine: Engine) -> None:
    for seconds in (0, 1, 70, 3_700):
        call(engine, timedelta(seconds=seconds))
    call(engine, timedelta(seconds=1), outcome="correction")
    call(engine, timedelta(seconds=1), endpoint="klines", email="")
    assert metric(engine, "api_calls_per_minute") == {"trades": 1, "klines": 1}


def test_calls_are_counted_by_account_and_day(engine: Engine) -> None:
    for hours in (1, 2, 13, 24 * 8):
        call(engine, timedelta(hours=hours))
    call(engine, timedelta(hours=1), email="")
    assert metric(engine, "api_calls_per_day") == {"fund_example.com": 2, "public": 1}


def test_the_most_weight_of_any_minute_is_held_against_the_budget(engine: Engine) -> None:
    for seconds, weight in ((0, 1000), (30, 900), (59, 800), (150, 2600)):
        call(engine, timedelta(seconds=seconds), weight)
    assert metric(engine, "weight_used") == {"binance_api_ip_default": Decimal("90.0")}
    assert findings(engine) == []


def test_weight_above_the_budget_needs_a_person(engine: Engine) -> None:
    call(engine, timedelta(seconds=1), 3_001)
    assert findings(engine) == [f"{IP} used 3001 of 3000 allowed in 60 s"]
    assert monitoring.run(engine, LISTED, NOW, Decimal(1))[1] == []


def test_the_seconds_of_an_account_are_from_its_first_question_to_its_last_answer(engine: Engine) -> None:
    for run, first, last in (("old", -5000, -4000), ("new", -100, -90), ("new", -80, -20)):
        coverage(
            engine,
            "deposit_history",
            run_id=run,
            asked_at=NOW + timedelta(seconds=first),
            finished_at=NOW + timedelta(seconds=last),
        )
    assert metric(engine, "seconds_per_account") == {"fund_example.com": 80}


def test_open_breaks_are_counted_with_their_oldest_day_however_old(engine: Engine) -> None:
    for day, asset, word in (
        (DAY, "BTC", "open"),
        (DAY, "ETH", "proved"),
        (DAY - timedelta(days=3), "BTC", "open"),
        (DAY - timedelta(days=40), "BTC", "open"),
    ):
        verdict(engine, day, asset, word)
    verdict(engine, DAY, "SOL", "open")
    verdict(engine, DAY, "SOL", "proved")
    day_row(engine, DAY)
    day_row(engine, DAY, email="calm@example.com")
    assert metric(engine, "variances") == {"fund_example.com": 3, "calm_example.com": 0}
    assert findings(engine) == ["f…@example.com: 3 open break(s), the oldest of 2026-09-23"]


def test_variances_and_days_of_each_wallet_are_its_own(engine: Engine) -> None:
    for wallet, words in (("SPOT", ["proved"]), ("FUTURES", ["open", "open"])):
        day_row(engine, DAY, wallet=wallet)
        for number, word in enumerate(words):
            verdict(engine, DAY, f"A{number}", word, wallet=wallet)
    day_row(engine, DAY - timedelta(days=1), wallet="FUTURES", decided_at=None)
    day_row(engine, DAY - timedelta(days=1))
    assert metric(engine, "variances") == {"fund_example.com": 0, "fund_example.com.FUTURES": 2}
    assert metric(engine, "days_not_closed") == {"fund_example.com.FUTURES": 1}
    assert findings(engine) == [
        "f…@example.com: FUTURES: 2 open break(s), the oldest of 2026-11-02",
        "f…@example.com: FUTURES: 1 day(s) opened and never judged, 0 never run, the oldest 2026-11-01",
    ]


def test_a_gap_names_its_wallet(engine: Engine) -> None:
    plan(engine, "um_income", wallet="FUTURES", planned_at=NOW - timedelta(hours=13))
    assert metric(engine, "open_gaps") == {"fund_example.com.FUTURES.um_income": 1}
    assert findings(engine) == [
        "f…@example.com: FUTURES um_income: 1 question(s) without a complete answer, the oldest of 2026-11-02"
    ]


def error(engine: Engine, kind: str, hours: int, **other: Any) -> None:
    insert(
        engine,
        "binance_reconciliation_errors",
        dict(timestamp=NOW - timedelta(hours=hours), email=EMAIL, error_type=kind, error_message="m") | other,
    )


def test_errors_are_counted_by_type_and_those_that_need_a_person_are_told(engine: Engine) -> None:
    error(engine, "RATE_LIMIT", 1)
    error(engine, "RATE_LIMIT", 25)
    error(engine, "API_KEY_INVALID", 1, needs_manual_review=True)
    error(engine, "API_KEY_INVALID", 2, needs_manual_review=True, resolved_at=NOW)
    assert metric(engine, "error_rates") == {"RATE_LIMIT": 1, "API_KEY_INVALID": 2}
    assert findings(engine) == ["f…@example.com: 1 error(s) API_KEY_INVALID need a person"]


def test_an_error_names_its_pair_or_its_endpoint(engine: Engine) -> None:
    unknown = dict(needs_manual_review=True, raw_error=json.dumps({"endpoint": "trades"}))
    error(engine, "INVALID_SYMBOL", 2, symbol="ADABTC", **unknown)
    error(engine, "INVALID_SYMBOL", 1, symbol="ADABTC", **unknown)
    error(engine, "INVALID_SYMBOL", 1, symbol="XYZBTC", **unknown)
    error(engine, "UNKNOWN", 1, needs_manual_review=True, raw_error=json.dumps({"class": "ConfigurationError"}))
    assert metric(engine, "error_rates") == {"INVALID_SYMBOL": 3, "UNKNOWN": 1}
    assert findings(engine) == [
        "f…@example.com: 2 error(s) INVALID_SYMBOL of ADABTC need a person",
        "f…@example.com: 1 error(s) INVALID_SYMBOL of XYZBTC need a person",
        "f…@example.com: 1 error(s) UNKNOWN (ConfigurationError) need a person",
    ]


def test_an_error_after_which_the_list_was_read_needs_nobody(engine: Engine) -> None:
    error(
        engine,
        "INVALID_SYMBOL",
        2,
        symbol="ADABTC",
        needs_manual_review=True,
        raw_error=json.dumps({"endpoint": "trades"}),
    )
    coverage(engine, "trades", "BNBBTC", asked_at=NOW)
    assert len(findings(engine)) == 1
    coverage(engine, "trades", "ADABTC", asked_at=NOW)
    assert findings(engine) == []


def test_another_key_of_the_same_list_mends_nothing(engine: Engine) -> None:
    error(engine, "NETWORK_ERROR", 2, needs_manual_review=True, raw_error=json.dumps({"endpoint": "wallet_transfer"}))
    coverage(engine, "wallet_transfer", "MAIN_FUNDING", asked_at=NOW)
    assert findings(engine) == ["f…@example.com: 1 error(s) NETWORK_ERROR at wallet_transfer need a person"]


def test_a_required_question_left_open_for_half_a_day_is_told(engine: Engine) -> None:
    long_ago, lately = NOW - timedelta(hours=13), NOW - timedelta(hours=1)
    plan(engine, "trades", "BTCUSDT", planned_at=long_ago)
    plan(engine, "trades", "ETHUSDT", planned_at=long_ago, date=DAY - timedelta(days=1))
    plan(engine, "trades", "SWEPT", planned_at=long_ago, required=False)
    plan(engine, "deposit_history", planned_at=lately)
    plan(engine, "convert_history", planned_at=long_ago)
    coverage(engine, "convert_history")
    assert metric(engine, "open_gaps") == {"fund_example.com.trades": 2}
    assert findings(engine) == [
        "f…@example.com: trades: 2 question(s) without a complete answer, the oldest of 2026-11-01"
    ]


def collected_since(engine: Engine, endpoint: str, key: str, age: int) -> None:
    """One complete reading from `age` days ago to now, and the question planned lately."""
    plan(engine, endpoint, key, planned_at=NOW)
    coverage(engine, endpoint, key, window_start=at("00:00:00", NOW.date() - timedelta(days=age)), window_end=NOW)


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (30, None),
        (20, "9 day(s) not collected, the oldest, 2026-10-06, out of reach from 2026-11-06 00:00 UTC on"),
        (28, "1 day(s) not collected, the oldest, 2026-10-06, out of reach from 2026-11-06 00:00 UTC on"),
    ],
)
def test_snapshots_about_to_vanish_are_told(engine: Engine, age: int, told: str | None) -> None:
    """The exchange keeps 30 days; the account is reconciled since 6 October, 29 days ago."""
    first = date(2026, 10, 6)
    day_row(engine, first)
    for days in range(NOW.day + 31):
        snapshot(engine, first + timedelta(days=days), {})
    collected_since(engine, "daily_snapshot", "SPOT", age)
    assert [text for text in findings(engine) if "reach" in text] == (
        [f"f…@example.com: daily_snapshot SPOT: {told}"] if told else []
    )


def test_a_snapshot_that_an_answer_did_not_hold_is_missing_all_the_same(engine: Engine) -> None:
    day_row(engine, date(2026, 10, 10))
    collected_since(engine, "daily_snapshot", "SPOT", 29)
    assert metric(engine, "retention_expiring") == {"fund_example.com.daily_snapshot.SPOT": 5}


@pytest.mark.parametrize(
    ("reconciled", "read", "left"), [(150, 150, None), (150, 149, 29), (149, 0, None), (170, 1, 9)]
)
def test_transfers_are_urgent_after_five_of_six_months(
    engine: Engine, reconciled: int, read: int, left: int | None
) -> None:
    """The account is reconciled since so many days, and the last so many of them were read."""
    day_row(engine, NOW.date() - timedelta(days=reconciled))
    collected_since(engine, "wallet_transfer", "MAIN_MARGIN", read)
    expected = {} if left is None else {"fund_example.com.wallet_transfer.MAIN_MARGIN": left}
    assert metric(engine, "retention_expiring") == expected


def all_but(engine: Engine, endpoint: str, key: str, age: int) -> None:
    """All that the account's days need of the list is held but the day of this age, in days before TODAY."""
    missing = TODAY - timedelta(days=age)
    day_row(engine, TODAY - timedelta(days=300))
    plan(engine, endpoint, key, planned_at=NOW)
    for number in range(300 if endpoint == "daily_snapshot" else 0):
        if number != age:
            snapshot(engine, TODAY - timedelta(days=number), {})
    for first, end in (
        (TODAY - timedelta(days=300), missing),
        (missing + timedelta(days=1), TODAY + timedelta(days=2)),
    ):
        window = {"window_start": at("00:00:00", first), "window_end": at("00:00:00", end)}
        coverage(engine, endpoint, key, **window)


@pytest.mark.parametrize(
    ("endpoint", "key", "age", "last"),
    [
        ("wallet_transfer", "MAIN_MARGIN", 181, None),
        ("wallet_transfer", "MAIN_MARGIN", 180, None),
        ("wallet_transfer", "MAIN_MARGIN", 179, 0),
        ("wallet_transfer", "MAIN_MARGIN", 178, 1),
        ("um_income", "", 89, None),
        ("um_income", "", 88, 0),
        ("um_income", "", 87, 1),
        ("daily_snapshot", "SPOT", 31, None),
        ("daily_snapshot", "SPOT", 30, 0),
        ("daily_snapshot", "SPOT", 29, 1),
    ],
)
@pytest.mark.parametrize("moment", [MORNING + SECOND, NOW, MORNING + timedelta(days=1) - SECOND])
def test_a_missing_day_is_told_until_the_midnight_at_which_it_goes(
    engine: Engine, endpoint: str, key: str, age: int, last: int | None, moment: datetime
) -> None:
    """Of a list the day in which its reach ends is gone in part; a snapshot stands at the end of its day."""
    all_but(engine, endpoint, key, age)
    metrics, found = monitoring.run(engine, LISTED, moment)
    told = {name: value for name, value in metrics.items() if name.startswith("retention_expiring.")}
    texts = [text for text in found if "out of reach" in text]
    if last is None:
        assert (told, texts) == ({}, [])
        return
    assert list(told.values()) == [last]
    gone = TODAY + timedelta(days=last + 1)
    day = TODAY - timedelta(days=age)
    assert texts == [
        f"f…@example.com: {endpoint} {key}: 1 day(s) not collected, the oldest, {day}, "
        f"out of reach from {gone} 00:00 UTC on"
    ]
    after = monitoring.run(engine, LISTED, at("00:00:00", gone) + SECOND)[1]
    assert [text for text in after if "out of reach" in text] == []


def test_a_contract_is_wanted_on_the_days_that_named_it_alone(engine: Engine) -> None:
    """Nothing was asked of it on the days between: it is not missed for ever."""
    first = TODAY - timedelta(days=300)
    day_row(engine, first)
    for age in (80, 78):
        day = TODAY - timedelta(days=age)
        plan(engine, "um_trades", "BTCUSDT", date=day, wallet="FUTURES", required=False, planned_at=NOW)
    held = at("00:00:00", TODAY - timedelta(days=80))
    coverage(engine, "um_trades", "BTCUSDT", window_start=held, window_end=held + timedelta(days=1))
    assert metric(engine, "retention_expiring") == {"fund_example.com.um_trades.BTCUSDT": 10}
    assert "1 day(s) not collected" in findings(engine)[0]


def test_days_that_the_exchange_refused_as_too_old_are_urgent_no_more(engine: Engine) -> None:
    """It keeps less than its documents say: nobody can collect them."""
    day_row(engine, NOW.date() - timedelta(days=170))
    collected_since(engine, "wallet_transfer", "MAIN_MARGIN", 1)
    assert len(metric(engine, "retention_expiring")) == 1
    end = at("00:00:00", NOW.date() - timedelta(days=149))
    lost = {"window_start": end - timedelta(days=1), "window_end": end, "meaning": str(Meaning.TOO_OLD)}
    coverage(engine, "wallet_transfer", "MAIN_MARGIN", "failed", **lost)
    assert metric(engine, "retention_expiring") == {}


def test_a_day_that_was_opened_and_never_judged_is_told_after_four_hours(engine: Engine) -> None:
    open_day(engine, spot(EMAIL, DAY))
    assert monitoring.run(engine, LISTED, datetime.now(UTC) + timedelta(hours=3))[1] == []
    assert monitoring.run(engine, LISTED, datetime.now(UTC) + timedelta(hours=13))[1] == [
        "f…@example.com: 1 day(s) opened and never judged, 0 never run, the oldest 2026-11-02"
    ]


def test_a_day_that_is_judged_is_opened_no_longer_and_opening_it_again_changes_nothing(engine: Engine) -> None:
    open_day(engine, spot(EMAIL, DAY))
    reconcile_day(engine, spot(EMAIL, DAY), (), "")
    before = fetch(engine, "SELECT * FROM binance_reconciliation_days")
    open_day(engine, spot(EMAIL, DAY))
    assert fetch(engine, "SELECT * FROM binance_reconciliation_days WHERE decided_at IS NOT NULL") == before
    assert len(before) == 1


@pytest.mark.parametrize(("hours", "days"), [(13, 0), (14, 1), (38, 2)])
def test_days_that_were_never_run_are_told_half_a_day_after_they_were_due(
    engine: Engine, hours: int, days: int
) -> None:
    """The day after the judged one is due three days after that one, at 02:00."""
    day_row(engine, DAY)
    now = at("00:00:00", DAY + timedelta(days=3)) + timedelta(hours=hours)
    expected = [f"f…@example.com: 0 day(s) opened and never judged, {days} never run, the oldest 2026-11-03"]
    assert [text for text in monitoring.run(engine, LISTED, now)[1] if "never run" in text] == expected[:days]


def test_an_account_that_was_given_up_is_not_missed(engine: Engine) -> None:
    day_row(engine, DAY)
    metrics, _ = monitoring.run(engine, LISTED, at(day=DAY + timedelta(days=31)))
    assert [name for name in metrics if name.startswith("days_not_closed")] == []


TAKEN_OUT = (
    "not in the accounts file any more, judged up to 2026-11-02: nothing more is told of its days, breaks and lists"
)


def everything_wrong(engine: Engine) -> None:
    """A day of the account with an open break, a gap, a list that was not read, errors and a dead task; the next day
    was opened and never judged."""
    for wallet in ("SPOT", "FUTURES"):
        verdict(engine, DAY, "BTC", "open", wallet=wallet)
        day_row(engine, DAY, wallet=wallet, decided_at=NOW)
        day_row(engine, DAY + timedelta(days=1), wallet=wallet, decided_at=None)
    long_ago = NOW - timedelta(hours=13)
    plan(engine, "wallet_transfer", "MAIN_MARGIN", planned_at=long_ago)
    plan(engine, "um_income", wallet="FUTURES", planned_at=long_ago)
    coverage(engine, "deposit_history", asked_at=NOW - timedelta(hours=1))
    error(engine, "API_KEY_INVALID", 1, needs_manual_review=True)
    error(engine, "UNKNOWN", 1, raw_error=json.dumps({"class": "SilentEndError"}))
    call(engine, timedelta(minutes=1))


def queries_that_tell(engine: Engine, accounts: list[Account], now: datetime) -> set[str]:
    return {name.partition(".")[0] for name in monitoring.run(engine, accounts, now)[0]}


@pytest.mark.parametrize("days", [60, 155, 400])
def test_of_an_account_that_was_taken_out_of_the_file_nothing_is_told_for_ever(engine: Engine, days: int) -> None:
    everything_wrong(engine)
    later = NOW + timedelta(days=days)
    lasting = {"variances", "days_not_closed"} | ({"retention_expiring"} if days > 75 else set())
    assert queries_that_tell(engine, LISTED, later) == lasting
    assert monitoring.run(engine, [], later) == ({}, [])
    assert len(fetch(engine, "SELECT FROM binance_reconciliation_verdicts WHERE verdict = 'open'")) == 2


def test_that_an_account_was_taken_out_is_told_for_a_week_and_nothing_of_its_days(engine: Engine) -> None:
    everything_wrong(engine)
    told = monitoring.run(engine, LISTED[1:], NOW)[1]
    assert told == [
        "f…@example.com: 1 error(s) API_KEY_INVALID need a person",
        f"f…@example.com: is {TAKEN_OUT}",
        "f…@example.com: m",
    ]
    assert len(findings(engine)) > len(told)
    week = timedelta(days=7)
    assert monitoring.run(engine, LISTED[1:], NOW + week - SECOND)[0]["taken_out.fund_example.com"] == 6
    assert [text for text in monitoring.run(engine, LISTED[1:], NOW + week)[1] if "accounts file" in text] == []


def test_a_wallet_that_was_taken_out_is_told_of_no_more_and_the_others_are(engine: Engine) -> None:
    everything_wrong(engine)
    listed = [Account(EMAIL, AccountType.MAIN, EMAIL, (Wallet.SPOT, Wallet.MARGIN))]
    found = monitoring.run(engine, listed, NOW)[1]
    assert [text for text in found if "FUTURES" in text] == [f"f…@example.com: FUTURES is {TAKEN_OUT}"]
    assert "f…@example.com: 1 open break(s), the oldest of 2026-11-02" in found
    later = NOW + timedelta(days=155)
    assert [text for text in monitoring.run(engine, listed, later)[1] if "um_income" in text or "FUTURES" in text] == []


def test_a_message_that_did_not_arrive_is_told(engine: Engine) -> None:
    for kind, status in (("error:A:B", "failed"), ("error:C:", "failed"), ("summary", "posted")):
        insert(
            engine,
            "binance_notifications",
            dict(email=EMAIL, date=DAY, kind=kind, fingerprint=kind, status=status, posted_at=NOW),
        )
    assert metric(engine, "posts_failed") == {"error": 2}
    assert findings(engine) == ["2 message(s) of kind error did not reach Discord"]


def test_the_urgent_ages_are_20_of_30_days_and_5_of_6_months() -> None:
    names = ("daily_snapshot", "wallet_transfer", "um_trades", "trades")
    assert monitoring.retention([CATALOGUE[name] for name in names], NOW) == {
        "endpoints": ["daily_snapshot", "wallet_transfer", "um_trades"],
        "oldest_days": [TODAY - timedelta(days=30), TODAY - timedelta(days=179), TODAY - timedelta(days=88)],
        "warn_days": [20, 150, 74],
        "followed": [False, False, True],
    }


@pytest.mark.parametrize(
    ("subject", "name"),
    [("a@b.c", "q.a_b.c"), ("x|*|y", "q.x_y"), ("名前", "q.other"), ("a:1|c", "q.a_1_c"), ("", "q.other")],
)
def test_a_metric_name_holds_only_what_statsd_takes(subject: str, name: str) -> None:
    assert monitoring.metric_name("q", subject) == name


def test_tasks_that_died_in_silence_are_told_once_and_not_as_mere_errors(engine: Engine) -> None:
    for name in ("verdict", "notify"):
        error = silent_error(TaskEnd(name, "failed", silent=True), "binrecon_a", "run 1")
        assert record_once(engine, EMAIL, error, "run 1")
        assert not record_once(engine, EMAIL, error, "run 1")
    [finding] = monitoring.run(engine, LISTED, datetime.now(UTC) + timedelta(minutes=1))[1]
    assert "verdict of binrecon_a, run run 1, ended without a word on its last try" in finding
    assert finding.endswith("1 more like it")

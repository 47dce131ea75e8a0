"""A judged day is held again when a later run has read its rows anew; an unproved one is left to its own run."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_again, judge_others
from binrecon.storage.judged_days import REACH, days_to_judge_again, judged_around
from binrecon.storage.resolutions import Proposal, propose, withdraw
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.readings import reading
from tests.storage.rows import (
    BEFORE,
    DAY,
    EMAIL,
    at,
    coverage,
    covered_day,
    fetch,
    insert,
    pairs,
    plan,
    snapshot,
    transfer,
)

LATER = DAY + timedelta(days=3)
DAYS = "SELECT verdict FROM binance_reconciliation_days WHERE date = :day"
HISTORY = "SELECT verdict, variance, run_id FROM binance_reconciliation_verdicts ORDER BY id"
CURRENT = "SELECT asset, verdict FROM v_binance_verdicts_current ORDER BY asset"
ALL = "SELECT * FROM binance_reconciliation_{} ORDER BY 1, 2"


@pytest.fixture
def withdrawn(engine: Engine) -> Engine:
    """A covered day on which one BTC was withdrawn and left the snapshot."""
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "0"})
    transfer(engine, "BTC", "-1", source="withdraw", endpoint="withdraw_history")
    covered_day(engine)
    return engine


def fail_the_withdrawal(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET standing = 'failed', status = '5'")


def judge(engine: Engine, *doubts: str) -> None:
    reconcile_day(engine, spot(EMAIL, DAY), doubts, "own")


def test_all_judged_days_but_the_own_are_judged_again_oldest_first() -> None:
    judged = {DAY + timedelta(days=n): verdict for n, verdict in enumerate(Verdict, start=-1)}
    assert days_to_judge_again(dict(reversed(judged.items())), DAY) == [day for day in judged if day != DAY]


def test_a_proved_day_is_open_once_a_later_run_has_read_that_its_withdrawal_failed(withdrawn: Engine) -> None:
    judge(withdrawn)
    fail_the_withdrawal(withdrawn)
    assert judge_others(withdrawn, spot(EMAIL, LATER), "later") == [
        {"account": EMAIL, "day": "2026-11-02", "from": "proved", "to": "open"}
    ]
    assert fetch(withdrawn, DAYS, day=DAY) == [("open",)]
    assert fetch(withdrawn, HISTORY) == [("proved", 0, "own"), ("open", -1, "later")]


def test_a_later_day_is_judged_again_by_the_run_of_an_earlier_one(withdrawn: Engine) -> None:
    judge(withdrawn)
    fail_the_withdrawal(withdrawn)
    assert [changed["to"] for changed in judge_others(withdrawn, spot(EMAIL, BEFORE), "earlier")] == ["open"]


def test_a_day_that_a_record_of_a_later_reading_made_unproved_heals_once_it_is_read_whole(withdrawn: Engine) -> None:
    judge(withdrawn)
    (number,) = fetch(withdrawn, "SELECT max(id) FROM binance_collection_coverage")[0]
    insert(
        withdrawn,
        "binance_quarantine",
        dict(
            email=EMAIL,
            endpoint="deposit_history",
            coverage_id=number,
            raw_table="binance_raw_deposit_history",
            fid=1,
            ordinal=1,
            reason="amount is missing",
            record="{}",
            window_start=at("00:00:00"),
            window_end=at("00:00:00") + timedelta(days=1),
        ),
    )
    assert [changed["to"] for changed in judge_others(withdrawn, spot(EMAIL, LATER), "later")] == ["unproved"]
    coverage(withdrawn, "deposit_history", id=number + 1)
    assert [changed["to"] for changed in judge_others(withdrawn, spot(EMAIL, LATER), "last")] == ["proved"]


def test_the_doubts_of_a_day_s_own_run_are_held_against_it_later_too(withdrawn: Engine) -> None:
    doubt = "the checks of the day did not finish"
    judge(withdrawn, doubt)
    judge_again(withdrawn, spot(EMAIL, DAY), "later")
    assert fetch(withdrawn, "SELECT verdict, doubts FROM binance_reconciliation_days") == [("unproved", [doubt])]
    judge(withdrawn)
    assert fetch(withdrawn, "SELECT verdict, doubts FROM binance_reconciliation_days") == [("proved", [])]


def test_a_day_whose_doubts_nobody_kept_is_left_to_its_own_run(withdrawn: Engine) -> None:
    judge(withdrawn, "the checks of the day did not finish")
    with withdrawn.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_days SET doubts = NULL")
    assert judge_again(withdrawn, spot(EMAIL, DAY), "") is None


def test_an_unproved_day_is_left_alone(withdrawn: Engine) -> None:
    judge(withdrawn, "the checks of the day did not finish")
    assert judge_others(withdrawn, spot(EMAIL, LATER), "later") == []
    assert fetch(withdrawn, DAYS, day=DAY) == [("unproved",)]


@pytest.fixture
def half_read(withdrawn: Engine) -> Engine:
    """The same day with ADA, which a pair that nobody answered for leaves unproved."""
    for day in (BEFORE, DAY):
        insert(
            withdrawn,
            "binance_reconciliation_balances",
            dict(
                source="daily_snapshot",
                external_id="x",
                date=day,
                email=EMAIL,
                wallet="SPOT",
                asset="ADA",
                raw_balance=2,
            ),
        )
    pairs(withdrawn, ("ADA", "XRP"))
    plan(withdrawn, "trades", "ADAXRP")
    judge(withdrawn)
    assert fetch(withdrawn, CURRENT) == [("ADA", "unproved"), ("BTC", "proved")]
    return withdrawn


def test_an_asset_of_a_day_that_is_unproved_in_another_one_is_judged_again(half_read: Engine) -> None:
    fail_the_withdrawal(half_read)
    assert judge_others(half_read, spot(EMAIL, LATER), "later") == [
        {"account": EMAIL, "day": "2026-11-02", "from": "unproved", "to": "unproved"}
    ]
    assert fetch(half_read, CURRENT) == [("ADA", "unproved"), ("BTC", "open")]


def test_a_resolution_that_is_withdrawn_stops_counting_beside_an_unproved_asset(half_read: Engine) -> None:
    with half_read.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET amount = -1.25")
    judge_others(half_read, spot(EMAIL, LATER), "later")
    assert fetch(half_read, CURRENT)[1] == ("BTC", "open")
    now = at(day=LATER)
    claim = Proposal(spot(EMAIL, DAY), "BTC", "manual_correction", Decimal("0.25"), "told by support", None)
    with half_read.begin() as connection:
        number = propose(connection, claim, "ann", False, now)
    judge_others(half_read, spot(EMAIL, LATER), "resolved")
    assert fetch(half_read, CURRENT)[1] == ("BTC", "explained")
    with half_read.begin() as connection:
        withdraw(connection, number, "bob", "it was wrong", now)
    judge_others(half_read, spot(EMAIL, LATER), "withdrawn")
    assert fetch(half_read, CURRENT)[1] == ("BTC", "open")


def test_an_unchanged_day_writes_no_row(withdrawn: Engine) -> None:
    judge(withdrawn)
    before = [fetch(withdrawn, ALL.format(table)) for table in ("days", "verdicts", "balances")]
    assert judge_others(withdrawn, spot(EMAIL, LATER), "later") == []
    assert [fetch(withdrawn, ALL.format(table)) for table in ("days", "verdicts", "balances")] == before


def test_a_day_is_not_judged_again_while_a_page_of_the_account_is_unread(withdrawn: Engine) -> None:
    judge(withdrawn)
    fail_the_withdrawal(withdrawn)
    insert(
        withdrawn,
        "binance_pages_pending",
        dict(raw_table="binance_raw_convert_history", page_id=5, email=EMAIL, endpoint="convert_history"),
    )
    assert judge_others(withdrawn, spot(EMAIL, LATER), "later") == []
    assert fetch(withdrawn, DAYS, day=DAY) == [("proved",)]


def test_a_pair_of_the_newest_list_that_cannot_be_read_leaves_earlier_days_as_they_are(withdrawn: Engine) -> None:
    judge(withdrawn)
    insert(
        withdrawn,
        "binance_collection_coverage",
        dict(
            id=900,
            email="",
            endpoint="exchange_info",
            window_start=at(),
            window_end=at() + timedelta(days=1),
            status="complete",
            asked_at=at(day=LATER),
            finished_at=at(day=LATER),
        ),
    )
    insert(
        withdrawn,
        "binance_quarantine",
        dict(
            email="",
            endpoint="exchange_info",
            coverage_id=900,
            raw_table="binance_raw_exchange_info",
            fid=1,
            ordinal=1,
            reason="no symbol",
            record="{}",
            window_start=at(),
            window_end=at() + timedelta(days=1),
        ),
    )
    assert judge_others(withdrawn, spot(EMAIL, LATER), "later") == []


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (DAY + REACH, True),
        (DAY - REACH, True),
        (DAY + REACH + timedelta(days=1), False),
        (DAY - REACH - timedelta(days=1), False),
    ],
)
def test_days_within_reach_are_found(withdrawn: Engine, day: date, found: bool) -> None:
    judge(withdrawn)
    assert judged_around(withdrawn, spot(EMAIL, day), "run") == ({DAY: Verdict.PROVED} if found else {})
    assert judged_around(withdrawn, spot("other@example.com", day), "run") == {}


@pytest.mark.parametrize("run_id", ["own", "another"])
@pytest.mark.parametrize(("endpoint", "reaches"), [("wallet_transfer", True), ("trades", False), ("um_income", False)])
def test_a_run_that_has_read_a_list_of_the_wallet_back_reaches_as_far(
    withdrawn: Engine, run_id: str, endpoint: str, reaches: bool
) -> None:
    """Pairs without a fill are read from 2017 on by every run: they do not expire."""
    judge(withdrawn)
    reading(withdrawn, endpoint, [], window=(at("00:00:00", BEFORE), at("00:00:00", LATER)), run_id="own")
    late = spot(EMAIL, DAY + 3 * REACH)
    found = judged_around(withdrawn, late, run_id)
    assert found == ({DAY: Verdict.PROVED} if reaches and run_id == "own" else {})

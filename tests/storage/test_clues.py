"""From stored rows to explained verdicts: which clues are read, and what is kept of the findings."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from binrecon.orchestration.judging import judge_others, settle
from binrecon.records import Verdict
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, fetch, insert, plan, coverage, snapshot, transfer

NEXT = DAY + timedelta(days=1)
FINDINGS = "SELECT findings FROM binance_reconciliation_verdicts WHERE date = :day ORDER BY id"
MS = {"23:59": 1793663940000, "00:01": 1793664060000}
"""Before and after the end of the day, in ms."""


def explain(engine: Engine, day: Any = DAY, run_id: str = "run") -> Verdict:
    return settle(engine, EMAIL, day, [], run_id).result.verdict


def cover(engine: Engine, day: Any) -> None:
    plan(engine, "daily_snapshot", date=day)
    coverage(engine, "daily_snapshot", window_start=at("00:00:00", day - timedelta(days=1)),
             window_end=at("00:00:00", day + timedelta(days=1)))


@pytest.fixture
def over_midnight(engine: Engine) -> Engine:
    """
    BTC   opening  closing  next closing  deposit of 2: insertTime 23:59, completeTime 00:01
          1        3        3
    """
    for day, balance in ((BEFORE, "1"), (DAY, "3"), (NEXT, "3")):
        snapshot(engine, day, {"BTC": balance})
    raw = {"id": "d1", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}
    page(engine, "binance_raw_deposit_history", "deposit", raw, {"id": "other"})
    transfer(engine, "BTC", "2", external_id="d1", fid=70, datetime=at("00:01:00", NEXT))
    covered_day(engine, ["daily_snapshot"])
    cover(engine, NEXT)
    return engine


def page(engine: Engine, table: str, kind: str, *records: dict[str, Any]) -> None:
    """A raw page, number 70, that holds these records."""
    insert(engine, table, {
        "id": 70, "email": EMAIL, "endpoint": f"{kind}_history", "coverage_id": 1, "window_start": at(), "window_end": at(),
        "request": "{}", "http_status": 200, "weight_headers": "{}", "received_at": at(), "body": "", "body_sha256": "",
        f"{kind}_data": json.dumps(records)})


def test_a_deposit_credited_before_it_completed_explains_both_days(over_midnight: Engine) -> None:
    assert [explain(over_midnight), explain(over_midnight, NEXT)] == [Verdict.EXPLAINED] * 2
    told = [row[0]["explained"] for day in (DAY, NEXT) for row in fetch(over_midnight, FINDINGS, day=day)]
    assert [[(f["kind"], f["amount"], f["records"]) for f in findings] for findings in told] == [
        [("across_the_cut", "2", ["deposit d1 in"])], [("across_the_cut", "-2", ["deposit d1 in"])]]


def test_a_withdrawal_debited_when_it_completed_explains_its_day(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"BTC": "3"})
    snapshot(engine, DAY, {"BTC": "3"})
    page(engine, "binance_raw_withdraw_history", "withdraw", {"id": "w1", "completeTime": "2026-11-03 00:01:00"})
    for amount, kind in (("-1.9", "transfer_out"), ("-0.1", "txn_fee")):
        transfer(engine, "BTC", amount, kind, external_id="w1", source="withdraw", fid=70)
    covered_day(engine, ["daily_snapshot"])
    assert explain(engine) is Verdict.EXPLAINED


def test_an_uncovered_day_stays_unproved_whatever_would_explain_it(over_midnight: Engine) -> None:
    plan(over_midnight, "convert_history")
    assert explain(over_midnight) is Verdict.UNPROVED
    assert fetch(over_midnight, FINDINGS, day=DAY) == [({},)]


def test_a_rerun_adds_nothing_and_other_findings_add_a_row(over_midnight: Engine) -> None:
    explain(over_midnight)
    explain(over_midnight)
    assert len(fetch(over_midnight, FINDINGS, day=DAY)) == 1
    transfer(over_midnight, "BTC", "2", external_id="d2", fid=70, datetime=at("00:01:00", NEXT))
    page_of_another(over_midnight)
    assert explain(over_midnight) is Verdict.OPEN
    alternatives = fetch(over_midnight, FINDINGS, day=DAY)[-1][0]["alternatives"]
    assert [[f["records"] for f in one] for one in alternatives] == [[["deposit d1 in"]], [["deposit d2 in"]]]


def page_of_another(engine: Engine) -> None:
    """A second page with an equal deposit, and the row that stands for it made to name that page."""
    raw = [{"id": "d2", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}]
    insert(engine, "binance_raw_deposit_history", {
        "id": 71, "email": EMAIL, "endpoint": "deposit_history", "coverage_id": 1, "window_start": at(), "window_end": at(),
        "request": "{}", "http_status": 200, "weight_headers": "{}", "received_at": at(), "body": "", "body_sha256": "",
        "deposit_data": json.dumps(raw)})
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET fid = 71 WHERE external_id = 'd2'")


def test_a_failed_withdrawal_given_back_two_days_later_explains_its_first_and_its_last_day(engine: Engine) -> None:
    days = [DAY + timedelta(days=n) for n in range(-1, 3)]
    for day, balance in zip(days, ("3", "1", "1", "3"), strict=True):
        snapshot(engine, day, {"BTC": balance})
        cover(engine, day)
    transfer(engine, "BTC", "-2", external_id="w1", source="withdraw", effective=False, status="5")
    assert [explain(engine, day) for day in days[1:]] == [Verdict.EXPLAINED, Verdict.PROVED, Verdict.EXPLAINED]


def test_days_judged_again_are_investigated_too(over_midnight: Engine) -> None:
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET datetime = '2026-11-02 23:59Z'")
    assert explain(over_midnight) is Verdict.PROVED
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET datetime = '2026-11-03 00:01Z'")
    assert [changed["to"] for changed in judge_others(over_midnight, EMAIL, NEXT, "later")] == ["explained"]


def test_amounts_of_findings_are_exact_texts(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"SHIB": "123456789012345678.123456789012345678"})
    snapshot(engine, DAY, {"SHIB": "0"})
    transfer(engine, "SHIB", "-123456789012345678.123456789012345678", external_id="w1", source="withdraw",
             effective=False, status="3")
    covered_day(engine, ["daily_snapshot"])
    assert explain(engine) is Verdict.EXPLAINED
    [[found]] = fetch(engine, FINDINGS, day=DAY)
    assert Decimal(found["explained"][0]["amount"]) == Decimal("-123456789012345678.123456789012345678")

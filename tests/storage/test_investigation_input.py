"""From stored rows to explained verdicts: when an account-day is investigated, and what is kept of the findings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.services.rejudging import judge_others
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.record_sets.cases import (
    FINDINGS,
    MS,
    NEXT,
    explain,
    page,
)
from tests.storage.rows import (
    BEFORE,
    DAY,
    EMAIL,
    at,
    covered_day,
    fetch,
    known_day,
    plan,
    snapshot,
    transfer,
)


def test_an_uncovered_day_stays_unproved_whatever_would_explain_it(over_midnight: Engine) -> None:
    plan(over_midnight, "convert_history")
    assert explain(over_midnight) is Verdict.UNPROVED
    [(told,)] = fetch(over_midnight, FINDINGS, day=DAY)
    assert told["explained"] == told["alternatives"] == []
    assert told["next_steps"] == [
        "clear `collect.convert_history` with downstream: the question had no complete answer"
    ]


def test_a_rerun_adds_nothing_and_other_findings_add_a_row(over_midnight: Engine) -> None:
    explain(over_midnight, NEXT)
    explain(over_midnight)
    explain(over_midnight)
    assert len(fetch(over_midnight, FINDINGS, day=DAY)) == 1
    transfer(over_midnight, "BTC", "2.1234", external_id="d2", fid=71, datetime=at("00:01:00", NEXT))
    page(over_midnight, "deposit", {"id": "d2", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}, number=71)
    assert explain(over_midnight) is Verdict.OPEN
    alternatives = fetch(over_midnight, FINDINGS, day=DAY)[-1][0]["alternatives"]
    assert [[f["records"] for f in one] for one in alternatives] == [[["deposit d1 in"]], [["deposit d2 in"]]]


def test_days_judged_again_are_investigated_too(over_midnight: Engine) -> None:
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET datetime = '2026-11-02 23:59Z'")
    assert [explain(over_midnight), explain(over_midnight, NEXT)] == [Verdict.PROVED] * 2
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET datetime = '2026-11-03 00:01Z'")
    assert [changed["to"] for changed in judge_others(over_midnight, spot(EMAIL, NEXT), "later")] == ["explained"]


def test_amounts_of_findings_are_exact_texts(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"SHIB": "123456789012345678.123456789012345678"})
    snapshot(engine, DAY, {"SHIB": "0"})
    snapshot(engine, NEXT, {"SHIB": "123456789012345678.123456789012345678"})
    known_day(engine, NEXT)
    transfer(
        engine,
        "SHIB",
        "-123456789012345678.123456789012345678",
        external_id="w1",
        source="withdraw",
        standing="failed",
        status="3",
    )
    covered_day(engine, ["daily_snapshot"])
    assert explain(engine) is Verdict.EXPLAINED
    [[found]] = fetch(engine, FINDINGS, day=DAY)
    assert Decimal(found["explained"][0]["amount"]) == Decimal("-123456789012345678.123456789012345678")


@pytest.mark.parametrize("order", [(DAY, NEXT, DAY), (NEXT, DAY, NEXT)])
def test_the_order_in_which_days_are_judged_changes_no_finding(over_midnight: Engine, order: tuple[Any, ...]) -> None:
    for day in order:
        explain(over_midnight, day)
    told = [fetch(over_midnight, FINDINGS, day=day)[-1][0]["explained"] for day in (DAY, NEXT)]
    assert [[(f["kind"], f["amount"]) for f in findings] for findings in told] == [
        [("across_the_cut", "2.1234")],
        [("across_the_cut", "-2.1234")],
    ]

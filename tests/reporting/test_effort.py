"""What a day cost: calls, budgets, seconds of work."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from binrecon.reporting.day_summary import read_summary
from binrecon.reporting.effort import Effort
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import (
    DAY,
    EMAIL,
    at,
    coverage,
    insert,
)


def test_the_effort_is_that_of_the_newest_run_that_asked_for_the_day(engine: Engine) -> None:
    for run, start, records in (("old", 0, 5), ("new", 100, 7), ("new", 130, 8)):
        asked = at() + timedelta(days=2, seconds=start)
        coverage(
            engine,
            "deposit_history",
            run_id=run,
            records=records,
            asked_at=asked,
            finished_at=asked + timedelta(seconds=10),
        )
    for run, email, outcome in (
        ("new", EMAIL, "ok"),
        ("new", EMAIL, "ok"),
        ("new", EMAIL, "correction"),
        ("old", EMAIL, "ok"),
        ("new", "x@example.com", "ok"),
    ):
        insert(
            engine,
            "binance_weight_ledger",
            dict(bucket="b", email=email, weight=20, at=at(), outcome=outcome, run_id=run),
        )
    assert read_summary(engine, spot(EMAIL, DAY)).effort == Effort(calls=2, shares=(), seconds=20, rows=15)


def spend(engine: Engine, bucket: str, weight: int, seconds: int, run: str = "new", email: str = EMAIL) -> None:
    insert(
        engine,
        "binance_weight_ledger",
        dict(bucket=bucket, email=email, weight=weight, at=at() + timedelta(seconds=seconds), outcome="ok", run_id=run),
    )


def test_weight_is_told_as_the_fullest_minute_of_each_budget(engine: Engine) -> None:
    coverage(engine, "deposit_history", run_id="new")
    for bucket, weight, seconds in (
        ("binance_api_ip|*|default", 600, 0),
        ("binance_api_ip|*|default", 300, 30),
        ("binance_api_ip|*|default", 300, 200),
        ("binance_sapi_ip|/a|default", 60, 0),
        ("binance_sapi_ip|/b|default", 120, 0),
        ("binance_sapi_uid|/a|x", 90, 0),
    ):
        spend(engine, bucket, weight, seconds)
    spend(engine, "binance_api_ip|*|default", 3_000, 0, run="old")
    shares = read_summary(engine, spot(EMAIL, DAY), weight_share=Decimal("0.5")).effort.shares
    assert shares == (
        ("binance_api_ip", Decimal("30.0")),
        ("binance_sapi_ip", Decimal("2.0")),
        ("binance_sapi_uid", Decimal("0.1")),
    )


def test_the_hours_before_a_task_was_cleared_are_no_work(engine: Engine) -> None:
    for start, end in ((0, 30), (10, 40), (35_000, 35_005)):
        asked = at() + timedelta(days=2, seconds=start)
        coverage(
            engine, "deposit_history", run_id="new", asked_at=asked, finished_at=at() + timedelta(days=2, seconds=end)
        )
    assert read_summary(engine, spot(EMAIL, DAY)).effort.seconds == 45

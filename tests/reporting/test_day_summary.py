"""What a day's messages are made of, read from stored results."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.reporting.day_summary import Change, OpenValue, changed_days, read_summary
from binrecon.reporting.effort import Effort
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.judged_days import run_elsewhere
from binrecon.storage.notifications import claim, mark_posted
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
    pairs,
    plan,
    snapshot,
    transfer,
)


def test_a_day_that_was_never_judged_says_so(engine: Engine) -> None:
    summary = read_summary(engine, spot(EMAIL, DAY))
    assert (summary.verdict, summary.missing, summary.effort) == (
        "unproved",
        ("not reconciled yet",),
        Effort(0, (), 0, 0),
    )


def test_open_values_come_largest_first_with_those_without_a_price_last(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"A": "1", "B": "1", "C": "1", "D": "1"})
    snapshot(engine, DAY, {"A": "2", "B": "0", "C": "9", "D": "1"})
    covered_day(engine)
    pairs(engine, ("A", "USDT"), ("B", "USDT"))
    close(engine, "AUSDT", "1")
    close(engine, "BUSDT", "5")
    reconcile_day(engine, spot(EMAIL, DAY), (), "")
    summary = read_summary(engine, spot(EMAIL, DAY))
    assert summary.open_values == (
        OpenValue("B", Decimal(-1), Decimal(-5)),
        OpenValue("A", Decimal(1), Decimal(1)),
        OpenValue("C", Decimal(8), None),
    )
    assert (summary.verdict, summary.proved, summary.open, summary.missing) == ("open", 1, 3, ())


def test_what_is_missing_is_named_question_by_question(engine: Engine) -> None:
    covered_day(engine)
    plan(engine, "trades", "ETHBTC")
    coverage(engine, "trades", "ETHBTC", "failed", detail="HTTP 502")
    plan(engine, "convert_history")
    reconcile_day(engine, spot(EMAIL, DAY), (), "")
    assert read_summary(engine, spot(EMAIL, DAY)).missing == (
        "convert_history: never asked",
        "trades ETHBTC: failed: HTTP 502",
    )


@pytest.fixture
def changed(engine: Engine) -> tuple[Change, ...]:
    """The day before fell open by a movement found late, in the run "second" of the day; gives the change."""
    for day in (BEFORE - timedelta(days=1), BEFORE, DAY):
        snapshot(engine, day, {"A": "1"})
    for endpoint in ("daily_snapshot", "deposit_history"):
        plan(engine, endpoint)
        plan(engine, endpoint, date=BEFORE)
        coverage(engine, endpoint, window_start=at() - timedelta(days=9))
    reconcile_day(engine, spot(EMAIL, BEFORE), (), "first")
    reconcile_day(engine, spot(EMAIL, DAY), (), "first")
    transfer(engine, "A", "-1", datetime=at(day=BEFORE))
    reconcile_day(engine, spot(EMAIL, DAY), (), "second")
    reconcile_day(engine, spot(EMAIL, BEFORE), (), "second")
    return (Change(BEFORE, "A", "proved", "open", Decimal(0), Decimal(1), None, Wallet.SPOT),)


def told(engine: Engine, day: date, run_id: str = "", post: bool | None = None) -> tuple[Change, ...]:
    """What the day's summary tells of other days; then its post goes well, or fails, or none is made."""
    summary = read_summary(engine, spot(EMAIL, day), run_id)
    claimed = None if post is None else claim(engine, EMAIL, day, "summary", repr(summary.changes))
    if claimed is not None:
        mark_posted(engine, claimed, bool(post))
    return summary.changes


def test_what_a_run_changed_of_other_days_is_known_of_it_alone(engine: Engine, changed: tuple[Change, ...]) -> None:
    assert changed_days(engine, spot(EMAIL, DAY), "second") == [spot(EMAIL, BEFORE)]
    assert changed_days(engine, spot(EMAIL, DAY), "first") == changed_days(engine, spot(EMAIL, BEFORE), "second") == []


def test_what_whoever_changed_is_told_by_the_next_summary_and_by_no_other(
    engine: Engine, changed: tuple[Change, ...]
) -> None:
    assert told(engine, DAY, "third", post=True) == told(engine, DAY, "cleared", post=True) == changed
    assert told(engine, DAY + timedelta(days=1), "fourth", post=True) == ()
    assert told(engine, DAY, "cleared again") == changed, "it says the same, and is not posted again"
    reconcile_day(engine, spot(EMAIL, BEFORE - timedelta(days=1)), (), "own")
    transfer(engine, "A", "-1", datetime=at(day=BEFORE))
    reconcile_day(engine, spot(EMAIL, BEFORE), (), "monitoring")
    later = (Change(BEFORE, "A", "open", "open", Decimal(1), Decimal(2), None, Wallet.SPOT),)
    assert told(engine, BEFORE) == (), "the day itself is no other day"
    assert told(engine, DAY + timedelta(days=2), "fifth") == later


def test_what_was_not_posted_is_told_by_the_summary_after(engine: Engine, changed: tuple[Change, ...]) -> None:
    assert [told(engine, DAY + timedelta(days=n), post=False) for n in range(2)] == [changed, changed]


def test_what_another_accounts_run_has_told_is_not_told_again(engine: Engine, changed: tuple[Change, ...]) -> None:
    transfer(engine, "A", "-1", datetime=at(day=BEFORE))
    reconcile_day(engine, spot(EMAIL, BEFORE), (), run_elsewhere("other@example.com", "run"))
    assert len(told(engine, DAY)) == 2
    mark_posted(engine, claim(engine, "other@example.com", DAY, "summary", "x") or 0, posted=True)
    assert told(engine, DAY) == changed

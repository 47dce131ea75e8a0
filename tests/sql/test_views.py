"""The views: what was asked and is still open, which assets an account was seen with, which verdict holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from binrecon.storage.schema import METADATA
from sqlalchemy import Engine, insert, text

EMAIL = "main@example.com"
Add = Callable[..., int]


@pytest.fixture
def add(database_engine: Engine) -> Add:
    """Write a row and give its id (0 where it has none)."""

    def write(table: str, **values: Any) -> int:
        with database_engine.begin() as connection:
            result = connection.execute(insert(METADATA.tables[table]), {"email": EMAIL, **values})
            return int(result.inserted_primary_key[0]) if "id" in METADATA.tables[table].c else 0

    return write


@pytest.fixture
def database_engine(request: pytest.FixtureRequest) -> Engine:
    """The owner's engine on the emptied database: these tests also write what only tasks of others write."""
    request.getfixturevalue("engine")
    owner: Engine = request.getfixturevalue("owner_of_shared")
    with owner.begin() as connection:
        for table in ("binance_collection_plan", "binance_collection_coverage", "binance_reconciliation_verdicts"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    return owner


def plan(add: Add, day: str = "2026-11-02", key: str = "BNBBTC", **changes: Any) -> None:
    add("binance_collection_plan", date=day, wallet="SPOT", endpoint="trades", key=key, **changes)


def covered(add: Add, start: str = "2026-11-02T00:00Z", end: str = "2026-11-03T00:00Z", **changes: Any) -> int:
    values = {"endpoint": "trades", "key": "BNBBTC", "status": "complete", "asked_at": "2026-11-06T02:00Z", **changes}
    return add("binance_collection_coverage", window_start=start, window_end=end, **values)


def unreadable(
    add: Add, coverage: int, at: str | None = None, start: str = "2026-11-01T00:00Z", end: str = "2026-11-04T00:00Z"
) -> None:
    add(
        "binance_quarantine",
        endpoint="trades",
        key="BNBBTC",
        coverage_id=coverage,
        raw_table="binance_raw_trades",
        fid=coverage,
        ordinal=1,
        reason="bad",
        record="{}",
        exchange_time=at,
        window_start=start,
        window_end=end,
    )


@pytest.fixture
def gaps(database_engine: Engine) -> Callable[[], list[tuple[str, str, str]]]:
    def read() -> list[tuple[str, str, str]]:
        query = "SELECT date::text, status, detail FROM v_binance_coverage_gaps ORDER BY date"
        with database_engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return read


def required(database_engine: Engine) -> list[tuple[str, str, bool]]:
    with database_engine.connect() as connection:
        query = "SELECT key, status, required FROM v_binance_coverage_gaps ORDER BY key"
        return [tuple(row) for row in connection.execute(text(query))]


def test_an_unreadable_record_is_a_gap_of_a_planned_day_although_nobody_had_to_ask(
    add: Add, database_engine: Engine
) -> None:
    """A probe or the sweep of another day brought it: its day is not proved all the same."""
    plan(add, key="ETHBTC", required=False)
    unreadable(add, covered(add, "2026-11-01T00:00Z", "2026-11-04T00:00Z"), "2026-11-02T12:00Z")
    assert required(database_engine) == [("BNBBTC", "quarantined", True), ("ETHBTC", "never asked", False)]


def test_a_question_nobody_had_to_ask_becomes_required_by_an_unreadable_record(
    add: Add, database_engine: Engine
) -> None:
    plan(add, required=False)
    unreadable(add, covered(add), "2026-11-02T12:00Z")
    assert required(database_engine) == [("BNBBTC", "quarantined", True)]


Gaps = Callable[[], list[tuple[str, str, str]]]


def test_a_planned_question_without_an_answer_was_never_asked(add: Add, gaps: Gaps) -> None:
    plan(add)
    assert gaps() == [("2026-11-02", "never asked", "")]


def test_an_unplanned_question_is_no_gap(add: Add, gaps: Gaps) -> None:
    covered(add, status="failed")
    assert gaps() == []


def test_one_complete_reading_of_the_whole_day_closes_the_gap(add: Add, gaps: Gaps) -> None:
    plan(add)
    covered(add, start="2026-10-20T00:00Z")
    assert gaps() == []


@pytest.mark.parametrize("other", [{"endpoint": "deposit_history"}, {"key": "BTCUSDT"}, {"email": "other@example.com"}])
def test_an_answer_to_another_question_does_not(other: dict[str, str], add: Add, gaps: Gaps) -> None:
    plan(add)
    covered(add, **other)
    assert gaps() == [("2026-11-02", "never asked", "")]


@pytest.mark.parametrize(("status", "shown"), [("failed", "failed"), ("truncated", "truncated")])
def test_an_incomplete_reading_says_why(status: str, shown: str, add: Add, gaps: Gaps) -> None:
    plan(add)
    covered(add, status=status, detail="it broke")
    assert gaps() == [("2026-11-02", shown, "it broke")]


def test_two_halves_do_not_make_a_whole(add: Add, gaps: Gaps) -> None:
    """Between two readings of half a day a late record can be lost."""
    plan(add)
    covered(add, end="2026-11-02T12:00Z")
    covered(add, start="2026-11-02T12:00Z")
    assert gaps() == [("2026-11-02", "truncated", "only a part of the day was read")]


def test_one_millisecond_short_is_a_gap(add: Add, gaps: Gaps) -> None:
    plan(add)
    covered(add, end="2026-11-02T23:59:59.999Z")
    assert [gap[1] for gap in gaps()] == ["truncated"]


def test_a_failure_after_a_complete_reading_takes_nothing_back(add: Add, gaps: Gaps) -> None:
    plan(add)
    covered(add)
    covered(add, status="failed")
    assert gaps() == []


def test_an_unreadable_record_blocks_the_day_of_its_time_only(add: Add, gaps: Gaps) -> None:
    plan(add, "2026-11-02")
    plan(add, "2026-11-03")
    reading = covered(add, end="2026-11-04T00:00Z")
    unreadable(add, reading, at="2026-11-02T23:59:59.999Z")
    assert gaps() == [("2026-11-02", "quarantined", "bad")]


def test_an_unreadable_record_without_a_time_blocks_its_window(add: Add, gaps: Gaps) -> None:
    plan(add, "2026-11-02")
    plan(add, "2026-11-03")
    plan(add, "2026-11-04")
    reading = covered(add, end="2026-11-05T00:00Z")
    unreadable(add, reading)
    assert [gap[:2] for gap in gaps()] == [("2026-11-02", "quarantined"), ("2026-11-03", "quarantined")]


def test_a_newer_complete_reading_without_bad_records_frees_the_day(add: Add, gaps: Gaps) -> None:
    plan(add)
    unreadable(add, covered(add))
    covered(add)
    assert gaps() == []


def test_a_newer_reading_with_the_same_trouble_does_not(add: Add, gaps: Gaps) -> None:
    plan(add)
    unreadable(add, covered(add))
    unreadable(add, covered(add))
    assert [gap[1] for gap in gaps()] == ["quarantined"]


def test_trouble_of_another_day_in_the_newer_reading_does_not_matter(add: Add, gaps: Gaps) -> None:
    plan(add)
    unreadable(add, covered(add))
    unreadable(add, covered(add), at="2026-11-01T12:00Z")
    assert gaps() == []


@pytest.mark.parametrize("status", ["failed", "truncated"])
def test_a_newer_reading_that_is_not_complete_does_not_free_the_day(status: str, add: Add, gaps: Gaps) -> None:
    plan(add)
    unreadable(add, covered(add))
    covered(add, status=status)
    assert [gap[1] for gap in gaps()] == ["quarantined"]


def snapshots(add: Add, start: str, bad: str | None = None) -> None:
    """A complete reading of snapshots from `start` until the end of 2 November; the one of the time `bad` is
    unreadable."""
    reading = covered(add, start=start, endpoint="daily_snapshot", key="SPOT")
    if bad:
        add(
            "binance_quarantine",
            endpoint="daily_snapshot",
            key="SPOT",
            coverage_id=reading,
            fid=reading,
            ordinal=1,
            raw_table="binance_raw_daily_snapshot",
            reason="bad",
            record="{}",
            exchange_time=bad,
            window_start=start,
            window_end="2026-11-03T00:00Z",
        )


@pytest.fixture
def snapshot_planned(add: Add) -> None:
    add(
        "binance_collection_plan", date="2026-11-02", wallet="SPOT", endpoint="daily_snapshot", key="SPOT", witness=True
    )


@pytest.mark.usefixtures("snapshot_planned")
@pytest.mark.parametrize(("start", "status"), [("2026-11-01T00:00Z", []), ("2026-11-01T00:00:00.001Z", ["truncated"])])
def test_snapshots_are_covered_with_the_day_before(start: str, status: list[str], add: Add, gaps: Gaps) -> None:
    snapshots(add, start)
    assert [gap[1] for gap in gaps()] == status


@pytest.mark.usefixtures("snapshot_planned")
@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ("2026-10-31T23:59:59Z", []),
        ("2026-11-01T23:59:59Z", ["quarantined"]),
        ("2026-11-02T23:59:59Z", ["quarantined"]),
    ],
)
def test_an_unreadable_opening_snapshot_is_a_gap_until_it_is_read_well(
    bad: str, status: list[str], add: Add, gaps: Gaps
) -> None:
    snapshots(add, "2026-10-20T00:00Z")
    snapshots(add, "2026-10-20T00:00Z", bad)
    assert [gap[1] for gap in gaps()] == status
    snapshots(add, "2026-11-02T00:00Z")
    assert [gap[1] for gap in gaps()] == status
    snapshots(add, "2026-11-01T00:00Z")
    assert gaps() == []


def test_assets_come_from_transfers_trades_and_balances_that_are_not_zero(add: Add, database_engine: Engine) -> None:
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    shared = {"wallet": "SPOT", "fid": 1, "external_id": "1"}
    add(
        "binance_reconciliation_transfers",
        **shared,
        source="deposit",
        endpoint="deposit_history",
        leg=1,
        datetime=noon,
        txn_type="transfer_in",
        txn_subtype="deposit",
        asset="BNB",
        amount=Decimal(1),
        status="1",
        standing="counts",
        evidence_at=noon,
    )
    add(
        "binance_reconciliation_trades",
        **shared,
        source="trade",
        leg=1,
        datetime=noon,
        txn_subtype="spot_buy",
        symbol="BTCUSDT",
        asset="BTC",
        amount=Decimal(1),
        agg_id="1",
        evidence_at=noon,
    )
    for asset, balance in (("BTC", 1), ("DOGE", 0), ("ETH", None)):
        add(
            "binance_reconciliation_balances",
            source="daily_snapshot",
            external_id="1",
            wallet="SPOT",
            date="2026-11-02",
            asset=asset,
            raw_balance=balance,
        )
    with database_engine.connect() as connection:
        rows = connection.execute(text("SELECT asset, last_seen FROM v_binance_user_assets ORDER BY asset")).all()
    assert [(asset, seen.astimezone(UTC)) for asset, seen in rows] == [
        ("BNB", noon),
        ("BTC", datetime(2026, 11, 2, 23, 59, 59, tzinfo=UTC)),
    ]


def test_the_newest_verdict_of_each_asset_holds(add: Add, database_engine: Engine) -> None:
    for asset, verdict in (("BTC", "open"), ("ETH", "unproved"), ("BTC", "proved")):
        add(
            "binance_reconciliation_verdicts",
            date="2026-11-01",
            wallet="SPOT",
            asset=asset,
            verdict=verdict,
            reason="",
            variance=Decimal(0),
        )
    with database_engine.connect() as connection:
        rows = connection.execute(text("SELECT asset, verdict FROM v_binance_verdicts_current ORDER BY asset")).all()
    assert [tuple(row) for row in rows] == [("BTC", "proved"), ("ETH", "unproved")]

"""There is a partition for every month to come, rows before their month are taken along, and a day's query reads its
months alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from binrecon.sources.catalogue import SOURCES
from binrecon.storage.database import engine_from
from binrecon.storage.partitions import is_partition, make_partitions
from binrecon.storage.schema import RAW_NAMES
from binrecon.storage.sql_text import sql_text
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import Database
from tests.storage.rows import EMAIL, at, fetch, insert, plan, snapshot
from tests.storage.sealed_rows import add

KEPT_BY_MONTH = (*RAW_NAMES, "binance_collection_plan", "binance_reconciliation_balances", "binance_weight_ledger")
LONG_AGO = datetime(2019, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)


def months(engine: Engine, table: str) -> set[str]:
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:table AS regclass)"
    return {name.removeprefix(f"{table}_") for (name,) in fetch(engine, query, table=table)}


def test_every_table_has_this_month_and_two_more(engine: Engine) -> None:
    [(now,)] = fetch(engine, "SELECT CAST(now() AT TIME ZONE 'UTC' AS date)")
    ahead = {f"{(now.replace(day=1) + timedelta(days=32 * n)):%Y_%m}" for n in range(3)}
    assert {table: months(engine, table) >= {*ahead, "default"} for table in KEPT_BY_MONTH} == dict.fromkeys(
        KEPT_BY_MONTH, True
    )
    assert make_partitions(engine) == 0


def test_rows_that_came_before_their_month_move_into_it(engine: Engine) -> None:
    """Both sides of midnight UTC between two months, in every table that has months."""
    for table in RAW_NAMES:
        add(engine, table, 1, received_at=LONG_AGO)
        add(engine, table, 2, received_at=LONG_AGO + timedelta(microseconds=1))
    for day in (LONG_AGO.date(), date(2019, 3, 1)):
        plan(engine, "trades", date=day)
        snapshot(engine, day, {"BTC": "1"})
        insert(engine, "binance_weight_ledger", dict(bucket="b", weight=1, at=at(day=day)))
    before = {table: fetch(engine, f"SELECT * FROM {table} ORDER BY 1, 2") for table in KEPT_BY_MONTH}
    assert make_partitions(engine) == 2 * len(KEPT_BY_MONTH)
    for table in KEPT_BY_MONTH:
        assert fetch(engine, f"SELECT * FROM {table} ORDER BY 1, 2") == before[table]
        parts = fetch(engine, f"SELECT tableoid::regclass::text, count(*) FROM {table} GROUP BY 1 ORDER BY 1")
        assert parts == [(f"{table}_2019_02", 1), (f"{table}_2019_03", 1)]
        assert {"2019_02", "2019_03"} <= months(engine, table)
    assert make_partitions(engine) == 0


def test_partitions_are_like_their_table(engine: Engine) -> None:
    """Indexes, CHECKs and room on the pages; and no login of a task or person reaches one by its own name."""
    snapshot(engine, date(2019, 2, 1), {"BTC": "1"})
    make_partitions(engine)
    part = "binance_reconciliation_balances_2019_02"
    assert fetch(engine, f"SELECT reloptions FROM pg_class WHERE relname = '{part}'") == [(["fillfactor=50"],)]
    counted = (
        "SELECT count(*) FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND contype IN ('c', 'u', 'p')"
    )
    whole = fetch(engine, counted, table="binance_reconciliation_balances")
    assert fetch(engine, counted, table=part) == whole and whole[0][0] > 10
    with pytest.raises(DBAPIError, match="permission denied"):
        fetch(engine, f"SELECT 1 FROM {part}")


@pytest.mark.parametrize("name", ["binance_audit_log", "pg_class", "x; DROP TABLE binance_audit_log"])
def test_a_task_may_have_partitions_made_of_nothing_else(engine: Engine, name: str) -> None:
    with pytest.raises(DBAPIError, match="is no table that is kept by month"):
        fetch(engine, "SELECT binrecon_make_partitions(:name)", name=name)


def test_a_reader_may_have_none_made(reader_engine: Engine) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        make_partitions(reader_engine)


def test_a_table_in_use_waits_for_the_next_time(database: Database, engine: Engine, owner_engine: Engine) -> None:
    """With an engine as tasks have it, whose errors are others."""
    for table in ("binance_raw_trades", "binance_raw_klines"):
        add(engine, table, 1, received_at=LONG_AGO)
    task = engine_from(database.writer_url)
    with owner_engine.begin() as other:
        other.execute(text("LOCK TABLE binance_raw_klines_default IN SHARE MODE"))
        assert make_partitions(task) == 1
    assert make_partitions(task) == 1
    task.dispose()


def test_what_is_a_partition_is_told_by_its_name() -> None:
    assert is_partition("binance_raw_trades_2026_11") and is_partition("binance_raw_trades_default")
    assert not any(map(is_partition, KEPT_BY_MONTH))


def scanned(engine: Engine, statement: str, named: dict[str, Any]) -> set[str]:
    """The partitions that a statement reads: the server leaves some out when it plans, others once it knows a row."""
    with engine.connect() as connection:
        [(plan,)] = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT json) {statement}", named).fetchall()
    return {name for name in _relations(plan) if is_partition(name)}


def _relations(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_relations, node))
    if not isinstance(node, dict):
        return set()
    own = {node["Relation Name"]} if "Relation Name" in node and node["Actual Loops"] else set()
    return own.union(*map(_relations, node.values()))


@pytest.fixture
def three_months(engine: Engine) -> Engine:
    """Rows of January to March 2019 in every table that has months."""
    for day in (date(2019, 1, 10), date(2019, 2, 10), date(2019, 3, 10)):
        plan(engine, "trades", date=day)
        snapshot(engine, day, {"BTC": "1"})
        insert(engine, "binance_weight_ledger", dict(bucket="b", weight=1, at=at(day=day)))
        for table in RAW_NAMES:
            add(engine, table, 1, received_at=at(day=day))
    make_partitions(engine)
    return engine


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("reconcile/balance_lines.sql", "binance_reconciliation_balances"),
        ("reports/snapshot.sql", "binance_reconciliation_balances"),
        ("reconcile/day_state.sql", "binance_collection_plan"),
        ("pages/questions.sql", "binance_collection_plan"),
    ],
)
def test_a_query_of_a_day_reads_its_month_alone(three_months: Engine, file: str, table: str) -> None:
    named = {"email": EMAIL, "day": date(2019, 2, 10), "wallet": "SPOT", "emails": [EMAIL]}
    assert scanned(three_months, sql_text(file), named) == {f"{table}_2019_02"}


def test_a_day_on_a_border_reads_two_months(three_months: Engine) -> None:
    named = {"email": EMAIL, "day": date(2019, 2, 1), "wallet": "SPOT"}
    found = scanned(three_months, sql_text("reconcile/balance_lines.sql"), named)
    assert found == {f"binance_reconciliation_balances_2019_{month}" for month in ("01", "02")}


@pytest.mark.parametrize("name", ["trades", "deposit_history", "convert_history", "dust_log"])
def test_no_answer_of_a_month_before_a_day_is_looked_at_for_it(three_months: Engine, name: str) -> None:
    """Of later months it is: a list may tell of the day again."""
    source = SOURCES[name]
    named = {"email": EMAIL, "day": date(2019, 2, 10), "wallet": "SPOT"}
    found = scanned(three_months, sql_text(source.check, source), named)
    table = source.raw_table
    assert f"{table}_2019_01" not in found and {f"{table}_2019_02", f"{table}_2019_03"} <= found


def test_a_grant_of_a_call_reads_the_minutes_before_it(three_months: Engine) -> None:
    query = "SELECT sum(weight) FROM binance_weight_ledger WHERE bucket = 'b' AND at > %(since)s AND at <= %(until)s"
    found = scanned(three_months, query, {"since": at(day=date(2019, 3, 9)), "until": at(day=date(2019, 3, 10))})
    assert found == {"binance_weight_ledger_2019_03"}

"""Whatever is changed, taken out or put in behind the chain's back is named: table, row, what differs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from binrecon.storage import hash_chain
from binrecon.storage.chain_check import Broken, Verified, verify
from binrecon.storage.hash_chain import LATE, seal
from binrecon.storage.schema import APPEND_ONLY, Base
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, create_engine, text

from tests.storage.rows import fetch
from tests.storage.sealed_rows import add

NOW = datetime.now(UTC).replace(microsecond=0)
BESIDE = {"body", "content"}
"""Kept beside their hash, which is sealed."""
FROM_NAMES = {"export", "part", "parts"}
"""Of a statement file: they follow from its name and member, which are sealed."""
RAW = "binance_raw_trades"
LOG = "binance_audit_log"


def check(engine: Engine, head: str | None = None) -> Verified:
    return verify(engine, lambda links, rows: None, head)


def owner_does(engine: Engine, statement: str, **named: Any) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), named)


def broken(engine: Engine) -> Broken:
    found = check(engine).broken
    assert found is not None
    return found


def changed(column: str, kind: str) -> str:
    """An expression that differs from the column's value in as little as can be."""
    if kind in ("text", "bytea"):
        return (
            f"overlay({column} placing 'x' from length({column}) for 1)"
            if kind == "text"
            else f"set_byte({column}, 0, 1)"
        )
    if kind == "text[]":
        return f"{column} || 'x'::text"
    if kind == "jsonb":
        return """'{"b": 2}'"""
    step = {"numeric": "0.000000000000000001", "timestamp with time zone": "interval '1 microsecond'", "boolean": None}
    if kind == "boolean":
        return f"NOT {column}"
    return f"{column} + {step.get(kind, '1')}" if kind != "interval" else f"{column} + interval '1 second'"


def types(engine: Engine, table: str) -> dict[str, str]:
    query = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :table"
    return {column: "text[]" if kind == "ARRAY" else kind for column, kind in fetch(engine, query, table=table)}


def without_checks(engine: Engine, table: str) -> None:
    query = """SELECT conname FROM pg_constraint WHERE conrelid = CAST(:table AS regclass)
               AND contype IN ('c', 'f', 'u') ORDER BY 1"""
    for (name,) in fetch(engine, query, table=table):
        owner_does(engine, f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def test_every_table_that_is_never_changed_is_sealed_with_every_column() -> None:
    assert set(SEALED) == {*APPEND_ONLY, "binance_quarantine"} - {"binance_hash_chain", "binance_statement_rows"}
    for name, table in SEALED.items():
        sealed = {*table.columns, *([table.later[0]] if table.later else ())}
        assert sealed == {column.name for column in Base.metadata.tables[name].columns} - BESIDE - FROM_NAMES


def test_a_column_of_a_later_revision_is_sealed_where_it_is_not_what_it_was_for_all_rows_before(
    engine: Engine, owner_engine: Engine
) -> None:
    verdicts = "binance_reconciliation_verdicts"
    for number in (1, 2):
        add(engine, verdicts, number)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_reconciliation_verdicts (email, date, wallet, asset, verdict, reason, measure)"
            " VALUES ('a', '2026-11-02', 'MARGIN', 'BTC', 'open', '', 'loan')"
        )
    seal(engine, NOW)
    assert check(engine).broken is None
    owner_does(owner_engine, f"UPDATE {verdicts} SET measure = 'interest' WHERE measure = 'loan'")
    assert check(engine).broken is not None


def test_rows_of_all_tables_are_sealed_once_and_hold(engine: Engine, reader_engine: Engine) -> None:
    for table in SEALED:
        for number in (1, 2, 3):
            add(engine, table, number)
    first, second = seal(engine, NOW), seal(engine, NOW)
    assert (first.rows, second.rows, first.head) == (3 * len(SEALED) + 6, 0, second.head)
    assert check(reader_engine, head=first.head) == Verified(len(SEALED), first.rows, first.head, 0, None)


@pytest.mark.parametrize("table", SEALED)
def test_one_byte_in_any_column_is_named_with_its_row(engine: Engine, owner_engine: Engine, table: str) -> None:
    ids = [add(engine, table, number) for number in (1, 2, 3)]
    seal(engine, NOW)
    without_checks(owner_engine, table)
    for column, kind in types(owner_engine, table).items():
        [(before,)] = fetch(owner_engine, f"SELECT CAST({column} AS text) FROM {table} WHERE id = :id", id=ids[1])
        if column == "id" or column in FROM_NAMES or not before:
            continue
        owner_does(owner_engine, f"UPDATE {table} SET {column} = {changed(column, kind)} WHERE id = :id", id=ids[1])
        found = broken(engine)
        assert (found.table, found.row_id) == (table, ids[1]), column
        assert found.what.startswith("the bytes kept" if column in BESIDE else "the row is not what was sealed"), column
        owner_does(
            owner_engine, f"UPDATE {table} SET {column} = CAST(:old AS {kind}) WHERE id = :id", old=before, id=ids[1]
        )
    assert check(engine).broken is None


@pytest.mark.parametrize("table", SEALED)
def test_a_deleted_row_is_named(engine: Engine, owner_engine: Engine, table: str) -> None:
    ids = [add(engine, table, number) for number in (1, 2, 3)]
    seal(engine, NOW)
    for events in ("binance_resolution_events", "binance_statement_events"):
        without_checks(owner_engine, events)
    owner_does(owner_engine, f"DELETE FROM {table} WHERE id = :id", id=ids[2])
    found = broken(engine)
    assert (found.table, found.row_id, found.what) == (table, ids[2], "the row was deleted")


@pytest.mark.parametrize(("table", "column"), [(RAW, "body"), ("binance_statement_files", "content")])
def test_bytes_taken_away_are_named(engine: Engine, owner_engine: Engine, table: str, column: str) -> None:
    ids = [add(engine, table, number) for number in (1, 2, 3)]
    seal(engine, NOW)
    owner_does(owner_engine, f"ALTER TABLE {table} ALTER {column} DROP NOT NULL")
    owner_does(owner_engine, f"UPDATE {table} SET {column} = NULL WHERE id = :id", id=ids[1])
    found = broken(engine)
    assert (found.table, found.row_id, found.what[:14]) == (table, ids[1], "the bytes kept")


def test_a_row_older_than_the_newest_link_that_no_link_holds_is_named(engine: Engine, owner_engine: Engine) -> None:
    old = [add(engine, RAW, number, created_at=NOW - 2 * LATE) for number in (1, 2)]
    add(engine, LOG, 1)
    seal(engine, NOW)
    assert check(engine).broken is None
    owner_does(owner_engine, f"DELETE FROM binance_hash_chain WHERE table_name = '{LOG}'")
    assert check(engine).broken is None
    owner_does(owner_engine, "TRUNCATE binance_hash_chain")
    found = broken(engine)
    assert (found.table, found.row_id) == (RAW, old[0])
    assert "older than the newest link, and no link holds it" in found.what


def test_rows_younger_than_a_day_may_wait_for_their_first_sealing(engine: Engine) -> None:
    add(engine, RAW, 1, created_at=NOW - LATE + timedelta(hours=1))
    assert (check(engine).broken, check(engine).unsealed) == (None, 1)


def test_a_row_put_into_the_past_is_never_sealed_and_is_named(engine: Engine) -> None:
    for number in range(5):
        add(engine, RAW, number, id=100 + number)
    seal(engine, NOW - 2 * LATE)
    add(engine, RAW, 8, id=105)
    seal(engine, NOW - LATE)
    add(engine, RAW, 9, id=99)
    add(engine, RAW, 10, id=106)
    assert seal(engine, NOW).rows == 1
    found = broken(engine)
    assert (found.table, found.row_id) == (RAW, 99)
    assert "after this link had sealed rows with higher ids" in found.what


def test_a_row_that_commits_late_is_sealed_with_the_next_ones(engine: Engine) -> None:
    with engine.connect() as slow, slow.begin():
        slow.execute(text(f"INSERT INTO {LOG} (actor, action) VALUES ('slow', 'acted')"))
        add(engine, LOG, 1)
        assert seal(engine, NOW - 3 * LATE).rows == 1
        found = check(engine)
    assert (found.broken, found.unsealed) == (None, 0)
    assert (check(engine).broken, check(engine).unsealed) == (None, 1)
    assert seal(engine, NOW).rows == 1
    assert seal(engine, NOW + 3 * LATE).rows == 0
    assert (check(engine).broken, check(engine).unsealed) == (None, 0)


def test_a_link_of_late_rows_alone_keeps_the_high_water_mark(engine: Engine) -> None:
    for row_id in (10, 11, 12):
        add(engine, LOG, row_id, id=row_id)
    seal(engine, NOW)
    add(engine, LOG, 5, id=5)
    assert seal(engine, NOW + timedelta(hours=1)).rows == 1
    add(engine, LOG, 13, id=13)
    assert [seal(engine, NOW + days * LATE).rows for days in (3, 6)] == [1, 0]
    assert fetch(engine, "SELECT row_ids FROM binance_hash_chain ORDER BY id") == [([10, 11, 12],), ([5, 12],), ([13],)]
    assert check(engine).broken is None


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE binance_hash_chain SET digest = reverse(digest) WHERE id = 2", "the link itself was altered"),
        ("UPDATE binance_hash_chain SET row_ids = row_ids[1:1] WHERE id = 2", "the link itself was altered"),
        ("UPDATE binance_hash_chain SET table_name = 'binance_raw_klines' WHERE id = 2", "the link itself was altered"),
        (
            "UPDATE binance_hash_chain SET sealed_at = sealed_at + interval '1 us' WHERE id = 2",
            "the link itself was altered",
        ),
        ("UPDATE binance_hash_chain SET link = reverse(link) WHERE id = 2", "the link itself was altered"),
        (
            "UPDATE binance_hash_chain SET previous = reverse(previous) WHERE id = 2",
            "does not follow the link before it",
        ),
        ("DELETE FROM binance_hash_chain WHERE id = 2", "does not follow the link before it"),
        ("UPDATE binance_hash_chain SET id = 9 WHERE id = 2", "does not follow the link before it"),
    ],
)
def test_an_altered_link_is_named(engine: Engine, owner_engine: Engine, statement: str, what: str) -> None:
    for number in (1, 2, 3):
        add(engine, LOG, number)
        add(engine, LOG, number)
        seal(engine, NOW)
    owner_does(owner_engine, statement)
    found = broken(engine)
    assert found.what.startswith(what)
    assert found.link_id == (2 if "altered" in what or "previous" in statement else 3)


def test_a_chain_cut_off_or_written_anew_does_not_hold_the_link_that_was_kept(
    engine: Engine, owner_engine: Engine
) -> None:
    add(engine, LOG, 1)
    seal(engine, NOW)
    add(engine, LOG, 2)
    kept = seal(engine, NOW).head
    assert check(engine, head=kept).broken is None
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id = 2")
    assert check(engine).broken is None
    found = check(engine, head=kept).broken
    assert found is not None and "cut off or written anew" in found.what


def test_the_hash_does_not_depend_on_the_session(engine: Engine, database: Any) -> None:
    for table in SEALED:
        add(engine, table, 1)
    seal(engine, NOW)
    odd = (
        "-c timezone=Asia/Kathmandu -c datestyle=SQL,DMY -c intervalstyle=iso_8601 -c bytea_output=escape -c "
        "extra_float_digits=0"
    )
    other = create_engine(database.reader_url, connect_args={"options": odd})
    assert check(other).broken is None
    other.dispose()


def test_sealers_at_once_make_one_chain(engine: Engine) -> None:
    for number in range(20):
        add(engine, LOG, number)
    with ThreadPoolExecutor(4) as pool:
        sealed = list(pool.map(lambda _: seal(engine, NOW).rows, range(4)))
    assert sum(sealed) == 20
    assert check(engine).broken is None


def test_ten_thousand_rows_are_one_statement_per_table_and_more_follow(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hash_chain, "MOST", 1000)
    with engine.begin() as connection:
        connection.execute(
            text(f"INSERT INTO {LOG} (actor, action) SELECT 'ann', 'n' || n FROM generate_series(1, 2500) AS n")
        )
    assert seal(engine, NOW).rows == 2500
    assert fetch(engine, "SELECT cardinality(row_ids) FROM binance_hash_chain ORDER BY id") == [
        (1000,),
        (1000,),
        (500,),
    ]
    found = check(engine)
    assert (found.rows, found.broken) == (2500, None)


def test_the_writer_can_neither_change_nor_remove_a_link(engine: Engine) -> None:
    add(engine, LOG, 1)
    seal(engine, NOW)
    for statement in ("UPDATE binance_hash_chain SET digest = ''", "DELETE FROM binance_hash_chain"):
        with pytest.raises(Exception, match="permission denied"):
            owner_does(engine, statement)

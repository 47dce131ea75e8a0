"""Whatever is changed, taken out or put in behind the chain's back is named: table, row, what differs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from binrecon.storage.chain_check import Broken
from binrecon.storage.hash_chain import LATE, seal
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, create_engine

from tests.storage.rows import fetch
from tests.storage.sealed_rows import BESIDE, FROM_NAMES, NOW, add, check, owner_does

RAW = "binance_raw_trades"
LOG = "binance_audit_log"


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

"""Every role tries every kind of access on every table, for real; what it may do is exactly what is declared here."""

from __future__ import annotations

import pytest
from binrecon.storage.schema import APPEND_ONLY, METADATA, RAW_NAMES
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

VIEWS = (
    "v_binance_user_assets",
    "v_binance_verdicts_current",
    "v_binance_coverage_gaps",
    "v_binance_account_identity",
    "v_binance_readings",
    "v_binance_listed_accounts",
    "v_binance_identity_doubts",
)
TABLES = tuple(METADATA.tables)
READ, ADD, KEEP = "S", "SI", "SIU"
WRITER = {
    **dict.fromkeys(TABLES, KEEP),
    **dict.fromkeys((*APPEND_ONLY, "binance_quarantine"), ADD),
    "binance_pages_pending": "SID",
    "binance_transfer_ends": "SID",
    "binance_transfers_to_match": "SID",
    "binance_archives": READ,
}
TRIALS = {
    "S": "SELECT count(*) FROM {table}",
    "I": "INSERT INTO {table} ({column}) SELECT {column} FROM {table} WHERE false",
    "U": "UPDATE {table} SET {column} = {column}",
    "D": "DELETE FROM {table}",
    "T": "TRUNCATE {table}",
}


def rights(engine: Engine, table: str) -> str:
    """The letters of TRIALS that this login may do on the table."""
    column = inspect(engine).get_columns(table)[0]["name"]
    trials = {letter: trial.format(table=table, column=column) for letter, trial in TRIALS.items()}
    return "".join(letter for letter, trial in trials.items() if works(engine, trial))


def works(engine: Engine, statement: str) -> bool:
    with engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != "42501":
                raise
            return False
        return True


def test_the_writer_may_do_what_is_declared_and_no_more(engine: Engine) -> None:
    assert {table: rights(engine, table) for table in TABLES} == WRITER


def test_the_reader_may_only_read(reader_engine: Engine) -> None:
    assert {table: rights(reader_engine, table) for table in TABLES} == dict.fromkeys(TABLES, READ)


@pytest.mark.parametrize("role", ["engine", "reader_engine"])
def test_views_are_read_and_never_written(role: str, request: pytest.FixtureRequest) -> None:
    login = request.getfixturevalue(role)
    assert all(works(login, f"SELECT count(*) FROM {view}") for view in VIEWS)


def test_no_runtime_role_may_change_or_delete_evidence(engine: Engine, reader_engine: Engine) -> None:
    for login in (engine, reader_engine):
        for table in RAW_NAMES:
            assert not set(rights(login, table)) & set("UDT")


@pytest.mark.parametrize("role", ["engine", "reader_engine"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE intruder (a int)",
        "DROP TABLE binance_raw_trades",
        "ALTER TABLE binance_raw_trades ADD COLUMN extra int",
        "CREATE OR REPLACE FUNCTION binrecon_exact(value text) RETURNS numeric LANGUAGE sql AS 'SELECT 1::numeric'",
        "DROP VIEW v_binance_user_assets",
        "CREATE INDEX intruder ON binance_raw_trades (email)",
    ],
)
def test_no_runtime_role_may_change_the_schema(role: str, statement: str, request: pytest.FixtureRequest) -> None:
    assert not works(request.getfixturevalue(role), statement)

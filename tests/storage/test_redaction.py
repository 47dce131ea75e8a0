"""What the database says of rows and values never stands in an error: a task prints its errors in its log."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import psycopg
import pytest
from binrecon.storage.database import engine_from
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from tests.conftest import Database

SECRET = "31337.5"


@pytest.fixture
def quiet_engine(database: Database) -> Engine:
    return engine_from(database.writer_url)


def broken_constraint(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO binance_daily_prices (symbol, close) VALUES ('BTCUSDT', %s)", (SECRET,))


def unreadable_number(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT CAST(%s AS integer)", (SECRET,))


def unreadable_among_many(connection: Connection) -> None:
    with connection.connection.cursor() as cursor:
        cursor.executemany("SELECT CAST(%s AS integer)", [("1",), (SECRET,)])


def unreadable_copy(connection: Connection) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE amounts (amount numeric)")
        with cursor.copy("COPY amounts FROM STDIN") as copy:
            copy.write(f"{SECRET}x\n")


@pytest.mark.parametrize("fail", [broken_constraint, unreadable_number, unreadable_among_many, unreadable_copy])
def test_no_row_and_no_value_is_told(fail: Callable[[Connection], None], quiet_engine: Engine) -> None:
    with pytest.raises((DBAPIError, psycopg.Error)) as caught, quiet_engine.connect() as connection:
        fail(connection)
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told and "SQLSTATE 2" in told


def test_an_error_still_says_what_to_look_at(quiet_engine: Engine) -> None:
    with pytest.raises(DBAPIError, match='relation "nothing" does not exist'), quiet_engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM nothing")
    with (
        pytest.raises(DBAPIError, match="NotNullViolation.*binance_daily_prices"),
        quiet_engine.connect() as connection,
    ):
        broken_constraint(connection)

"""Statements that stand alone: each is kept by itself, and the connection they used is an ordinary one afterwards."""

import pytest
from binrecon.storage.autocommit import single_statements
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

WRITE = text("INSERT INTO binance_limiter_pauses (bucket, until) VALUES (:bucket, now())")
BUCKETS = text("SELECT bucket FROM binance_limiter_pauses ORDER BY bucket")


def buckets(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(BUCKETS).scalars())


def test_a_statement_that_fails_takes_nothing_back(engine: Engine) -> None:
    with pytest.raises(ProgrammingError), single_statements(engine) as connection:
        connection.execute(WRITE, {"bucket": "first"})
        assert buckets(engine) == ["first"], "seen by others before the next statement"
        connection.execute(text("SELECT nothing"))
    assert buckets(engine) == ["first"]


def test_the_connection_has_transactions_again_afterwards(engine: Engine) -> None:
    with single_statements(engine) as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() == pid
        connection.execute(WRITE, {"bucket": "taken back"})
        connection.rollback()
    assert buckets(engine) == []

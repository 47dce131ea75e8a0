"""No wait without an end: a lock that another session keeps, a statement that does not end, a server that is not
there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from binrecon.domain.errors import RetryableError
from binrecon.processing.canonical import run_template
from binrecon.storage import locks
from binrecon.storage.database import engine_from
from binrecon.storage.locks import WaitedError, alone_if_free, alone_in_session, alone_in_transaction
from binrecon.storage.redaction import bounded
from binrecon.storage.transactions import serialized
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from tests.conftest import Database
from tests.storage.rows import EMAIL, insert

HOLDER = "reconcile binrecon_main scheduled__2026-11-21"


@pytest.fixture
def holder(database: Database) -> Iterator[Engine]:
    """The engine of a task that holds something."""
    engine = engine_from(database.writer_url, HOLDER)
    yield engine
    engine.dispose()


@pytest.fixture
def impatient(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of another task, with bounds a test can wait for."""
    monkeypatch.setattr("binrecon.storage.database.BOUNDS", "-c lock_timeout=200ms -c statement_timeout=2s")
    engine = engine_from(database.writer_url, "waiting task")
    yield engine
    engine.dispose()


@contextmanager
def held(engine: Engine, name: str) -> Iterator[int]:
    """The named lock, held by a session of this engine; gives its process."""
    with engine.connect() as connection, alone_in_session(connection, name):
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.commit()
        yield pid


def told(work: Callable[[], object]) -> str:
    with pytest.raises(WaitedError) as caught:
        work()
    assert isinstance(caught.value, RetryableError)
    return str(caught.value)


def once(engine: Engine, name: str) -> str:
    """Something done while nobody else works under the name."""
    with serialized(engine, name):
        return "done"


def test_a_day_that_another_task_settles_is_waited_for_within_bounds_and_named(
    holder: Engine, impatient: Engine
) -> None:
    with held(holder, "reconcile|a|b") as pid:
        sentence = told(lambda: once(impatient, "reconcile|a|b"))
    assert sentence.startswith(
        f"waited {locks.LOCK_SECONDS} s for the lock 'reconcile|a|b', held by {HOLDER} (process {pid}, idle"
    )
    assert sentence.endswith(f"SELECT pg_terminate_backend({pid})")


def test_a_named_lock_tells_of_its_own_holder_alone(holder: Engine, impatient: Engine, engine: Engine) -> None:
    with held(holder, "wanted"), held(engine, "something else"):
        with impatient.begin() as connection:
            sentence = told(lambda: alone_in_transaction(connection, "wanted"))
    assert HOLDER in sentence and sentence.count("process") == 1


def test_a_lock_that_is_free_again_is_taken(holder: Engine, impatient: Engine) -> None:
    with held(holder, "wanted"):
        pass
    assert once(impatient, "wanted") == "done"


def test_what_was_waited_for_leaves_no_lock_behind(holder: Engine, impatient: Engine) -> None:
    with held(holder, "wanted"):
        told(lambda: once(impatient, "wanted"))
    assert once(holder, "wanted") == "done"


def test_a_template_that_another_task_runs_is_waited_for_within_bounds(holder: Engine, impatient: Engine) -> None:
    with holder.begin() as connection:
        connection.exec_driver_sql(
            f"SELECT pg_advisory_xact_lock(hashtext('canonical/transfers_deposit_history'), hashtext('{EMAIL}'))"
        )
        sentence = told(lambda: run_template(impatient, "deposit_history", EMAIL))
    assert HOLDER in sentence


def test_a_row_that_another_task_writes_is_waited_for_within_bounds(holder: Engine, impatient: Engine) -> None:
    insert(holder, "binance_limiter_pauses", dict(bucket="b", until="2026-11-02Z", reason=""))
    change = "UPDATE binance_limiter_pauses SET reason = 'x'"
    with holder.begin() as connection:
        connection.exec_driver_sql(change)

        def work() -> None:
            with impatient.begin() as waiting:
                waiting.exec_driver_sql(change)

        assert HOLDER in told(work)


def test_the_operators_connection_says_who_holds_it_too(holder: Engine, impatient: Engine, database: Database) -> None:
    def work() -> None:
        with psycopg.connect(Database.libpq(database.writer_url), options="-c lock_timeout=200ms") as connection:
            connection.execute("SELECT pg_advisory_xact_lock(7)")

    with holder.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7)")
        assert HOLDER in told(lambda: bounded(work, lambda: impatient))


def test_a_statement_that_does_not_end_is_ended(impatient: Engine) -> None:
    with impatient.connect() as connection:
        assert "a statement was ended" in told(lambda: connection.exec_driver_sql("SELECT pg_sleep(20)"))


def test_a_holder_that_went_away_meanwhile_is_said_so(engine: Engine) -> None:
    with engine.connect() as connection:
        error = locks.waited(connection.connection.driver_connection, "the lock 'x'", "x")
    assert "nobody holds by now" in str(error)


def test_a_lock_that_is_not_waited_for_is_had_by_one_and_is_free_when_that_one_is_done_or_failed(
    engine: Engine,
) -> None:
    with alone_if_free(engine, "work") as mine, alone_if_free(engine, "work") as also:
        with alone_if_free(engine, "other") as other:
            assert (mine, also, other) == (True, False, True)
    with pytest.raises(RetryableError), alone_if_free(engine, "work"):
        raise RetryableError
    with alone_if_free(engine, "work") as again:
        assert again


def test_a_lock_that_is_not_waited_for_is_free_when_its_holder_died(engine: Engine, database: Database) -> None:
    dying = psycopg.connect(database.writer_url.replace("+psycopg", ""))
    dying.execute("SELECT pg_advisory_lock(hashtextextended('work', 0))")
    with alone_if_free(engine, "work") as mine:
        assert not mine
    dying.close()
    with alone_if_free(engine, "work") as mine:
        assert mine


def test_who_holds_such_a_lock_takes_no_connection_from_what_works_beside_it(engine: Engine) -> None:
    with alone_if_free(engine, "work"):
        assert isinstance(engine.pool, QueuePool) and engine.pool.checkedout() == 0

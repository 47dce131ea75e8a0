"""Connections for statements that stand alone, without a transaction around them.

Apart from `transactions`, and without the driver: what plans and reads is imported when DAGs are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine


@contextmanager
def single_statements(engine: Engine) -> Iterator[Connection]:
    """A connection for one statement, or for several that need not belong together: each is a transaction of its own.

    It spares the server BEGIN and COMMIT, and the driver the plans of its statements, which psycopg forgets at every
    ROLLBACK.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection

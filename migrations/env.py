"""Runs the migrations against the database of BINRECON_OWNER_URL, one runner at a time, all in one transaction."""

import os

from alembic import context
from alembic.util import CommandError
from binrecon.storage.locks import ALIVE, CONNECT_SECONDS, LOCK_SECONDS
from binrecon.storage.partitions import is_partition
from binrecon.storage.schema import METADATA
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.exc import ArgumentError, OperationalError

VARIABLE = "BINRECON_OWNER_URL"
FORM = "postgresql+psycopg://owner:password@host:5432/binrecon"
RUNNER_LOCK = 0x6D696772
BOUNDS = {
    "connect_timeout": CONNECT_SECONDS,
    "options": f"-c lock_timeout={LOCK_SECONDS}s -c statement_timeout=6h",
    "application_name": "binrecon migration",
    **ALIVE,
}
"""A table that a task keeps is waited for no longer: the message says so, nothing is changed, and it can be run again.
A statement may take long on a large table, but not for ever; a server that no longer answers is given up."""


def included(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a comparison with the models looks at it: autogenerate would drop every partition."""
    return kind != "table" or not is_partition(name or "")


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=METADATA, include_name=included)
    with context.begin_transaction():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({RUNNER_LOCK})")
        context.run_migrations()


def owner_url() -> str:
    """The owner's URL; raises CommandError, which Alembic prints as one line, when it is missing or of another form."""
    url = os.environ.get(VARIABLE, "")
    if not url.startswith("postgresql+psycopg://"):
        raise CommandError(f"Set {VARIABLE} to the database owner's URL, in the form {FORM}")
    return url


def run() -> None:
    if context.is_offline_mode():
        raise CommandError("These migrations look at the server's roles: run them connected, without --sql")
    try:
        with create_engine(owner_url(), poolclass=pool.NullPool, connect_args=BOUNDS).connect() as connection:
            migrate(connection)
    except ArgumentError:
        raise CommandError(f"{VARIABLE} is not a URL of the form {FORM}") from None
    except OperationalError as error:
        # The driver's text names host, port, user and database, never the password.
        raise CommandError(f"The database of {VARIABLE} cannot be used: {str(error.orig).strip()}") from None


run()

"""Migrated databases that the tests of one process use one after the other.

Copying a database and filling the caches of its first sessions costs more than most tests do with it. So a database is
emptied after a test and given to the next one: its rows are deleted and its counters start anew. One where a test left
more than rows (another view, a right, a lock, a session in a transaction) is dropped instead.
"""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from sqlalchemy import Engine

from bin.stack import databases, postgres

SHARED = "binrecon-shared"
"""The name of sessions that outlive their test."""

_PATIENCE = "SET lock_timeout = '5s'; SET statement_timeout = '60s'; SET session_replication_role = replica"
_TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname <> 'alembic_version'
"""
_COUNTERS = "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
_LASTING = "SELECT oid FROM pg_class WHERE oid >= 16384 AND relpersistence <> 't'"
"""Our own relations: lower numbers are the server's, and a session may make temporary tables."""
_CATALOGS = {
    "pg_class": f"oid IN ({_LASTING})",
    "pg_attribute": f"attrelid IN ({_LASTING})",
    "pg_attrdef": f"adrelid IN ({_LASTING})",
    "pg_constraint": f"conrelid IN ({_LASTING})",
    "pg_index": f"indexrelid IN ({_LASTING})",
    "pg_rewrite": f"ev_class IN ({_LASTING})",
    "pg_trigger": f"tgrelid IN ({_LASTING})",
    "pg_policy": f"polrelid IN ({_LASTING})",
    "pg_namespace": "nspname NOT LIKE 'pg\\_%temp\\_%'",
    "pg_proc": "oid >= 16384",
    "pg_extension": "true",
    "pg_default_acl": "true",
}
_SCHEMA = "SELECT ARRAY[(SELECT count(*) FROM pg_db_role_setting), {}]".format(
    ", ".join(
        f"(SELECT count(*) FROM {name} WHERE {which}), (SELECT sum(xmin::text::bigint) FROM {name} WHERE {which})"
        for name, which in _CATALOGS.items()
    )
)
"""What tells one schema from another: any change of an object writes its row anew, with a number that only grows."""
_END_OTHERS = f"""
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> '{SHARED}'
"""
_NOT_AT_REST = f"""
    SELECT count(*) FROM pg_stat_activity AS session
    WHERE datname = current_database() AND application_name = '{SHARED}'
        AND (state <> 'idle' OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'))
"""


class SharedDatabases:
    """Copies of one template, each with the superuser's connection that empties it and the engine that outlives its
    tests."""

    def __init__(self, server: postgres.Server, copy: Callable[[], str]) -> None:
        self._server = server
        self._copy = copy
        self._free: list[str] = []
        self._keys: dict[str, psycopg.Connection] = {}
        self._engines: dict[str, Engine] = {}
        self._schemas: dict[str, object] = {}
        self._empty = ""

    def take(self) -> str:
        """The name of an empty database, whose counters stand at the beginning."""
        if self._free:
            return self._free.pop()
        name = self._copy()
        self._keys[name] = key = self._server.connect(name)
        key.execute(_PATIENCE)
        self._empty = self._empty or _emptying(key)
        self._schemas[name] = _schema(key)
        return name

    def engine(self, name: str, make: Callable[[], Engine]) -> Engine:
        """The one engine of this database that keeps its sessions; its application's name has to be `SHARED`."""
        if name not in self._engines:
            self._engines[name] = make()
        return self._engines[name]

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, or drop it."""
        try:
            if self._emptied(name):
                self._free.append(name)
                return
        except psycopg.Error:
            pass
        self._drop(name)

    def close(self) -> None:
        for name in list(self._keys):
            self._drop(name)

    def _emptied(self, name: str) -> bool:
        key = self._keys[name]
        key.execute(_END_OTHERS)
        if key.execute(_NOT_AT_REST).fetchone() != (0,) or _schema(key) != self._schemas[name]:
            return False
        key.execute(self._empty)
        return True

    def _drop(self, name: str) -> None:
        self._keys.pop(name).close()
        if engine := self._engines.pop(name, None):
            engine.dispose()
        with self._server.connect() as connection:
            databases.drop_database(connection, name)


def _emptying(connection: psycopg.Connection) -> str:
    """The statements that empty every table that has a row, and set every counter back."""
    tables = [name for (name,) in connection.execute(_TABLES)]
    counters = [name for (name,) in connection.execute(_COUNTERS)]
    assert tables and counters, "the template is migrated"
    deletes = [f"DELETE FROM {name}" for name in tables]
    return "; ".join(["BEGIN", *deletes, *[f"SELECT setval('{name}', 1, false)" for name in counters], "COMMIT"])


def _schema(connection: psycopg.Connection) -> object:
    return connection.execute(_SCHEMA).fetchone()

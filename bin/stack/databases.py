"""Databases and roles inside a server: an owner that migrates, a writer login for tasks, a reader login for people."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from bin.stack.errors import StackError

ROOT = Path(__file__).resolve().parents[2]
OWNER = "binrecon_owner"
# login -> the group role whose rights it has; the migration grants rights to the groups only.
LOGINS = {"binrecon_app": "binrecon_writer", "binrecon_view": "binrecon_reader"}
WRITER, READER = LOGINS
_MIGRATION_SECONDS = 6 * 3600
"""As long as one of its statements may take (migrations/env.py)."""
_KNOWS_STRATEGIES = 150_000


def ensure_login(connection: psycopg.Connection, role: str, password: str, may_create_roles: bool = False) -> None:
    """Make a login role, or give an existing one this password and these rights."""
    if not _exists(connection, "select from pg_roles where rolname = %s", role):
        connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
    rights = sql.SQL("login createrole" if may_create_roles else "login nocreaterole")
    statement = sql.SQL("alter role {} with {} password {}")
    connection.execute(statement.format(sql.Identifier(role), rights, sql.Literal(password)))


def ensure_groups(connection: psycopg.Connection) -> None:
    """Make the group roles that no migration has made yet, and put each login into its group."""
    for login, group in LOGINS.items():
        if not _exists(connection, "select from pg_roles where rolname = %s", group):
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(group)))
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(login)))


def ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    """Make a database that belongs to ``owner``, unless it is there already."""
    if _exists(connection, "select from pg_database where datname = %s", name):
        return
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(owner)}
    connection.execute(sql.SQL("create database {name} owner {owner}").format(**names))


def copy_database(connection: psycopg.Connection, name: str, template: str, owner: str, by_file: bool = False) -> None:
    """Make a database as a copy of ``template``, to which nobody may be connected.

    ``by_file`` copies whole files, as every Postgres before 15 does: several times cheaper where they are in memory.
    """
    by_file = by_file and connection.info.server_version >= _KNOWS_STRATEGIES
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template), "owner": sql.Identifier(owner)}
    statement = "create database {name} template {template} owner {owner}" + (" strategy file_copy" if by_file else "")
    connection.execute(sql.SQL(statement).format(**names))


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Drop a database, ending whoever is still connected to it."""
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def migrate(owner_url: str) -> None:
    """Bring the reconciliation database to the newest schema, as an operator would; raises ``StackError``."""
    environment = {**os.environ, "BINRECON_OWNER_URL": owner_url, "PYTHONPATH": str(ROOT / "plugins")}
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_MIGRATION_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise StackError(
            "The migration of the reconciliation database did not end within 6 hours; nothing is changed."
        ) from None
    if done.returncode:
        told = (done.stderr or done.stdout).strip()
        raise StackError(f"The migration of the reconciliation database failed:\n{told}")


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None

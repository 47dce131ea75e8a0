"""What must be right before anything is started: the accounts file, the connections it names, the given database."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping

import psycopg
from binrecon.config.accounts import Roster, load_accounts
from binrecon.domain.errors import ConfigurationError

from bin.stack.errors import StackError
from bin.stack.places import ROOT

DATABASE = "AIRFLOW_CONN_BINRECON_DB"
OWNER_URL = "BINRECON_OWNER_URL"
_DRIVER = "postgresql+psycopg://"
_CONNECT_SECONDS = 5
_CHECK_SECONDS = 30 * 60
"""A question for each account, each of which may have to wait for its budget."""
# Outside of a task, Airflow reads the connections stored in its database only for its own servers.
_READS_STORED_CONNECTIONS = {"_AIRFLOW_PROCESS_CONTEXT": "server"}


def roster() -> Roster:
    """Read the accounts file; raises ``StackError`` with the one sentence that says what is wrong in it."""
    try:
        return load_accounts()
    except (ConfigurationError, OSError) as error:
        raise StackError(f"Accounts file: {error}") from None


def wanted_connections(accounts: Roster) -> list[str]:
    """Give ``<kind>:<connection id>`` for every connection that the accounts file names, each once."""
    keys = [f"binance:{account.connection}" for account in accounts.accounts]
    discord = [f"discord:{accounts.settings.discord}"] if accounts.settings.discord else []
    return list(dict.fromkeys(keys + discord))


def is_defined(wanted: str) -> bool:
    """Tell whether the environment defines a connection."""
    return f"AIRFLOW_CONN_{wanted.partition(':')[2].upper()}" in os.environ


def given_connections() -> list[str]:
    """Give the connections that need not be named in the accounts file, where the environment defines them."""
    return [name for name in ("discord:binrecon_discord", "database:binrecon_db") if is_defined(name)]


def check_connections(wanted: list[str]) -> None:
    """Read what the environment defines as a task will, while there is no database to read others from.

    Raises ``StackError`` for the first bad one.
    """
    with tempfile.TemporaryDirectory(prefix="binrecon-check-") as home:
        _check(["bin.stack.connection_check", *wanted], {**os.environ, "AIRFLOW_HOME": home})


def check_everything(environment: Mapping[str, str]) -> None:
    """Let the bundle check itself on the migrated database: all connections, and each key against the exchange."""
    _check(["binrecon.orchestration.check"], {**environment, **_READS_STORED_CONNECTIONS})


def given_database() -> str | None:
    """Give the owner's URL of the database that the user brought, or None; it is tried out."""
    given = [name for name in (DATABASE, OWNER_URL) if os.environ.get(name)]
    if not given:
        return None
    if len(given) == 1:
        other = OWNER_URL if given == [DATABASE] else DATABASE
        raise StackError(f"{given[0]} is set but {other} is not: set both to use your own database, or neither.")
    owner = os.environ[OWNER_URL]
    if not owner.startswith(_DRIVER):
        raise StackError(f"{OWNER_URL} must start with {_DRIVER}")
    try:
        psycopg.connect(owner.replace(_DRIVER, "postgresql://", 1), connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        raise StackError(f"The database of {OWNER_URL} cannot be used: {reason}") from None
    return owner


def _check(module: list[str], environment: Mapping[str, str]) -> None:
    paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}", "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", *module],
            env={**environment, **paths},
            timeout=_CHECK_SECONDS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    except subprocess.TimeoutExpired:
        raise StackError(f"Connections: they were not checked within {_CHECK_SECONDS // 60} minutes.") from None
    if done.returncode:
        raise StackError(f"Connections: {done.stderr.strip()}")

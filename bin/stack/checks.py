"""What must be right before anything is started: the accounts file, the connections it names, the given database."""

import json
import os
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from binrecon.accounts import Account, Roster, load_accounts
from binrecon.errors import ConfigurationError
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bin.stack.errors import StackError

DATABASE = "AIRFLOW_CONN_BINRECON_DB"
OWNER_URL = "BINRECON_OWNER_URL"
_CONNECT_SECONDS = 5


def roster() -> Roster:
    """Read the accounts file; raises ``StackError`` with the one sentence that says what is wrong in it."""
    try:
        return load_accounts()
    except (ConfigurationError, OSError) as error:
        raise StackError(f"Accounts file: {error}") from None


def undefined_connections(accounts: Roster) -> list[Account]:
    """Check the connections that the environment defines; give the accounts whose connection it does not define."""
    undefined = []
    for account in accounts.accounts:
        if text := os.environ.get(variable(account.connection)):
            _check_key(variable(account.connection), read_connection(variable(account.connection), text))
        else:
            undefined.append(account)
    return undefined


def missing(account: Account) -> StackError:
    """Say that an account's connection is defined nowhere, and how to define it."""
    return StackError(
        f"Account {account.email} names the connection {account.connection!r}, which is not defined: "
        f"""set {variable(account.connection)}='{{"conn_type": "binance", "login": "<API key>", "password": "<secret>"}}'."""
    )


def variable(connection: str) -> str:
    """Give the environment variable that Airflow reads a connection from."""
    return f"AIRFLOW_CONN_{connection.upper()}"


def given_database() -> str | None:
    """Give the owner's URL of the database that the user brought, or None; both its settings are tried out."""
    given = [name for name in (DATABASE, OWNER_URL) if os.environ.get(name)]
    if not given:
        return None
    if len(given) == 1:
        other = OWNER_URL if given == [DATABASE] else DATABASE
        raise StackError(f"{given[0]} is set but {other} is not: set both to use your own database, or neither.")
    _try_database(DATABASE, _libpq_parameters(read_connection(DATABASE, os.environ[DATABASE])))
    owner = os.environ[OWNER_URL]
    if not owner.startswith("postgresql+psycopg://"):
        raise StackError(f"{OWNER_URL} must start with postgresql+psycopg://.")
    _try_database(OWNER_URL, {"conninfo": owner.replace("+psycopg", "", 1)})
    return owner


def read_connection(name: str, text: str) -> Mapping[str, object]:
    """Read a connection in either of Airflow's two forms, JSON or URI; the error never repeats the text."""
    if not text.lstrip().startswith("{"):
        return _from_uri(name, text)
    try:
        content = json.loads(text)
    except ValueError:
        raise StackError(f"{name} is not valid JSON.") from None
    extra = content.get("extra") or {}
    try:
        return {**content, "extra": json.loads(extra) if isinstance(extra, str) else extra}
    except ValueError:
        raise StackError(f"{name}: 'extra' is not valid JSON.") from None


def _from_uri(name: str, text: str) -> Mapping[str, object]:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise StackError(f"{name} is neither JSON nor a URI.") from None
    return {
        "conn_type": parts.scheme,
        "login": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "host": unquote(parts.hostname or ""),
        "port": port,
        "schema": unquote(parts.path.lstrip("/")),
        "extra": dict(parse_qsl(parts.query)),
    }


def _check_key(name: str, connection: Mapping[str, object]) -> None:
    if connection.get("conn_type") != "binance":
        raise StackError(f"{name}: 'conn_type' must be \"binance\".")
    if not connection.get("login"):
        raise StackError(f"{name}: 'login', the API key, is missing.")
    if pem := connection["extra"].get("private_key"):
        _check_private_key(name, pem)
    elif not connection.get("password"):
        raise StackError(f"{name}: 'password', the API secret, is missing (or extra.private_key for an Ed25519 key).")


def _check_private_key(name: str, pem: object) -> None:
    try:
        key = load_pem_private_key(str(pem).encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise StackError(f"{name}: 'private_key' is not a readable PEM key without a password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise StackError(f"{name}: 'private_key' is not an Ed25519 key.")


def _libpq_parameters(connection: Mapping[str, object]) -> dict[str, object]:
    names = {"host": "host", "port": "port", "user": "login", "password": "password", "dbname": "schema"}
    return {parameter: connection[name] for parameter, name in names.items() if connection.get(name)}


def _try_database(name: str, parameters: dict[str, object]) -> None:
    try:
        psycopg.connect(**parameters, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        raise StackError(f"The database of {name} cannot be used: {reason}") from None

"""Holds connections against what the bundle needs of them; runs as a process of its own, in Airflow's environment.

Arguments are ``<kind>:<connection id>`` with the kinds of ``CHECKS``; no two may hold one API key. Writes the first
problem as one sentence to standard error and ends with exit code 1.
"""

import sys
from collections.abc import Callable

import psycopg
from binrecon.domain.errors import ConfigurationError
from binrecon.exchange.signing import Credentials
from binrecon.orchestration import connections

_CONNECT_SECONDS = 5


def check_key(connection: str) -> None:
    found = connections.binance(connection)
    try:
        Credentials(found.api_key, found.secret, found.private_key)
    except ConfigurationError as error:
        raise ConfigurationError(f"connection {connection!r}: {error}") from None


def check_database() -> None:
    """Log in as a task would."""
    url = connections.database_url().set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        psycopg.connect(url, connect_timeout=_CONNECT_SECONDS).close()
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        raise ConfigurationError(f"the database of {connections.DATABASE!r} cannot be used: {reason}") from None


CHECKS: dict[str, Callable[[str], object]] = {
    "binance": check_key,
    "discord": connections.discord,
    "database": lambda _: check_database(),
}


def main(arguments: list[str]) -> int:
    try:
        for argument in arguments:
            kind, _, connection = argument.partition(":")
            CHECKS[kind](connection)
        connections.refuse_shared_keys(key.partition(":")[2] for key in arguments if key.startswith("binance:"))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Runs the canonical templates: a template is one transaction.

Rests on decisions 56 and 112.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from binrecon.sources.catalogue import SOURCES
from binrecon.storage.autocommit import single_statements
from binrecon.storage.sql_text import sql_text, statements_in

log = logging.getLogger(__name__)

TEMPLATES: dict[str, str] = {name: source.book for name, source in SOURCES.items()}
"""List -> template, in an order in which each finds what it needs: pairs before the trades in them."""
PUBLIC = tuple(name for name, source in SOURCES.items() if source.wallet is None)
"""Lists whose rows are nobody's."""
_UNREAD = "SELECT count(*) FROM binance_pages_pending WHERE email = %(email)s AND endpoint = %(endpoint)s"


def parameters_of(endpoint: str, email: str) -> dict[str, str]:
    """What a template and its check are bound to: whose pages they read, and the wallet that the records book to. Of
    public lists both are nobody's."""
    wallet = SOURCES[endpoint].wallet
    return {"email": "", "wallet": ""} if wallet is None else {"email": email, "wallet": str(wallet)}


def run(engine: Engine, email: str, endpoints: Iterable[str] = TEMPLATES) -> None:
    """Read every pending page of the account (and, for public endpoints, of all accounts) into canonical rows.

    Raises what the driver raises; a template that failed has changed nothing. Rows of one list that the database
    refuses do not keep those of the others unread: the first error is raised when all were tried. A server that cannot
    be reached, or gave up, is not asked again.
    """
    refused: list[DatabaseError] = []
    for endpoint in endpoints:
        try:
            run_template(engine, endpoint, email)
        except OperationalError:
            raise
        except DatabaseError as error:
            log.warning("%s was not read: %s", endpoint, type(error.orig).__name__)
            refused.append(error)
    if refused:
        raise refused[0]


def run_pending(engine: Engine, email: str) -> list[str]:
    """Read what complete readings of the account, and of the public lists, have left unread; costs one query where that
    is nothing. Returns the lists that had something. Raises as `run`."""
    with single_statements(engine) as connection:
        found = set(connection.exec_driver_sql(sql_text("reconcile/unread_endpoints.sql"), {"email": email}).scalars())
    pending = [endpoint for endpoint in TEMPLATES if endpoint in found]
    run(engine, email, pending)
    return pending


def run_template(engine: Engine, endpoint: str, email: str) -> None:
    """Run the template of a list, a transaction each time, until it finds nothing to read: of readings that overlap it
    reads one at a time."""
    named = {**parameters_of(endpoint, email), "endpoint": endpoint}
    left, before = _run_once(engine, named)
    while 0 < left < before:
        left, before = _run_once(engine, named)


def _run_once(engine: Engine, named: dict[str, str]) -> tuple[int, int]:
    """How many pages are unread after the template ran, and before."""
    with engine.begin() as connection:
        before = connection.exec_driver_sql(_UNREAD, named).scalar_one()
        for statement in statements_of(named["endpoint"]):
            connection.exec_driver_sql(statement, named)
        return connection.exec_driver_sql(_UNREAD, named).scalar_one(), before


@cache
def statements_of(endpoint: str) -> tuple[str, ...]:
    """The statements of a list's template."""
    return statements_in(sql_text(TEMPLATES[endpoint], SOURCES[endpoint]))

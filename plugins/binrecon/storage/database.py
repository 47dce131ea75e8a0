"""The one place that makes engines for the reconciliation database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Engine, create_engine

from binrecon.domain.errors import ConfigurationError
from binrecon.storage.locks import ALIVE, BOUNDS, CONNECT_SECONDS
from binrecon.storage.redaction import QuietCursor

LONGEST_NAME = 63
"""Bytes of a session's name that the server keeps."""


PAGE_SECONDS = 10
"""A page that takes longer helps nobody."""


def database_url(
    connection: str,
    host: str | None,
    login: str | None,
    password: str | None,
    port: int | None,
    schema: str | None,
    extra: Mapping[str, Any],
) -> URL:
    """The address of the reconciliation database as an Airflow connection of this name states it; of its extra the
    settings of TLS. Raises ConfigurationError when a part is missing."""
    if not host or not login or not schema:
        raise ConfigurationError(
            f"connection {connection!r} needs a host, a login and a schema (the name of the database)"
        )
    options = {key: str(value) for key, value in extra.items() if key.startswith("ssl")}
    return URL.create(
        "postgresql+psycopg",
        username=login,
        password=password or None,
        host=host,
        port=port,
        database=schema,
        query=options,
    )


def engine_from(url: str | URL, name: str = "binrecon") -> Engine:
    """An engine (`postgresql+psycopg://…`) for one task: few connections, each checked before it is used. `name` is
    what the server shows of its sessions to whoever waits for them.

    Sessions are in UTC, so that a day's borders in SQL are the exchange's; parameters, rows and values stay out of
    error texts. No wait is without end: for the server, a lock, a statement (storage.locks). No plan is compiled: of
    statements as long as ours that takes a minute of CPU and saves nothing of the second that they run. The ends that
    are matched at once, in temporary tables that each step reads again, stay in memory; what is not used is not taken.
    """
    return create_engine(
        url,
        pool_size=2,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "options": f"-c timezone=UTC -c jit=off -c temp_buffers=32MB {BOUNDS}",
            "connect_timeout": CONNECT_SECONDS,
            **ALIVE,
            "application_name": name.encode()[:LONGEST_NAME].decode(errors="ignore"),
            "cursor_factory": QuietCursor,
        },
    )


def reading_engine(url: str | URL) -> Engine:
    """An engine for a web server's pages: few connections for all requests, that can only read, and end what takes
    long. Each plan is made for the days and accounts that are asked for, since one for any takes several times as long
    here, and none is compiled, which takes longer than what a page reads."""
    return create_engine(
        url,
        pool_size=4,
        max_overflow=4,
        pool_timeout=PAGE_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "options": (
                f"-c timezone=UTC -c plan_cache_mode=force_custom_plan -c jit=off "
                f"-c default_transaction_read_only=on -c statement_timeout={PAGE_SECONDS}s "
                f"-c lock_timeout={PAGE_SECONDS}s -c idle_in_transaction_session_timeout={PAGE_SECONDS}s"
            ),
            "connect_timeout": CONNECT_SECONDS,
            **ALIVE,
            "application_name": "binrecon page",
            "cursor_factory": QuietCursor,
        },
    )

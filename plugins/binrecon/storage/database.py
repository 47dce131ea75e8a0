"""The one place that makes engines for the reconciliation database."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine

from binrecon.storage.locks import ALIVE, BOUNDS, CONNECT_SECONDS
from binrecon.storage.redaction import QuietCursor

LONGEST_NAME = 63
"""Bytes of a session's name that the server keeps."""


def engine_from(url: str | URL, name: str = "binrecon") -> Engine:
    """An engine (`postgresql+psycopg://…`) for one task: few connections, each checked before it is used. `name` is
    what the server shows of its sessions to whoever waits for them.

    Sessions are in UTC, so that a day's borders in SQL are the exchange's; parameters, rows and values stay out of
    error texts. No wait is without end: for the server, a lock, a statement (storage.locks).
    """
    return create_engine(
        url,
        pool_size=2,
        max_overflow=2,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "options": f"-c timezone=UTC {BOUNDS}",
            "connect_timeout": CONNECT_SECONDS,
            **ALIVE,
            "application_name": name.encode()[:LONGEST_NAME].decode(errors="ignore"),
            "cursor_factory": QuietCursor,
        },
    )

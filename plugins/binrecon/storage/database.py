"""The one place that makes engines for the reconciliation database."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine

from binrecon.storage.quiet import QuietCursor


def engine_from(url: str | URL) -> Engine:
    """An engine (`postgresql+psycopg://…`) for one task: few connections, each checked before it is used.

    Sessions are in UTC, so that a day's borders in SQL are the exchange's; parameters, rows and values stay out of error texts.
    """
    return create_engine(
        url, pool_size=2, max_overflow=2, pool_pre_ping=True, hide_parameters=True,
        connect_args={
            "options": "-c timezone=UTC", "connect_timeout": 10, "application_name": "binrecon",
            "cursor_factory": QuietCursor,
        },
    )

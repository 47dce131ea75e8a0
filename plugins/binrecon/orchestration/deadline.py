"""Says that a day is not closed in time. Runs in the triggerer, so everything heavy is imported when it happens."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger(__name__)


async def day_not_closed(email: str, setting: str = "", context: dict[str, Any] | None = None) -> None:
    """Callback of the account DAGs' deadline alert: log it, and tell Discord where a connection exists.

    Raises NotPostedError when Discord did not take it; Airflow then marks the callback as failed.
    """
    from asgiref.sync import sync_to_async

    run = (context or {}).get("dag_run") or {}
    interval = str(run.get("data_interval_start") or run.get("logical_date") or "")
    log.error("the run of %s for %s is not through in time", email, interval[:10] or "an unnamed day")
    await sync_to_async(_tell)(email, setting or None, interval[:10])


def _tell(email: str, setting: str | None, day: str) -> None:
    from binrecon.orchestration import connections, webhook
    from binrecon.reporting.discord_text import masked

    conn_id = connections.discord_id(setting)
    if conn_id is not None:
        webhook.post(conn_id, f"{masked(email)} {day}: the day is not closed in time; look at its run".replace("  ", " "))

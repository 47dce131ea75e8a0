"""Says that a day is not closed in time. Runs in the triggerer, so everything heavy is imported when it happens."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

log = logging.getLogger(__name__)

CLOSED_BY = timedelta(days=2, hours=6)
"""From the start of the day: T+2 06:00 UTC, four hours after its run is due."""

STALE = timedelta(days=1)
"""A run of an older day, caught up or repeated by hand, was late before it began: nobody waits for it this morning."""


async def day_not_closed(email: str, setting: str = "", context: dict[str, Any] | None = None) -> None:
    """Callback of the account DAGs' deadline alert: log it, and tell Discord where a connection exists.

    `context` is what Airflow gives a deadline: the run as its REST API shows it. Raises NotPostedError when Discord did
    not take the message; Airflow then marks the callback as failed.
    """
    from asgiref.sync import sync_to_async

    day = datetime.fromisoformat((context or {})["dag_run"]["logical_date"]).astimezone(UTC)
    if is_stale(day, datetime.now(UTC)):
        return
    log.error("the day %s of %s is not closed in time", day.date(), email)
    await sync_to_async(_tell)(email, setting or None, str(day.date()))


def is_stale(day: datetime, now: datetime) -> bool:
    """Whether the deadline of the day passed too long ago to be news."""
    return now - (day + CLOSED_BY) > STALE


def _tell(email: str, setting: str | None, day: str) -> None:
    from binrecon.orchestration import connections, webhook

    conn_id = connections.discord_id(setting)
    if conn_id is not None:
        webhook.post(conn_id, f"{_name(email)} {day}: the day is not closed in time, look at its run")


def _name(email: str) -> str:
    """As the other messages call the account; a file of accounts that cannot be read keeps no deadline quiet."""
    from binrecon.accounts import load_accounts
    from binrecon.errors import ConfigurationError
    from binrecon.reporting.account_names import naming

    try:
        known = [account.email for account in load_accounts().accounts]
    except ConfigurationError:
        known = []
    return naming(known)(email)

"""When a day should be closed, and who is alerted when it is not. Airflow evaluates the reference where a run is made,
and runs the callback in the triggerer, so everything heavy is imported when it happens.

Rests on decision 70.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk.definitions.deadline import BaseDeadlineReference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

NEXT_DUE = timedelta(days=1)


class NewestDayDue(BaseDeadlineReference):
    """The moment from which somebody waits for a run: when it was due, or made where that is later. Only for the
    scheduled run of the newest settled day. A day that is caught up, backfilled or run by hand was late before it
    began: no deadline.

    Airflow needs the class registered by a plugin, and adds the alert's interval to what it gives.
    """

    required_kwargs = {"dag_id", "run_id"}

    def _evaluate_with(self, *, session: Session, dag_id: str, run_id: str) -> datetime | None:
        from airflow.models.dagrun import DagRun
        from sqlalchemy import select

        wanted = DagRun.dag_id == dag_id, DagRun.run_id == run_id
        run_type, due = session.execute(select(DagRun.run_type, DagRun.run_after).where(*wanted)).one()
        return waited_for_from(str(getattr(run_type, "value", run_type)), due, datetime.now(UTC))


def waited_for_from(run_type: str, due: datetime, made: datetime) -> datetime | None:
    """From when on somebody waits for a run of this type that is due and made at these times; None where nobody
    does."""
    return max(due, made) if run_type == "scheduled" and made < due + NEXT_DUE else None


async def day_not_closed(email: str, setting: str = "", context: dict[str, Any] | None = None) -> None:
    """Callback of the account DAGs' deadline alert: log it, and post it where a Discord connection exists.

    `context` is what Airflow gives a deadline: the run as its REST API shows it. Raises NotPostedError when Discord did
    not take the message; Airflow then marks the callback as failed.
    """
    from asgiref.sync import sync_to_async

    day = datetime.fromisoformat((context or {})["dag_run"]["logical_date"]).astimezone(UTC)
    log.error("the day %s of %s is not closed in time", day.date(), email)
    await sync_to_async(_tell)(email, setting or None, str(day.date()))


def _tell(email: str, setting: str | None, day: str) -> None:
    from binrecon.orchestration import connections, webhook

    conn_id = connections.discord_id(setting)
    if conn_id is not None:
        webhook.post(conn_id, f"{_name(email)} {day}: the day is not closed in time, check its run")


def _name(email: str) -> str:
    """As the other messages call the account; a file of accounts that cannot be read keeps no deadline quiet."""
    from binrecon.config.accounts import load_accounts
    from binrecon.domain.errors import ConfigurationError
    from binrecon.reporting.account_names import naming

    try:
        known = [account.email for account in load_accounts().accounts]
    except ConfigurationError:
        known = []
    return naming(known)(email)

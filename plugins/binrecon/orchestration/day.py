"""Which day a run reconciles. Airflow's context names it in four places that need not agree; this is the one reading.

Rests on decision 68.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from binrecon.domain.errors import ConfigurationError, RetryableError
from binrecon.domain.settlement import newest_settled_day

EARLY = timedelta(minutes=3)
"""A host's clock may be so far ahead of the exchange's: a run that starts so early is tried again."""


class TooEarlyError(RetryableError):
    """The day settles in a moment, by the exchange's clock."""


@dataclass(frozen=True)
class Asked:
    """How a run names its day, and the time. A run triggered without a date has neither logical date nor interval."""

    now: datetime
    manual: bool = False
    conf_day: str | None = None
    logical_date: datetime | None = None
    interval_start: datetime | None = None


def asked_by(context: Mapping[str, Any], now: datetime) -> Asked:
    """Read the task context: `day` of the run's conf or of its parameters, run type, logical date, data interval."""
    run = context["dag_run"]
    return Asked(
        now=now,
        manual=str(getattr(run.run_type, "value", run.run_type)) == "manual",
        conf_day=(run.conf or {}).get("day") or context.get("params", {}).get("day") or None,
        logical_date=context.get("logical_date"),
        interval_start=context.get("data_interval_start"),
    )


def typed_by_hand(context: Mapping[str, Any]) -> bool:
    """Whether a person chose the day of the run, in a form or as dates of a backfill: all but the schedule's own
    runs."""
    run_type = context["dag_run"].run_type
    return str(getattr(run_type, "value", run_type)) != "scheduled"


def day_of(asked: Asked) -> date:
    """The day to reconcile: the one in conf, else a manual run's logical date, else the interval, else the newest
    settled.

    A manual run dated after the newest settled day means that day. A day settles by `asked.now`, which is to be the
    exchange's clock: a list that was asked for by a clock that is ahead does not hold the day yet. Raises TooEarlyError
    where it settles in a moment; ConfigurationError for a day that is no date or not settled; for a run whose logical
    date and interval are different days: `airflow dags trigger --logical-date` infers the interval from the present, so
    that such a run would reconcile a day nobody asked for; and for a run of a day with another `day` than its own,
    which would turn a day green that no run collected. All of it goes by the dates and not by the run's type, as a
    backfill that repeats a manual run makes it its own."""
    newest = newest_settled_day(asked.now)
    if asked.conf_day is not None:
        return _settled(_own(_parsed(asked.conf_day), asked), asked.now)
    if asked.manual and asked.logical_date is not None:
        return _agreed(min(_utc_day(asked.logical_date), newest), asked.interval_start)
    if asked.interval_start is not None:
        return _settled(_interval_day(asked, asked.interval_start, newest), asked.now)
    return newest


def _own(day: date, asked: Asked) -> date:
    """The day of the run's conf, which must be the one that Airflow takes the run for: that of a logical date at
    midnight."""
    mine = asked.logical_date or (None if asked.manual else asked.interval_start)
    if mine is not None and mine == _midnight(mine) and _utc_day(mine) != day:
        raise ConfigurationError(
            f"this run counts as the run of {_utc_day(mine)}, but its 'day' is {day}: delete it, then backfill "
            "without `day`,"
            f" or trigger {day} alone without a date"
        )
    return day


def _interval_day(asked: Asked, start: datetime, newest: date) -> date:
    """The day of a scheduled or backfilled run; its logical date names the same one."""
    day = _utc_day(start)
    dated = day if asked.logical_date is None else _utc_day(asked.logical_date)
    return _agreed(day if dated == day else min(dated, newest), start)


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _parsed(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ConfigurationError(f"the run's 'day' must be a date such as 2026-11-18, got {str(text)[:40]!r}") from None


def _settled(day: date, now: datetime) -> date:
    newest = newest_settled_day(now)
    if day <= newest:
        return day
    unsettled = (
        f"{day} is not settled yet: the newest settled day is {newest}; a day settles at 02:00 UTC two days later"
    )
    clock = f"by the exchange's clock it is {now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if day <= newest_settled_day(now + EARLY):
        raise TooEarlyError(f"{unsettled}; {clock}: it is tried again")
    ahead = "a scheduled run refused for this was started by a host whose clock is ahead: set that clock"
    raise ConfigurationError(f"{unsettled}; {clock}; {ahead}")


def _agreed(day: date, interval_start: datetime | None) -> date:
    if interval_start is not None and _utc_day(interval_start) != day:
        raise ConfigurationError(
            f"this run is dated {day} but its data interval is {_utc_day(interval_start)} (the command line infers "
            "it from "
            f'the present): delete the run and trigger again without a date and with --conf \'{{"day": "{day}"}}\''
        )
    return day

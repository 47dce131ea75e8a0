"""When a day is reconciled: two days later at 02:00 UTC, when the exchange's records of it no longer change much.

The data interval of a run is the day it reconciles, [T 00:00, T+1 00:00) UTC, and its logical date is T 00:00.
Neither of Airflow's own timetables can end an interval earlier than the run starts, hence this one.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime

LAG_DAYS = 2
HOUR = 2


def newest_settled(now: DateTime) -> DateTime:
    """Start of the newest day whose run is due at `now`: T for every moment from T+2 02:00 on."""
    return start_of_day(now.in_timezone("UTC").subtract(hours=HOUR)).subtract(days=LAG_DAYS)


def start_of_day(moment: DateTime) -> DateTime:
    return moment.in_timezone("UTC").start_of("day")


def run_for(day: DateTime) -> DagRunInfo:
    """The run of the day that starts at `day`."""
    return DagRunInfo(run_after=day.add(days=LAG_DAYS, hours=HOUR), data_interval=DataInterval(day, day.add(days=1)))


class SettledDayTimetable(Timetable):
    """One run for each UTC day, at 02:00 two days later. A manual run gets the day it names, at most the newest settled
    one."""

    description = f"Each UTC day, {LAG_DAYS} days later at {HOUR:02d}:00 UTC"

    @property
    def summary(self) -> str:
        return f"T+{LAG_DAYS} {HOUR:02d}:00 UTC"

    def serialize(self) -> dict[str, Any]:
        return {}

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The day of `run_after`, or the newest settled day where that one is still open."""
        day = min(start_of_day(run_after), newest_settled(pendulum.now("UTC")))
        return DataInterval(day, day.add(days=1))

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The day after the last one; without a last one, the first whole day from the start date on.

        Without catch-up, days older than the newest settled one are passed over. None when there is no start date,
        or the day would begin after the end date.
        """
        day = _day_after(last_automated_data_interval, restriction.earliest)
        if day is None:
            return None
        if not restriction.catchup:
            day = max(day, newest_settled(pendulum.now("UTC")))
        if restriction.latest is not None and day > restriction.latest:
            return None
        return run_for(day)


def _day_after(last: DataInterval | None, earliest: DateTime | None) -> DateTime | None:
    if last is not None:
        return start_of_day(last.start).add(days=1)
    if earliest is None:
        return None
    day = start_of_day(earliest)
    return day if day == earliest else day.add(days=1)

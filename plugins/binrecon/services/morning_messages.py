"""Posts the morning message: by whichever run judges the last account's day, else by the hourly look once the morning
is over.

Rests on decision 74.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.domain.intervals import day_interval
from binrecon.domain.settlement import SETTLES_AFTER, TIME_TO_CLOSE, newest_settled_day
from binrecon.domain.vocabulary import NOBODY, Verdict
from binrecon.reporting.morning import COMPLETE, Morning, morning_message, read_breaks, read_morning
from binrecon.services.day_messages import Deliver, names_of
from binrecon.services.group import group_of_day, members_of
from binrecon.storage.notifications import was_posted

log = logging.getLogger(__name__)


def tell_morning(engine: Engine, roster: Roster, now: datetime, deliver: Deliver) -> dict[str, str]:
    """Post how the newest settled day stands for all accounts, once it is judged for each of them; from T+2 06:00 UTC
    on without those that are not, by name. Whoever asks first posts it; returns what became of it, nothing where it is
    not time yet or all is posted."""
    return _tell(engine, roster, now, deliver, misses=True)


def tell_after_day(engine: Engine, roster: Roster, day: date, now: datetime, deliver: Deliver) -> dict[str, str]:
    """The same after the day of one account was judged. Those that are not judged yet may be at work beside it, so they
    are the hourly look's to miss; an older day is no news this morning."""
    return _tell(engine, roster, now, deliver, misses=False) if day == newest_settled_day(now) else {}


def _tell(engine: Engine, roster: Roster, now: datetime, deliver: Deliver, *, misses: bool) -> dict[str, str]:
    day = newest_settled_day(now)
    if was_posted(engine, NOBODY, day, COMPLETE):
        return {}
    morning = read_morning(engine, roster.accounts, day, roster.settings.weight_share)
    if not is_time(morning, now) or (morning.awaited and not misses):
        return {}
    for email in morning.awaited:
        log.warning("%s of %s has no verdict yet", day, email)
    group, left, today = _group(engine, roster, day), read_breaks(engine, morning), now.astimezone(UTC).date()
    told = replace(morning, group=group, breaks=left, told_on=today)
    return deliver([morning_message(told, names_of(roster))])


def _group(engine: Engine, roster: Roster, day: date) -> tuple[tuple[str, ...], int] | None:
    """The assets of which the group is not proved; None where it is, or where a single wallet is all there is."""
    if len(members_of(roster.accounts, day)) < 2:
        return None
    found = group_of_day(engine, roster.accounts, day).lines
    left = tuple(line.asset for line in found if line.verdict != Verdict.PROVED)
    return (left, len(found)) if left else None


def is_time(morning: Morning, now: datetime) -> bool:
    """Whether everything is judged, or the morning is over. Before any day of any account was ever judged there is
    nothing to wait for."""
    if not morning.awaited:
        return True
    return morning.ever_judged and now >= day_interval(morning.day).start + SETTLES_AFTER + TIME_TO_CLOSE

"""What readings of ours can and cannot prove of a day whose balances the exchange gives no snapshot of.

A reading stands for the midnight before it: what moved between the two is taken off. It is weaker than a snapshot, as
we chose the moment, and says nothing where a movement lies too near to it.

Rests on decision 88.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from binrecon.domain.day_facts import DayFacts, OwnReading
from binrecon.domain.intervals import day_interval

LATE = timedelta(minutes=5)
"""Later than that after midnight, and people are told by how much."""
_DAY = timedelta(days=1)
TAKEN_BY = "binrecon_readings"


def missing_readings(facts: DayFacts) -> tuple[date, ...]:
    """The days at whose end no reading was taken that proves, of the two that the day needs."""
    day = facts.account_day.day
    held = {reading.date for reading in facts.readings}
    return tuple(end for end in (day - _DAY, day) if end not in held)


def not_readable(facts: DayFacts) -> Iterator[str]:
    """Why readings prove nothing of the day of a wallet that has no snapshots; nothing where they do."""
    for end in missing_readings(facts):
        yield f"no reading of ours after the end of {end}"
    for reading in facts.readings:
        if reading.disturbed_at is not None:
            yield (
                f"the reading of {_moment(reading.taken_at)} is disturbed: a movement of "
                f"{_moment(reading.disturbed_at)} may lie before it or after it"
            )


def between(facts: DayFacts) -> str:
    """Between which readings a day is proved, and how late they came; nothing of snapshots."""
    if not facts.readings:
        return ""
    told = " and ".join(_moment(reading.taken_at) + _late(reading) for reading in facts.readings)
    return f"between two readings of ours, {told}"


def steps_without(facts: DayFacts) -> Iterator[str]:
    """What to do where a reading is missing or disturbed: nothing brings it back, but the next one can be there."""
    for end in missing_readings(facts):
        yield (
            f"the exchange keeps no balance of the end of {end}: the day and the next stay unproved; see why the run "
            f"of `{TAKEN_BY}` of {end + _DAY} read nothing, so that the next midnight is read"
        )
    if any(reading.disturbed_at is not None for reading in facts.readings):
        yield (
            "a disturbed reading cannot be taken again: the day stays unproved, as does the one on its other side; "
            "trade less in the minute after midnight UTC"
        )


def _late(reading: OwnReading) -> str:
    by = reading.taken_at - day_interval(reading.date).end
    return f" ({str(by).partition('.')[0]} after midnight)" if by > LATE else ""


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"

"""When a day is settled, and by when its verdict is due. All times are UTC and the exchange's.

Rests on decision 50.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

SETTLES_AFTER = timedelta(days=2, hours=2)
"""From the start of a day until it may be reconciled: T+2 02:00 UTC."""
TIME_TO_CLOSE = timedelta(hours=4)
"""From then until every account should have its verdict: T+2 06:00 UTC."""


def newest_settled_day(now: datetime) -> date:
    """The newest day T for which T+2 02:00 UTC has come."""
    return (now.astimezone(UTC) - SETTLES_AFTER).date()

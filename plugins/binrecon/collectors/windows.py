"""Which windows a day needs of an endpoint. Light enough for the parsing of DAGs: no HTTP, no database."""

from __future__ import annotations

from datetime import datetime

from binrecon.domain.intervals import Interval
from binrecon.sources.endpoint import Endpoint


def windows_for(endpoint: Endpoint, day: Interval) -> list[Interval]:
    """The windows that a day needs of an endpoint: far enough back for records that come or change late, none longer
    than the endpoint allows, the day itself whole inside the last one. What is read `ahead` is never a whole day, so
    that it covers none."""
    return list(Interval(day.start - endpoint.reread, day.end + endpoint.ahead).split(endpoint.max_span))


def widened(endpoint: Endpoint, window: Interval, settled: datetime) -> Interval:
    """The window with its end moved forward, as far as the endpoint allows and up to `settled`.

    A backfill reads old days one after the other: what one reading brings of the days after it, the next need not ask.
    Days after `settled` stay out, as their lists still grow.
    """
    end = min(window.start + endpoint.max_span, settled)
    return Interval(window.start, max(end, window.end))

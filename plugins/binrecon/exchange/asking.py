"""What reading a list is made of: how a page is asked for, what is outside a window, and how a window is divided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from binrecon.domain.calls import Page, Params
from binrecon.domain.errors import BinanceErrorType, FatalAPIError
from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import Meaning
from binrecon.sources.endpoint import Endpoint

Doubt = Callable[[Page], str | None]
Ask = Callable[[Interval, Params, Doubt], Page]
_MILLISECOND = timedelta(milliseconds=1)


class WindowFullError(FatalAPIError):
    """The exchange gives fewer records at once than the smallest window holds: it cannot be proved complete."""


def outside(endpoint: Endpoint, page: Page) -> str | None:
    """A record whose time is not in the window that was asked for; a time that cannot be read is left to quarantine."""
    bounds = endpoint.window_params(page.window)
    first = bounds[endpoint.start_param] if endpoint.start_param in page.request else None
    last = bounds[endpoint.end_param] if endpoint.end_param in page.request else None
    for record in page.records:
        moment = record.get(endpoint.time_field) if isinstance(record, dict) else None
        if type(moment) is int and ((first is not None and moment < first) or (last is not None and moment > last)):
            return "a record outside the window"
    return None


def smaller(endpoint: Endpoint, window: Interval) -> tuple[Interval, ...]:
    """The window in halves, or as it is where it cannot be divided: a list without windows, or a single millisecond."""
    divided = endpoint.start_param is not None and endpoint.end_param is not None and window.span > _MILLISECOND
    return halves(endpoint, window) if divided else (window,)


def halves(endpoint: Endpoint, window: Interval) -> tuple[Interval, Interval]:
    """The window cut at a whole millisecond."""
    if window.span <= _MILLISECOND:
        raise full(endpoint, "a single millisecond fills the page")
    middle = window.start + (window.span // 2) // _MILLISECOND * _MILLISECOND
    return Interval(window.start, middle), Interval(middle, window.end)


def full(endpoint: Endpoint, reason: str) -> WindowFullError:
    return WindowFullError(
        reason, endpoint=endpoint.name, type=BinanceErrorType.UNKNOWN, status=200, meaning=Meaning.TOO_MANY_RECORDS
    )

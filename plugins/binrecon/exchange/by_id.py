"""Read lists that go by id, such as a pair's trades: from an id or a day on, the newest, the oldest.

Rests on decisions 6 and 53.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from binrecon.domain.calls import Page, Params
from binrecon.domain.intervals import DAY, Interval, to_ms
from binrecon.exchange.asking import Ask, outside
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import FromId


def read(
    ask: Ask, endpoint: Endpoint, style: FromId, window: Interval, from_id: int | None, until: datetime | None
) -> Iterator[Page]:
    """From the id held, or from the first day of the window that holds a record, to the end or to `until`."""

    def asked(piece: Interval, params: Params) -> Page:
        return ask(piece, params, lambda page: style.doubt(page, None, 0) or outside(endpoint, page))

    page: Page | None = None
    params: Params | None = None
    if from_id is not None:
        params = {**style.first(), style.param: from_id}
    else:
        for piece in window.split(DAY):
            page = asked(piece, {**endpoint.window_params(piece), **style.first()})
            yield page
            if page.records:
                params = style.following(page, None)
                break
    while params is not None and not (page is not None and _reached(page, until)):
        before, page = page, asked(window, params)
        yield page
        params = style.following(page, before)


def newest(ask: Ask, endpoint: Endpoint, window: Interval, moment: datetime, limit: int) -> Page:
    """The newest records of a list read by id, oldest of them first: all that were listed by `moment`, where none is
    older that is not in the answer. Nothing in the window asked for is left out."""
    style = read_by_id(endpoint)
    return ask(window, style.newest(to_ms(moment), limit), style.disorder)


def oldest(ask: Ask, endpoint: Endpoint, window: Interval) -> Page:
    """The oldest record of all times of a list read by id, or none."""
    style = read_by_id(endpoint)
    return ask(window, {**dict(style.oldest), "limit": 1}, style.disorder)


def read_by_id(endpoint: Endpoint) -> FromId:
    """How a list that is read by id pages. Raises TypeError for any other."""
    if not isinstance(endpoint.pages, FromId):
        raise TypeError(f"{endpoint.name} is not read by id")
    return endpoint.pages


def _reached(page: Page, until: datetime | None) -> bool:
    """Trades come in the order of their ids and times: the first one at or after `until` ends the wanted part."""
    if until is None or not page.records:
        return False
    moment = page.records[-1].get("time")
    return type(moment) is int and moment >= to_ms(until)

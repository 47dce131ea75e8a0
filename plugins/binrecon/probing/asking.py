"""Asks every look once, in order; one that fails does not end the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from binrecon.domain.calls import CUT, Page, Params
from binrecon.domain.errors import BinanceAPIError, BinreconError
from binrecon.domain.intervals import Interval
from binrecon.domain.limits import Limiter
from binrecon.domain.meanings import Meaning
from binrecon.exchange.asking import WindowFullError
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.refusals import PASSING, NotHadError
from binrecon.probing.question import Found, Look, Looked, Refused
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint, Host
from binrecon.sources.pages import ByTime

CLOCK_CALLS = 4
"""How often the exchange's clock may be asked: once, and after calls that were refused for ours."""


def announced(looks: Iterable[Look]) -> Counter[Limiter]:
    """The weight of all looks by limiter, where each is asked once and none is shorter than it may be."""
    most = Counter({CATALOGUE["server_time"].limiter: CATALOGUE["server_time"].weight * CLOCK_CALLS})
    for look in looks:
        most[look.endpoint.limiter] += look.heaviest
    return most


def look_at(client: BinanceClient, looks: Iterable[Look], say: Callable[[str], None]) -> dict[str, Found]:
    """What came of each look, by its name. A host that gave no answer is not waited for again, nor is a list that broke
    for all attempts."""
    looked: dict[str, Found] = {}
    broken: dict[Host | str, Refused] = {}
    for look in looks:
        say(look.name)
        found = _unasked(client, look, broken) or _found(client, look, looked)
        if found.refused is not None and found.refused.meaning in PASSING | {Meaning.NO_ANSWER}:
            host_wide = found.refused.meaning is Meaning.NO_ANSWER
            broken.setdefault(look.endpoint.host if host_wide else look.endpoint.path, found.refused)
        looked[look.name] = found
    return looked


def _unasked(client: BinanceClient, look: Look, broken: Mapping[Host | str, Refused]) -> Found | None:
    before = broken.get(look.endpoint.host) or broken.get(look.endpoint.path)
    if before is not None:
        return Found(refused=before)
    if look.endpoint.email_param is not None and not client.email:
        return Found(refused=Refused(Meaning.EMAIL, reason="it wants the account's e-mail"))
    return None


def _found(client: BinanceClient, look: Look, looked: Looked) -> Found:
    try:
        window = look.window(client.now())
        params = look.chosen(looked)
        if params is None:
            return Found(asked=False)
        return _read(client, look, window, params)
    except NotHadError as error:
        return Found(refused=Refused(error.meaning, error.status, error.code, error.absence.said))
    except BinanceAPIError as error:
        reason = str(error).partition(": ")[2] if error.status in (None, 200) and error.code is None else ""
        return Found(refused=Refused(error.meaning, error.status, error.code, reason))
    except BinreconError as error:
        return Found(refused=Refused(Meaning.QUESTION, reason=str(error)))


def _read(client: BinanceClient, look: Look, window: Interval, params: Params) -> Found:
    if look.pages == 1:
        page = client.one(look.endpoint, look.key, window, {**look.endpoint.pages.first(), **params})
        return _of(look.endpoint, [page], window)
    pages: list[Page] = []
    whole = True
    try:
        for page in client.pages(look.endpoint, look.key, window):
            pages.append(page)
            if len(pages) == look.pages:
                whole = False
                break
    except WindowFullError:
        whole = False
    return _of(look.endpoint, _last_reading(pages), window, whole)


def _last_reading(pages: list[Page]) -> list[Page]:
    """The pages that are the list: those of the last pass."""
    last = max((page.reading for page in pages), default=CUT)
    return [page for page in pages if page.reading == last != CUT]


def _of(endpoint: Endpoint, pages: list[Page], window: Interval, whole: bool = True) -> Found:
    last = pages[-1] if pages else None
    return Found(
        rows=tuple(row for row in _rows(endpoint, pages) if isinstance(row, dict)),
        document=last.document if last else None,
        window=window,
        at=last.received_at if last else None,
        whole=whole,
    )


def _rows(endpoint: Endpoint, pages: list[Page]) -> Iterator[Any]:
    """The rows of all pages, each once: where pages go on by time, one ends before the moment at which the next
    begins."""
    for page, after in zip(pages, [*pages[1:], None], strict=True):
        until = after.request.get("startTime") if after and isinstance(endpoint.pages, ByTime) else None
        yield from (row for row in page.records if until is None or row.get(endpoint.time_field, 0) < until)

"""A server that answers any style of paging from a list of records, and doubts as the client does."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from binrecon.domain.calls import Page, Params
from binrecon.domain.intervals import Interval, to_ms
from binrecon.exchange import paging
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import FromId, MoreData, Newest

START = datetime(2026, 11, 3, tzinfo=UTC)
WINDOW = Interval(START, START + timedelta(days=1))
NOON = to_ms(START) + 43_200_000
TRADES = replace(CATALOGUE["trades"], pages=FromId(3))
CONVERTS = replace(CATALOGUE["convert_history"], pages=MoreData(3))


class Doubted(Exception):
    """A page was not believed; the client would ask again."""


@dataclass
class Server:
    """Answers from a list of records; `spoil` may change the nth answer (counted from 1) before it is judged."""

    endpoint: Endpoint
    rows: list[dict[str, Any]]
    spoil: Callable[[int, list[Any], dict[str, Any]], tuple[list[Any], dict[str, Any]]] | None = None
    asked: list[Params] = field(default_factory=list)

    def __call__(self, window: Interval, params: Params, doubt: paging.Doubt) -> Page:
        times = self.endpoint.window_params(window) if "fromId" not in params else {}
        request = {**times, **params}
        self.asked.append(params)
        records, document = self.answer(window, params)
        if self.spoil:
            records, document = self.spoil(len(self.asked), records, document)
        page = Page("any", "", window, request, "", "", 200, {}, START, records, document)
        reason = doubt(page)
        if reason:
            raise Doubted(reason)
        return page

    def answer(self, window: Interval, params: Params) -> tuple[list[Any], dict[str, Any]]:
        listed = [row for row in self.rows if window.first_ms <= row.get("time", NOON) <= window.last_ms]
        document = {
            "totalCount": len(listed),
            "moreData": len(listed) > 3,
            "data": {"totalRecords": len(listed)},
        }
        if "fromId" in params:
            return [row for row in self.rows if row["id"] >= params["fromId"]][: params["limit"]], document
        if "page" in params:
            size = params.get("limit", 3)
            first = (params["page"] - 1) * size
            return listed[first : first + size], document
        if isinstance(self.endpoint.pages, Newest):
            shown = listed if "startTime" in params else self.rows
            return shown[-3:], {"totalCount": min(len(shown), 3)}
        first = params.get("offset", 0)
        return listed[first : first + params.get("limit", 1000)], document

    def read(self, **options: Any) -> list[Page]:
        return list(paging.read(self, self.endpoint, WINDOW, **options))


def rows(count: int, step: int = 1) -> list[dict[str, Any]]:
    """Records from id 100 on, `step` ms apart."""
    moments = [NOON + n * step for n in range(count)]
    return [{"id": n, "time": at, "createTime": at} for n, at in enumerate(moments, 100)]


def ids(pages: list[Page]) -> set[int]:
    """The ids of the records that were read."""
    return {record["id"] for page in pages for record in page.records}

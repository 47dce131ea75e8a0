"""How each endpoint pages, and what proves that its window is complete. The loop that asks is in `paging`.

A style answers three questions: with which parameters to begin, why a page cannot be believed (`doubt`), and what comes
after it (`following`; None is the proved end). Only an empty page, or one that holds nothing new, or a total that was
reached, ends a window: a page that is merely short may have been cut.
"""

from __future__ import annotations

from dataclasses import dataclass

from binrecon.calls import Page, Params


class ShrinkWindow(Exception):
    """The endpoint cut the window short and has no next page: ask again in smaller windows. Control flow, not an error."""


class RestartWindow(Exception):
    """The list changed while it was paged: begin the window again. Control flow, not an error."""


@dataclass(frozen=True)
class Single:
    """One answer holds the whole window; an answer as long as `limit` cannot prove it and asks for smaller windows."""

    limit: int | None = None
    param: str = "limit"

    def first(self) -> Params:
        return {} if self.limit is None else {self.param: self.limit}

    def doubt(self, page: Page, before: Page | None) -> str | None:
        return _too_long(page, self.limit)

    def following(self, page: Page, before: Page | None, seen: int) -> Params | None:
        if self.limit is not None and len(page.records) >= self.limit:
            raise ShrinkWindow
        return None


@dataclass(frozen=True)
class MoreData:
    """No next page: while the answer says `moreData`, or is full, the window is cut and asked again."""

    limit: int

    def first(self) -> Params:
        return {"limit": self.limit}

    def doubt(self, page: Page, before: Page | None) -> str | None:
        if not isinstance(page.document.get("moreData"), bool):
            return "moreData is missing"
        return _too_long(page, self.limit)

    def following(self, page: Page, before: Page | None, seen: int) -> Params | None:
        if page.document["moreData"] or len(page.records) >= self.limit:
            raise ShrinkWindow
        return None


@dataclass(frozen=True)
class Offset:
    """Pages by `offset` until one is empty; `endTime` stays fixed so that new rows cannot shift old ones away."""

    limit: int

    def first(self) -> Params:
        return {"offset": 0, "limit": self.limit}

    def doubt(self, page: Page, before: Page | None) -> str | None:
        return _too_long(page, self.limit) or _repeated(page, before)

    def following(self, page: Page, before: Page | None, seen: int) -> Params | None:
        return {"offset": seen, "limit": self.limit} if page.records else None


@dataclass(frozen=True)
class Numbered:
    """Pages by number. With `total_field` the window ends when as many records came as it says, else at an empty page."""

    limit: int
    page_param: str = "page"
    size_param: str = "limit"
    total_field: str | None = None

    def first(self) -> Params:
        return {self.page_param: 1, self.size_param: self.limit}

    def doubt(self, page: Page, before: Page | None) -> str | None:
        return _too_long(page, self.limit) or _repeated(page, before) or self._total_doubt(page)

    def following(self, page: Page, before: Page | None, seen: int) -> Params | None:
        if self.total_field is None:
            return self._after(page, seen)
        total = page.document[self.total_field]
        if before is not None and before.document[self.total_field] != total:
            raise RestartWindow
        if seen == total:
            return None
        if seen > total or not page.records:
            raise RestartWindow
        return self._numbered(int(page.request[self.page_param]) + 1)

    def _after(self, page: Page, seen: int) -> Params | None:
        """Without a total, a short page is followed by a look at the one record after it, which must not exist."""
        if not page.records:
            return None
        if page.request[self.size_param] != self.limit:
            raise RestartWindow
        if len(page.records) < self.limit:
            return {self.page_param: seen + 1, self.size_param: 1}
        return self._numbered(int(page.request[self.page_param]) + 1)

    def _numbered(self, number: int) -> Params:
        return {self.page_param: number, self.size_param: self.limit}

    def _total_doubt(self, page: Page) -> str | None:
        if self.total_field is None:
            return None
        total = page.document.get(self.total_field)
        if type(total) is not int or total < len(page.records):
            return f"{self.total_field} is not a count of the records"
        return None


@dataclass(frozen=True)
class FromId:
    """Pages by `fromId` = the last id held, so that the second row of a self-trade (two rows, one id) cannot fall
    between two pages; a page that holds nothing beyond that id is the end. The first page may start by time."""

    limit: int

    def first(self) -> Params:
        return {"limit": self.limit}

    def doubt(self, page: Page, before: Page | None) -> str | None:
        ids = [record.get("id") if isinstance(record, dict) else None for record in page.records]
        if any(type(identifier) is not int for identifier in ids):
            return "a record without an integer id"
        if any(one > other for one, other in zip(ids, ids[1:], strict=False)):
            return "ids do not ascend"
        asked = page.request.get("fromId")
        if asked is not None and ids[:1] != [asked]:
            return "the page does not begin with the id it was asked from"
        return _too_long(page, self.limit)

    def following(self, page: Page, before: Page | None, seen: int) -> Params | None:
        last = page.records[-1]["id"] if page.records else None
        if last == page.request.get("fromId"):
            return None
        return {"fromId": last, "limit": self.limit}


PageStyle = Single | MoreData | Offset | Numbered | FromId


def _too_long(page: Page, limit: int | None) -> str | None:
    size = len(page.records)
    return f"{size} records where {limit} is the limit" if limit is not None and size > limit else None


def _repeated(page: Page, before: Page | None) -> str | None:
    if before is not None and page.records and page.records == before.records:
        return "the same page came twice"
    return None

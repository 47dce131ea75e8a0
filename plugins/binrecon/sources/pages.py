"""How each endpoint pages, and what proves that its window is complete. The loop that asks is in `paging`.

A style answers four questions: with which parameters to begin, why a page cannot be believed (`doubt`), what comes
after it (`following`; None is the end of the pass), and whether one pass proves the list (`proves`). A page that is
merely short proves nothing, as it may have been cut: a list ends where as many different records came as its total
says, or where a look beyond the last one finds nothing. One answer is one look at the list; a list that came in several
answers may have moved between them, so it is read again until two whole passes hold the same records. Only an empty
list is believed at once. What of this each list rests on is in docs/collecting.md.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, replace
from typing import Protocol, Self

from binrecon.domain.calls import Page, Params
from binrecon.sources.record_names import field
from binrecon.sources.totals import Groups, group_counts, parts_of, whole


class ShrinkWindow(Exception):
    """The endpoint cut the window short and has no next page: ask in smaller windows. Control flow, not an error."""


class OutOfReach(Exception):
    """The endpoint gives its newest records only, and they do not prove the window; the text says why. Control flow."""


class RestartWindow(Exception):
    """The list moved while it was paged, as far as can be told, or its end cannot be reached so: begin the window
    again. The text says what does not fit, where that may last; `size`: as many records the exchange gives at once,
    where that is fewer than were asked for. Control flow, not an error."""

    def __init__(self, reason: str = "", size: int | None = None) -> None:
        super().__init__(reason)
        self.size = size


class Seen(Protocol):
    """What the pass has seen of its window by now: rows, and how many different records."""

    @property
    def count(self) -> int: ...
    @property
    def distinct(self) -> int: ...


@dataclass(frozen=True)
class _Paged:
    """Styles whose pages can be made smaller, so that a second pass has its edges elsewhere."""

    limit: int

    def resized(self, limit: int) -> Self:
        return replace(self, limit=limit)

    def proves(self, answers: int, records: int) -> bool:
        """One answer that held all is a proof: nothing can move within it."""
        return answers <= 1


@dataclass(frozen=True)
class Single:
    """One answer holds the whole window; an answer as long as `limit` cannot prove it and asks for smaller windows.

    With `total_field` the answer counts the records of the window: where there are more, smaller windows are asked.
    With `confirm` nothing in the answer tells that it is whole, so a window that is not empty is read again in two
    halves, each holding some of its records: were the answer cut, whatever the cut, one half would show more than it
    showed.
    """

    limit: int | None = None
    confirm: bool = False
    total_field: str | None = None

    def first(self) -> Params:
        return {} if self.limit is None else {"limit": self.limit}

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        return _too_long(page, self.limit) or _total_doubt(page, self.total_field, distinct)

    def following(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        if self.limit is not None and len(page.records) >= self.limit:
            raise ShrinkWindow
        if self.total_field is not None:
            total = _total(page, self.total_field)
            if total > seen.count:
                raise ShrinkWindow
            if total != seen.distinct:
                raise RestartWindow
        return None

    def proves(self, answers: int, records: int) -> bool:
        return not (self.confirm and records)


@dataclass(frozen=True)
class Newest:
    """The newest `limit` records of all times, whatever the window: whole where there are fewer, which `total_field`
    confirms, or where one of them is from before the window. The field `moment` (ms) tells their times.

    The total counts records, or the items in their field `parts`. Where it counts neither, the window alone is asked
    too: what it tells must be the same, and either its own total fits, or the total is the same for both questions, so
    that it does not speak of the window, and an older record shows that the newest reach back over it. Else the total
    decides nothing.
    """

    limit: int
    moment: str
    total_field: str
    parts: str = ""

    def first(self) -> Params:
        return {}

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        if any(type(field(record, self.moment)) is not int for record in page.records):
            return f"a record without {self.moment}"
        return _too_long(page, self.limit) or _total_doubt(page, self.total_field, len(page.records))

    def following(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        if before is not None:
            self._compare(page, before)
            return None
        if len(page.records) >= self.limit:
            if not self._reaches(page):
                raise OutOfReach("the newest records do not reach back over the window")
            return None
        if self._fits(page):
            return None
        return {"startTime": page.window.first_ms, "endTime": page.window.last_ms}

    def _compare(self, page: Page, before: Page) -> None:
        """Hold the answer about the window alone against the one about all times. Raises RestartWindow or
        OutOfReach."""
        window = page.window
        inside = [record for record in before.records if window.first_ms <= record[self.moment] <= window.last_ms]
        if sorted(map(repr, inside)) != sorted(map(repr, page.records)):
            raise RestartWindow("asked for the window alone it tells of other records")
        same = _total(page, self.total_field) == _total(before, self.total_field)
        if not self._fits(page) and not (same and self._reaches(before)):
            raise OutOfReach(
                f"{self.total_field} {_total(before, self.total_field)} counts neither its {len(before.records)} "
                "records nor what "
                "they hold, and no older record shows that they reach back over the window"
            )

    def _reaches(self, page: Page) -> bool:
        return any(record[self.moment] < page.window.first_ms for record in page.records)

    def _fits(self, page: Page) -> bool:
        """Whether the total counts the records or their parts."""
        total, records = _total(page, self.total_field), page.records
        return total == len(records) or (self.parts != "" and total == parts_of(records, self.parts))

    def proves(self, answers: int, records: int) -> bool:
        return True


@dataclass(frozen=True)
class MoreData:
    """No next page: while the answer says `moreData`, or is full, the window is cut and asked again. A list that is not
    empty has to come twice."""

    limit: int

    def first(self) -> Params:
        return {"limit": self.limit}

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        if not isinstance(page.document.get("moreData"), bool):
            return "moreData is missing"
        return _too_long(page, self.limit)

    def following(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        if page.document["moreData"] or len(page.records) >= self.limit:
            raise ShrinkWindow
        return None

    def proves(self, answers: int, records: int) -> bool:
        return not records


@dataclass(frozen=True)
class Offset(_Paged):
    """Pages by `offset`, each from the last record held on, which must come again as it was: whatever leaves, enters or
    changes place before it would show another one there. A page with nothing beyond it is the end, after a full one
    only when it comes twice. `endTime` stays fixed so that new rows cannot shift old ones away."""

    def first(self) -> Params:
        return {"offset": 0, "limit": self.limit}

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        return _too_long(page, self.limit)

    def following(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        if before is None and not page.records:
            return None
        if before is not None:
            if page.records[:1] != before.records[-1:]:
                raise RestartWindow
            if len(page.records) == 1:
                return {"offset": page.request["offset"], "limit": self.limit} if _full(before, self.limit) else None
        last = int(page.request["offset"]) + len(page.records) - 1
        return {"offset": last, "limit": self.limit}


@dataclass(frozen=True)
class Numbered(_Paged):
    """Pages by number. With `total_field` (dots between the steps to it) the window ends when so many different records
    came, else at an empty page. Without `size_param`, which needs the total, the exchange's own size is `limit`.

    With `groups` the total may count records that are equal in one of these sets of fields as one. So it proves an end
    only with a page that is not full, or an empty one after it, and where it is fewer than the records, only if it is
    that count and they all fit on one page: else smaller windows are asked.
    """

    page_param: str = "page"
    size_param: str | None = "limit"
    total_field: str | None = None
    groups: Groups = ()

    def first(self) -> Params:
        return self._numbered(1)

    def resized(self, limit: int) -> Self:
        return self if self.size_param is None else super().resized(limit)

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        doubt = _too_long(page, self.limit)
        if self.groups and (before is not None or self._may_count_groups(page)):
            return doubt
        return doubt or _total_doubt(page, self.total_field, distinct)

    def _may_count_groups(self, page: Page) -> bool:
        """Exactly those of a page that holds all; a full one may be the first of several."""
        total, counts = _total(page, str(self.total_field)), group_counts(page.records, self.groups)
        return total in counts or (len(page.records) >= self.limit and total >= min(counts))

    def following(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        if before is not None and page.records and page.records == before.records:
            raise RestartWindow("the same page came twice")
        if self.total_field is None:
            return self._after(page, before, seen)
        total = _total(page, self.total_field)
        if before is not None and _total(before, self.total_field) != total:
            raise RestartWindow
        if self.groups and seen.distinct >= total:
            return self._looked_beyond(page, before, seen, total)
        if seen.distinct == total:
            return None
        if seen.distinct > total or not page.records:
            reason = f"{self.total_field} says {total}, and {seen.distinct} different records came"
            raise RestartWindow(reason, self._most_at_once(before))
        return self._numbered(int(page.request[self.page_param]) + 1)

    def _looked_beyond(self, page: Page, before: Page | None, seen: Seen, total: int) -> Params | None:
        """After as many records as the total says: a page that is not full is the end, else an empty one after it.
        After more, they must be the only page, and the total a count of their groups."""
        if before is None or (seen.distinct == total and page.records):
            beyond = seen.distinct > total or len(page.records) >= self.limit
            return self._numbered(int(page.request[self.page_param]) + 1) if beyond else None
        if page.records or (seen.distinct > total and total not in group_counts(before.records, self.groups)):
            raise ShrinkWindow
        return None

    def _after(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        """Without a total, a short page is followed by a look at the one record after it, which must not exist; an
        empty page after a full one is asked for again."""
        size_param = self.size_param
        assert size_param is not None, "without a total, only an own size tells a short page"
        if not page.records:
            again = {name: page.request[name] for name in (self.page_param, size_param)}
            return again if _full(before, self.limit) else None
        if page.request[size_param] != self.limit:
            raise RestartWindow(size=self._most_at_once(before))
        if len(page.records) < self.limit:
            return {self.page_param: seen.count + 1, size_param: 1}
        return self._numbered(int(page.request[self.page_param]) + 1)

    def _most_at_once(self, before: Page | None) -> int | None:
        """A first page that was not full although more follow it shows how many the exchange gives at once."""
        first = before is not None and before.request[self.page_param] == 1 and not _full(before, self.limit)
        return len(before.records) if before is not None and first else None

    def _numbered(self, number: int) -> Params:
        size = {} if self.size_param is None else {self.size_param: self.limit}
        return {self.page_param: number, **size}


@dataclass(frozen=True)
class FromId:
    """Pages by `param` = the last id held, so that the second row of a self-trade (two rows, one id) cannot fall
    between two pages; a page that holds nothing beyond that id is the end, unless a full one came before it: then it is
    asked for again. Where it is not documented that the id asked from comes too (`inclusive` false), a page may begin
    with it or beyond it.

    The first page is that of the first 24 hours in which something is listed, as longer windows are not documented.
    `newest_until` names the parameter that brings the newest records up to a moment; None: the newest come without any.
    `oldest` are the parameters that bring the oldest ones.
    """

    limit: int
    id_field: str = "id"
    param: str = "fromId"
    inclusive: bool = True
    newest_until: str | None = None
    oldest: tuple[tuple[str, int], ...] = (("fromId", 0),)

    def first(self) -> Params:
        return {"limit": self.limit}

    def newest(self, moment_ms: int, limit: int) -> Params:
        """The parameters that bring the newest `limit` records listed by a moment."""
        until = {} if self.newest_until is None else {self.newest_until: moment_ms}
        return {**until, "limit": limit}

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        return self.disorder(page) or self._begins_wrong(page)

    def disorder(self, page: Page) -> str | None:
        """What is wrong with an answer whatever it was asked from."""
        told = [record.get(self.id_field) if isinstance(record, dict) else None for record in page.records]
        ids = [identifier for identifier in told if type(identifier) is int]
        if len(ids) < len(told):
            return "a record without an integer id"
        if any(one > other for one, other in itertools.pairwise(ids)):
            return "ids do not ascend"
        return _too_long(page, int(page.request["limit"]))

    def _begins_wrong(self, page: Page) -> str | None:
        asked, ids = page.request.get(self.param), [record[self.id_field] for record in page.records]
        if asked is None:
            return None
        if ids[:1] != [asked] and (self.inclusive or any(identifier < asked for identifier in ids[:1])):
            return "the page does not begin with the id it was asked from"
        if ids[-1:] == [asked] and len(ids) >= self.limit:
            return "the page does not get beyond the id it was asked from"
        return None

    def following(self, page: Page, before: Page | None) -> Params | None:
        asked = page.request.get(self.param)
        last = page.records[-1][self.id_field] if page.records else asked
        if last is None or (last == asked and not _full(before, self.limit)):
            return None
        return {self.param: last, "limit": self.limit}


@dataclass(frozen=True)
class ByTime:
    """Oldest first and no next page: each is asked from the time (field `moment`, ms) of the last record held on. The
    records of that moment come once more, so that none of them is lost between two pages; those that were held must be
    among them. A page with nothing later than it was asked from is the end. Where it is full, the moment holds more
    than is given at once, and nothing asks for the rest."""

    limit: int
    moment: str

    def first(self) -> Params:
        return {"limit": self.limit}

    def doubt(self, page: Page, before: Page | None, distinct: int) -> str | None:
        if any(one > other for one, other in itertools.pairwise(self._moments(page))):
            return "times do not ascend"
        if before is not None and any(moment < _asked_from(page) for moment in self._moments(page)):
            return "a record from before the time it was asked from"
        return _too_long(page, self.limit)

    def following(self, page: Page, before: Page | None, seen: Seen) -> Params | None:
        moments, asked = self._moments(page), page.window.first_ms
        if before is not None:
            asked = _asked_from(page)
            if self._at(before, asked) - self._at(page, asked):
                raise RestartWindow("a record that was listed is not listed any more")
        if moments and (before is None or moments[-1] != asked):
            return {"startTime": moments[-1], "limit": self.limit}
        if len(page.records) >= self.limit:
            raise OutOfReach(f"{self.limit} records and more of one moment, {asked}: the rest cannot be asked for")
        return None

    def proves(self, answers: int, records: int) -> bool:
        """As for pages that can be made smaller: nothing moves within one answer."""
        return answers <= 1

    def _moments(self, page: Page) -> list[int]:
        """The times in their order; a record without one is left to quarantine."""
        told = (record.get(self.moment) if isinstance(record, dict) else None for record in page.records)
        return [moment for moment in told if type(moment) is int]

    def _at(self, page: Page, moment: int) -> Counter[str]:
        """The records of a moment, and how often each is listed."""
        told = (record for record in page.records if isinstance(record, dict))
        return Counter(repr(record) for record in told if record.get(self.moment) == moment)


PassStyle = Single | Newest | MoreData | Offset | Numbered | ByTime
"""Lists that are read in passes over their windows."""
PageStyle = PassStyle | FromId


def _asked_from(page: Page) -> int:
    return int(page.request["startTime"])


def _total(page: Page, path: str) -> int:
    """-1 for what is no count; where that matters, `doubt` has refused the page before."""
    total = whole(field(page.document, path))
    return -1 if total is None else total


def _total_doubt(page: Page, path: str | None, distinct: int) -> str | None:
    return f"{path} is not a count of the records" if path is not None and _total(page, path) < distinct else None


def _too_long(page: Page, limit: int | None) -> str | None:
    size = len(page.records)
    return f"{size} records where {limit} is the limit" if limit is not None and size > limit else None


def _full(page: Page | None, limit: int) -> bool:
    return page is not None and len(page.records) >= limit

"""No end is proved while a record is missing: servers that do what the documents leave open, without the client
around."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from binrecon.domain.calls import CUT, Page, Params
from binrecon.domain.errors import BinanceAPIError
from binrecon.domain.intervals import Interval, to_ms
from binrecon.exchange import paging
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.record_names import names_of

DAY = datetime(2026, 11, 3, tzinfo=UTC)
NOON = to_ms(DAY) + 43_200_000
WINDOW = Interval(DAY - timedelta(days=29), DAY + timedelta(days=1))
MINUTE = 60_000
Row = dict[str, Any]
Sort = Callable[[list[Row], int], list[Row]]
NUMBERS = ("page", "current", "pageIndex")
SIZES = ("limit", "size", "rows", "pageSize")


class Doubted(Exception):
    """A page was not believed; the client would ask again, and give up in the end."""


NEVER_PROVED = (Doubted, BinanceAPIError)
"""How a reading may end that cannot be proved: with an error, never with fewer records."""


@dataclass
class Server:
    """Pages over rows by number or offset, filtered by the time of the window. `cap` cuts what is asked in silence,
    `positioned` says whether pages then begin where the cut size puts them; `sort` orders the rows for a position;
    `total` counts them; `after` happens when the nth answer is given."""

    endpoint: Endpoint
    rows: list[Row]
    cap: int = 10_000
    positioned: bool = True
    sort: Sort = lambda rows, start: rows
    total: Callable[[list[Row]], int] = len
    after: dict[int, Callable[[list[Row]], Any]] = field(default_factory=dict)
    asked: int = 0
    listed: list[Row] = field(default_factory=list)

    def __call__(self, window: Interval, params: Params, doubt: paging.Doubt) -> Page:
        self.asked, self.listed = self.asked + 1, list(self.rows)
        time = self.endpoint.time_field
        listed = [row for row in self.rows if time is None or window.first_ms <= row[time] <= window.last_ms]
        size = int(next((params[name] for name in SIZES if name in params), 200))
        given = min(size, self.cap)
        number = next((int(params[name]) for name in NUMBERS if name in params), None)
        start = int(params.get("offset", 0)) if number is None else (number - 1) * (given if self.positioned else size)
        records = self.sort(listed, start)[start : start + given]
        document = self._document(listed)
        if self.asked in self.after:
            self.after[self.asked](self.rows)
        request = {**self.endpoint.window_params(window), **params}
        page = Page("any", "", window, request, "", "", 200, {}, DAY, records, document)
        if reason := doubt(page):
            raise Doubted(reason)
        return page

    def _document(self, listed: list[Row]) -> Any:
        document: Any = {}
        path = getattr(self.endpoint.pages, "total_field", None)
        inner = document
        for step in path.split(".")[:-1] if path else ():
            inner = inner.setdefault(step, {})
        if path:
            inner[path.split(".")[-1]] = self.total(listed)
        return document

    def read(self) -> list[Page]:
        return list(paging.read(self, self.endpoint, WINDOW))

    def reading(self) -> list[Row]:
        """The records of the last pass."""
        pages = self.read()
        return [row for page in pages if page.reading == pages[-1].reading for row in page.records]


def rows_of(name: str, count: int, step: int = MINUTE) -> list[Row]:
    """Records with the list's own id and time, the newest first."""
    endpoint = CATALOGUE[name]
    idents, moments = endpoint.identity or ("projectId",), endpoint.time_field or "time"
    return [{**dict.fromkeys(idents, number), moments: NOON - number * step, "status": "OK"} for number in range(count)]


def names(server: Server, rows: list[Row]) -> set[Any]:
    return set(names_of(rows, server.endpoint.identity))


def held(server: Server) -> bool:
    """Whether the reading holds all that was listed when it was asked last."""
    try:
        return names(server, server.reading()) >= names(server, server.listed)
    except NEVER_PROVED:
        return False


PAGED = [name for name, endpoint in CATALOGUE.items() if hasattr(endpoint.pages, "resized")]
WITH_TOTAL = [name for name in PAGED if getattr(CATALOGUE[name].pages, "total_field", None)]


def largest(name: str) -> int:
    return int(CATALOGUE[name].pages.limit)  # type: ignore[union-attr,arg-type]


def drop(place: int) -> Callable[[list[Row]], Any]:
    return lambda rows: rows.pop(place)


@pytest.mark.parametrize("name", PAGED)
def test_a_list_that_fits_on_a_page_is_read_once(name: str) -> None:
    server = Server(CATALOGUE[name], rows_of(name, 3))
    assert names(server, server.reading()) == names(server, server.rows)
    assert server.asked == (1 if name in WITH_TOTAL else 2)


@pytest.mark.parametrize("name", PAGED)
def test_a_list_of_several_pages_is_read_twice_and_each_pass_is_told_apart(name: str) -> None:
    server = Server(CATALOGUE[name], rows_of(name, largest(name) + 5))
    pages = server.read()
    passes = [{str(row) for page in pages if page.reading == number for row in page.records} for number in (1, 2)]
    assert passes[0] == passes[1] == {str(row) for row in server.rows}
    assert {page.reading for page in pages} == {1, 2}


@pytest.mark.parametrize("name", PAGED)
def test_a_record_that_leaves_hides_no_other(name: str) -> None:
    rows = largest(name) + 5
    assert all(held(Server(CATALOGUE[name], rows_of(name, rows), after={nth: drop(1)})) for nth in (1, 2, 3, 4))


@pytest.mark.parametrize("name", PAGED)
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_one_that_leaves_while_another_enters_hides_no_other(name: str, nth: int) -> None:
    time = CATALOGUE[name].time_field or "time"
    late = {
        **rows_of(name, 1)[0],
        **dict.fromkeys(CATALOGUE[name].identity or ("projectId",), 9999),
        time: NOON - 10_000 * MINUTE,
    }
    server = Server(
        CATALOGUE[name], rows_of(name, largest(name) + 5), after={nth: lambda rows: (rows.pop(1), rows.append(late))}
    )
    assert held(server)


@pytest.mark.parametrize("name", [name for name in PAGED if CATALOGUE[name].identity])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_one_that_changes_status_and_place_hides_no_other(name: str, nth: int) -> None:
    def finish(rows: list[Row]) -> None:
        rows.append({**rows.pop(1), "status": "DONE"})

    server = Server(CATALOGUE[name], rows_of(name, largest(name) + 5), after={nth: finish})
    assert held(server)
    assert {row["status"] for row in server.reading() if row == server.rows[-1]} == {"DONE"}


def another_order(rows: list[Row], start: int) -> list[Row]:
    """Ties in one order for the first page and in another for every later one, the same whenever it is asked."""
    half = len(rows) // 2
    return rows if start == 0 else [*rows[: half - 20], *rows[half:], *rows[half - 20 : half]]


@pytest.mark.parametrize("name", PAGED)
def test_ties_in_another_order_for_each_page_are_no_end(name: str) -> None:
    server = Server(CATALOGUE[name], rows_of(name, largest(name) + largest(name) // 2, step=0), sort=another_order)
    try:
        found = names(server, server.reading())
    except NEVER_PROVED:
        return
    assert found == names(server, server.rows)


def swapped(rows: list[Row], start: int) -> list[Row]:
    return rows if start == 0 else [*rows[:99], rows[100], rows[99], *rows[101:]]


def test_two_ties_swapped_over_an_edge_are_read_with_other_edges() -> None:
    server = Server(CATALOGUE["wallet_transfer"], rows_of("wallet_transfer", 150, step=0), sort=swapped)
    assert held(server)


@pytest.mark.parametrize("positioned", [True, False])
@pytest.mark.parametrize("name", [name for name in PAGED if name != "rebates" and CATALOGUE[name].start_param])
def test_fewer_on_a_page_than_asked_for_is_no_end(name: str, positioned: bool) -> None:
    server = Server(CATALOGUE[name], rows_of(name, 45), cap=20, positioned=positioned)
    assert held(server)


@pytest.mark.parametrize("name", ["sub_user_history", "pay_transactions"])
@pytest.mark.parametrize("cap", [10, 40, 44])
@pytest.mark.parametrize("from_the_end", [False, True])
def test_a_cut_answer_without_page_and_total_is_no_end(name: str, cap: int, from_the_end: bool) -> None:
    """Whichever records the exchange gives, the newest or the oldest."""
    order: Sort = (lambda rows, start: rows[::-1]) if from_the_end else (lambda rows, start: rows)
    server = Server(CATALOGUE[name], rows_of(name, 45), cap=cap, sort=order)
    assert held(server) and server.asked < 200


@pytest.mark.parametrize("name", ["sub_user_history", "pay_transactions"])
@pytest.mark.parametrize("cap", [1, 2, 3])
def test_an_answer_cut_to_almost_nothing_is_an_error_at_worst(name: str, cap: int) -> None:
    server = Server(CATALOGUE[name], rows_of(name, 45), cap=cap)
    with pytest.raises(NEVER_PROVED):
        server.read()
    assert server.asked < 700


@pytest.mark.parametrize("name", ["sub_user_history", "pay_transactions"])
@pytest.mark.parametrize(("count", "calls"), [(0, 1), (1, 3), (2, 3), (45, 3)])
def test_what_a_list_without_page_and_total_costs(name: str, count: int, calls: int) -> None:
    server = Server(CATALOGUE[name], rows_of(name, count))
    assert held(server) and server.asked == calls


def test_records_of_one_moment_are_looked_at_from_both_sides() -> None:
    server = Server(CATALOGUE["sub_user_history"], rows_of("sub_user_history", 3, step=0))
    assert held(server) and server.asked == 4


@pytest.mark.parametrize("name", [name for name in WITH_TOTAL if CATALOGUE[name].identity])
def test_a_row_that_stands_twice_under_a_total_takes_the_place_of_none(name: str) -> None:
    """The total counts records: so many rows have come before the last of them. Without an id two equal rows are two
    records: such lists have no case here."""
    rows = rows_of(name, largest(name) + 5)
    distinct = lambda listed: len({str(row) for row in listed})
    server = Server(CATALOGUE[name], [rows[0], *rows], total=distinct)
    assert held(server)


@pytest.mark.parametrize("name", WITH_TOTAL)
@pytest.mark.parametrize("more", [1, 50])
def test_a_total_that_is_not_reached_is_no_end(name: str, more: int) -> None:
    server = Server(CATALOGUE[name], rows_of(name, 7), total=lambda rows: len(rows) + more)
    with pytest.raises(NEVER_PROVED):
        server.read()
    assert server.asked < 200


@pytest.mark.parametrize("name", [*PAGED, "sub_user_history", "asset_dividend"])
def test_a_list_that_never_holds_still_is_given_up_after_so_many_calls(name: str) -> None:
    server = Server(CATALOGUE[name], rows_of(name, 7))
    fresh = iter(range(10_000, 20_000))

    class Always(dict[int, Any]):
        def __contains__(self, nth: object) -> bool:
            return True

        def __getitem__(self, nth: int) -> Callable[[list[Row]], Any]:
            idents = CATALOGUE[name].identity or ("projectId",)
            return lambda rows: (rows.pop(), rows.insert(0, {**rows[0], **dict.fromkeys(idents, next(fresh))}))

    server.cap, server.after = 3, Always()
    with contextlib.suppress(NEVER_PROVED):
        server.read()
    assert server.asked < 700


def test_equal_rows_of_a_list_without_ids_are_two_on_one_page() -> None:
    twin = {"time": NOON, "asset": "A", "rewards": "1"}
    assert len(set(names_of([twin, twin], ()))) == 2
    server = Server(CATALOGUE["soft_staking_rewards"], [twin, dict(twin)])
    assert len(server.reading()) == 2 and server.asked == 1


NAMELESS = [name for name in WITH_TOTAL if not CATALOGUE[name].identity]
FILTERED = [name for name in NAMELESS if CATALOGUE[name].time_field]
"""Lists without ids, and those of them whose windows are known to hold records by a time that stands in them."""


def with_twins(name: str, *places: int) -> list[Row]:
    """Three pages of a list; the record at each place stands once more behind itself."""
    rows = rows_of(name, 2 * largest(name) + 10)
    for place in sorted(places, reverse=True):
        rows.insert(place + 1, dict(rows[place]))
    return rows


def count_of(rows: list[Row]) -> Counter[str]:
    return Counter(map(str, rows))


@pytest.mark.parametrize("name", [name for name in NAMELESS if name != "rebates"])
@pytest.mark.parametrize("page", [1, 2])
def test_two_equal_rows_over_a_page_edge_are_two_once_the_edges_lie_elsewhere(name: str, page: int) -> None:
    server = Server(CATALOGUE[name], with_twins(name, page * largest(name) - 1))
    assert count_of(server.reading()) == count_of(server.rows)
    assert server.asked <= 4 * 3


@pytest.mark.parametrize("name", FILTERED)
def test_equal_rows_over_the_edges_of_every_size_are_read_in_smaller_windows(name: str) -> None:
    """So are those of a list whose pages have one size."""
    edge = largest(name)
    server = Server(CATALOGUE[name], with_twins(name, edge - 4, edge - 3, edge - 2, edge - 1, 2 * edge - 1))
    assert count_of(server.reading()) == count_of(server.rows)


def again(rows: list[Row], start: int) -> list[Row]:
    """Each page but the first begins with the last record of the one before it, whenever it is asked."""
    return rows if start == 0 else [*rows[:start], rows[start - 1], *rows[start:]]


@pytest.mark.parametrize("name", FILTERED)
def test_one_row_that_comes_on_two_pages_whenever_they_are_asked_is_not_two(name: str) -> None:
    server = Server(CATALOGUE[name], rows_of(name, 2 * largest(name) + 10), sort=again)
    assert count_of(server.reading()) == count_of(server.rows)


@pytest.mark.parametrize("name", NAMELESS)
@pytest.mark.parametrize("sort", [lambda rows, start: rows, again])
def test_more_equal_rows_than_a_page_holds_are_never_fewer(name: str, sort: Sort) -> None:
    twins = [dict(row) for row in rows_of(name, 1) * (2 * largest(name))]
    with pytest.raises(NEVER_PROVED):
        Server(CATALOGUE[name], twins, sort=sort).read()


def test_an_answer_that_held_too_little_is_told_apart() -> None:
    server = Server(CATALOGUE["asset_dividend"], rows_of("asset_dividend", 600))
    pages = server.read()
    assert [page.reading for page in pages[:1]] == [CUT]
    assert names(server, server.reading()) == names(server, server.rows)

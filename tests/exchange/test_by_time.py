"""Lists that are read on from the time of their last record: nothing is lost or told twice where pages meet."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from binrecon.domain.calls import Page, Params
from binrecon.domain.errors import RetryableAPIError
from binrecon.domain.intervals import Interval, to_ms
from binrecon.exchange import paging
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.pages import ByTime

START = datetime(2026, 11, 3, tzinfo=UTC)
WINDOW = Interval(START, START + timedelta(days=1))
FIRST = to_ms(START)
INCOME = replace(CATALOGUE["um_income"], pages=ByTime(3, "time"))


class Doubted(Exception):
    """A page was not believed; the client would ask again."""


class Exchange:
    """Gives the oldest rows from a time on, `most` of them at most."""

    def __init__(self, rows: list[dict[str, Any]], most: int = 3) -> None:
        self.rows, self.most, self.asked = rows, most, list[Params]()

    def __call__(self, window: Interval, params: Params, doubt: paging.Doubt) -> Page:
        request = {**INCOME.window_params(window), **params}
        self.asked.append(request)
        page = Page("um_income", "", window, request, "", "", 200, {}, START, self.given(request), None)
        if reason := doubt(page):
            raise Doubted(reason)
        return page

    def given(self, request: Params) -> list[Any]:
        first, last = int(request["startTime"]), int(request["endTime"])
        return [row for row in self.rows if first <= row["time"] <= last][: self.most]

    def read(self) -> list[Page]:
        pages = list(paging.read(self, INCOME, WINDOW))
        return [page for page in pages if page.reading == pages[-1].reading]


def rows(*seconds: int, **same: Any) -> list[dict[str, Any]]:
    """Rows at these seconds of the day, each its own fact unless `same` says what all of them are."""
    return [{"time": FIRST + second * 1000, "tranId": n, **same} for n, second in enumerate(seconds)]


def counted(pages: list[Page]) -> Counter[str]:
    """How often each record is a fact: as often as the page that has it most."""
    found: Counter[str] = Counter()
    for page in pages:
        found |= Counter(map(repr, page.records))
    return found


def layouts() -> Iterator[list[int]]:
    """Every way in which up to seven rows can share three seconds, fewer of one than a page holds."""
    for size in range(8):
        for seconds in itertools.combinations_with_replacement((1, 2, 3, 4), size):
            if all(number <= 2 for number in Counter(seconds).values()):
                yield list(seconds)


@pytest.mark.parametrize("same", [{}, {"tranId": 7}])
def test_every_row_is_told_as_often_as_it_stands_there_wherever_pages_meet(same: dict[str, Any]) -> None:
    for seconds in layouts():
        exchange = Exchange(rows(*seconds, **same))
        assert counted(exchange.read()) == Counter(map(repr, exchange.rows)), seconds


def test_the_next_page_begins_at_the_time_of_the_last_row() -> None:
    exchange = Exchange(rows(1, 2, 2, 5, 9))
    exchange.read()
    starts = [int(asked["startTime"]) - FIRST for asked in exchange.asked]
    assert starts[:4] == [0, 2000, 5000, 9000]
    assert {asked["endTime"] for asked in exchange.asked} == {FIRST + 86_399_999}
    assert {asked["limit"] for asked in exchange.asked} == {3}


def test_an_empty_list_is_believed_at_once() -> None:
    exchange = Exchange([])
    assert [page.records for page in exchange.read()] == [[]]
    assert len(exchange.asked) == 1


def test_a_list_on_one_page_is_followed_by_one_look_beyond_it() -> None:
    exchange = Exchange(rows(1, 2))
    exchange.read()
    assert len(exchange.asked) == 2


def test_an_exchange_that_gives_fewer_at_once_than_asked_for_is_read_to_its_end() -> None:
    exchange = Exchange(rows(1, 2, 3, 4, 5), most=2)
    assert counted(exchange.read()) == Counter(map(repr, exchange.rows))


@pytest.mark.parametrize("seconds", [[5, 5, 5], [5, 5, 5, 5], [1, 5, 5, 5, 9], [5, 5, 5, 9]])
def test_a_moment_with_as_many_rows_as_a_page_holds_is_never_taken_to_be_whole(seconds: list[int]) -> None:
    with pytest.raises(paging.WindowFullError, match="of one moment, 1793664005000: the rest cannot be asked for"):
        Exchange(rows(*seconds)).read()


def test_a_row_that_is_gone_on_the_next_page_begins_the_window_again() -> None:
    class Moving(Exchange):
        def given(self, request: Params) -> list[Any]:
            told = super().given(request)
            if len(self.asked) == 2:
                self.rows = [row for row in self.rows if row["time"] != FIRST + 2000]
                return super().given(request)
            return told

    exchange = Moving(rows(1, 2, 2, 5))
    assert counted(exchange.read()) == Counter(map(repr, exchange.rows))


def test_a_list_that_never_holds_still_is_given_up() -> None:
    class Restless(Exchange):
        def given(self, request: Params) -> list[Any]:
            return [{**row, "tranId": len(self.asked)} for row in super().given(request)]

    with pytest.raises(RetryableAPIError, match="did not hold still"):
        Restless(rows(1, 2, 3, 4)).read()


@pytest.mark.parametrize("seconds", [[2, 1], [1, 3, 2]])
def test_rows_that_do_not_ascend_are_not_believed(seconds: list[int]) -> None:
    with pytest.raises(Doubted, match="times do not ascend"):
        Exchange(rows(*seconds)).read()


def test_a_page_that_ignores_the_time_it_was_asked_from_is_not_believed() -> None:
    class Deaf(Exchange):
        def given(self, request: Params) -> list[Any]:
            return self.rows[:3]

    with pytest.raises(Doubted, match="before the time it was asked from"):
        Deaf(rows(1, 2, 3, 4)).read()


def test_more_rows_than_asked_for_are_not_believed() -> None:
    with pytest.raises(Doubted, match="4 records where 3 is the limit"):
        Exchange(rows(1, 2, 3, 4), most=4).read()


def test_a_row_without_a_time_is_left_to_quarantine() -> None:
    exchange = Exchange(rows(1, 2))
    broken = {"time": None, "tranId": 9}
    exchange.given = lambda request: [*Exchange.given(exchange, request), broken]  # type: ignore[method-assign]
    assert broken in exchange.read()[-1].records

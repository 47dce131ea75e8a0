"""A total that counts something else than records is decided by what makes the answers consistent, or decides
nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from binrecon.domain.calls import Page, Params
from binrecon.domain.errors import RetryableAPIError
from binrecon.domain.intervals import Interval, to_ms
from binrecon.exchange import paging
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.pages import Newest, Numbered
from binrecon.sources.totals import group_counts, parts_of, whole

START = datetime(2026, 11, 3, tzinfo=UTC)
WINDOW = Interval(START, START + timedelta(days=1))
NOON, DAY = to_ms(START) + 43_200_000, 86_400_000
DUST = CATALOGUE["dust_log"]
REWARDS = replace(CATALOGUE["locked_rewards"], pages=replace(CATALOGUE["locked_rewards"].pages, limit=4))
Answer = Callable[[Interval, Params], tuple[list[Any], Any]]


class Doubted(Exception):
    """A page was not believed; the client would ask again."""


def read(endpoint: Any, answer: Answer, window: Interval = WINDOW) -> list[Params]:
    """Read a window from answers (records and total); gives what was asked."""
    asked = []

    def ask(piece: Interval, params: Params, doubt: paging.Doubt) -> Page:
        asked.append(params)
        records, total = answer(piece, params)
        page = Page("any", "", piece, params, "", "", 200, {}, START, records, {"total": total})
        if reason := doubt(page):
            raise Doubted(reason)
        return page

    list(paging.read(ask, endpoint, window))
    return asked


# what a total counts
# ---------------------------------------------------------------------------------------------------


def test_a_count_may_be_a_number_or_a_text() -> None:
    assert [whole(value) for value in (7, "7", "007", "x", "", "-7", "7.0", 7.0, True, None, "1" * 19)] == [
        7,
        7,
        7,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
    ]


def test_parts_are_counted_over_all_records() -> None:
    assert parts_of([{"p": [1, 2]}, {"p": []}, {"p": None}, {}, "x"], "p") == 5


def test_records_of_one_group_count_once() -> None:
    records = [{"id": 7, "at": 1}, {"id": "7", "at": 2}, {"id": 8, "at": 2}]
    assert group_counts(records, (("id",), ("id", "at"))) == {2, 3}
    assert group_counts(records, ()) == set()


# the newest of a list
# --------------------------------------------------------------------------------------------------


def dust(at: int, details: int = 2) -> dict[str, Any]:
    return {
        "operateTime": at,
        "transId": at,
        "userAssetDribbletDetails": [{"fromAsset": str(n)} for n in range(details)],
    }


def dust_log(rows: list[Any], total: Callable[[list[Any]], Any], windowed: bool = True) -> Answer:
    """All records, or those of the window asked for; the total of what is shown, or of all where it ignores the
    window."""

    def answer(piece: Interval, params: Params) -> tuple[list[Any], Any]:
        first, last = params.get("startTime", 0), params.get("endTime", 1 << 60)
        shown = [row for row in rows if first <= row["operateTime"] <= last]
        return shown, total(shown if windowed else rows)

    return answer


@pytest.mark.parametrize("total", [len, lambda rows: str(len(rows)), lambda rows: 2 * len(rows)])
def test_a_total_of_conversions_or_of_what_they_hold_proves_the_whole_list(total: Callable[[list[Any]], Any]) -> None:
    assert read(DUST, dust_log([dust(NOON), dust(NOON + 1)], total)) == [{}]


OLD = dust(NOON - 3 * DAY)
EIGHT = pytest.mark.parametrize("windowed", [True, False])


def test_a_total_that_ignores_the_window_is_no_matter_where_an_older_record_reaches_back() -> None:
    answer = dust_log([OLD, dust(NOON)], lambda rows: 8, windowed=False)
    window = {"startTime": WINDOW.first_ms, "endTime": WINDOW.last_ms}
    assert read(DUST, answer) == [{}, window]


def test_a_total_that_fits_the_window_alone_proves_it() -> None:
    """So many conversions are counted, and the oldest not shown any more."""
    later = Interval(WINDOW.end, WINDOW.end + timedelta(days=1))
    answer = dust_log([dust(NOON)], lambda rows: len(rows) if len(rows) != 1 else 8)
    assert len(read(DUST, answer, later)) == 2


@EIGHT
def test_a_total_that_fits_nothing_proves_nothing(windowed: bool) -> None:
    answer = dust_log([dust(NOON), dust(NOON + 1)], lambda rows: 8, windowed)
    with pytest.raises(paging.WindowFullError, match="total 8 counts neither its 2 records nor what they hold"):
        read(DUST, answer)


def test_a_total_that_speaks_of_the_window_and_fits_nothing_proves_nothing_beside_an_older_record() -> None:
    answer = dust_log([OLD, dust(NOON)], lambda rows: 4 * len(rows))
    with pytest.raises(paging.WindowFullError, match="total 8 counts neither"):
        read(DUST, answer)


@pytest.mark.parametrize("shown", [[], [dust(NOON), dust(NOON + 1)], [dust(NOON, details=1)]])
def test_a_window_that_tells_something_else_than_the_whole_list_is_not_believed(shown: list[Any]) -> None:
    def answer(piece: Interval, params: Params) -> tuple[list[Any], Any]:
        return (shown if params else [OLD, dust(NOON)]), 8

    with pytest.raises(RetryableAPIError, match="did not hold still"):
        read(DUST, answer)


@pytest.mark.parametrize("total", [None, "many", 1, True, 2.0])
def test_a_total_that_is_no_count_or_too_small_is_doubted(total: Any) -> None:
    with pytest.raises(Doubted, match="not a count"):
        read(DUST, lambda piece, params: ([dust(NOON), dust(NOON + 1)], total))


def test_the_hundred_newest_are_proved_by_an_older_one_alone() -> None:
    style = replace(DUST, pages=Newest(2, "operateTime", "total", parts="userAssetDribbletDetails"))
    assert read(style, lambda piece, params: ([OLD, dust(NOON)], 700)) == [{}]


# rows that are counted by group
# ------------------------------------------------------------------------------------------


def reward(position: Any, at: int = NOON, kind: str = "Locked Rewards") -> dict[str, Any]:
    return {"positionId": position, "time": at, "type": kind}


def boosted(position: int, at: int = NOON) -> list[dict[str, Any]]:
    return [reward(position, at), reward(str(position), at, "Boost Rewards")]


def rewards(rows: list[Any], total: Callable[[list[Any]], Any]) -> Answer:
    def answer(piece: Interval, params: Params) -> tuple[list[Any], Any]:
        listed = [row for row in rows if piece.first_ms <= row["time"] <= piece.last_ms]
        size, first = int(params["size"]), (int(params["current"]) - 1) * int(params["size"])
        return listed[first : first + size], total(listed)

    return answer


def groups(rows: list[Any]) -> int:
    return len({(str(row["positionId"]), row["time"]) for row in rows})


def test_a_total_of_positions_ends_where_nothing_follows() -> None:
    assert [params["current"] for params in read(REWARDS, rewards(boosted(1), groups))] == [1, 2]


def test_a_total_of_rows_ends_as_before() -> None:
    assert [params["current"] for params in read(REWARDS, rewards(boosted(1), len))] == [1]
    assert [params["current"] for params in read(REWARDS, rewards([*boosted(1), *boosted(2)], len))] == [1, 2]


def test_groups_that_do_not_fit_on_one_page_are_read_in_smaller_windows() -> None:
    rows = [row for n in range(9) for row in boosted(n, NOON + n)]
    seen: list[Any] = []

    def answer(piece: Interval, params: Params) -> tuple[list[Any], Any]:
        shown, total = rewards(rows, groups)(piece, params)
        seen.extend(shown)
        return shown, total

    assert len(read(REWARDS, answer)) > 10
    assert {(row["positionId"], row["type"]) for row in seen} == {(row["positionId"], row["type"]) for row in rows}


def test_as_many_rows_as_groups_do_not_hide_the_rows_after_a_full_page() -> None:
    """Four rows come of eight, and four groups are counted: by the rows alone the list would end here."""
    rows = [row for n in range(4) for row in boosted(n, NOON + n)]
    asked = read(REWARDS, rewards(rows, groups))
    assert [params["current"] for params in asked][:2] == [1, 2] and len(asked) > 4


@pytest.mark.parametrize("total", [0, 3, "x", None])
def test_a_total_that_counts_neither_rows_nor_groups_is_doubted(total: Any) -> None:
    with pytest.raises(Doubted, match="not a count"):
        read(CATALOGUE["locked_rewards"], lambda piece, params: ([*boosted(1), *boosted(2)], total))


def test_a_full_page_whose_groups_are_not_the_total_is_not_the_only_one() -> None:
    """Two groups of four rows, three counted, and nothing follows: smaller windows are asked until one of them is
    refused."""
    with pytest.raises(RetryableAPIError, match="did not hold still"):
        read(REWARDS, rewards([*boosted(1), *boosted(2)], lambda rows: 3))


def test_more_than_the_list_shows_is_not_its_end() -> None:
    with pytest.raises(RetryableAPIError, match="did not hold still"):
        read(REWARDS, rewards(boosted(1), lambda rows: 9))


def test_a_list_whose_total_counts_records_takes_no_other_reading() -> None:
    assert not any(
        isinstance(endpoint.pages, Numbered) and endpoint.pages.groups
        for name, endpoint in CATALOGUE.items()
        if name != "locked_rewards"
    )

"""Every page style reads exactly what is there, whatever the page edges; what cannot be proved complete is an error."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from binrecon.domain.errors import RetryableAPIError
from binrecon.exchange import paging
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import Newest, Numbered, Offset, Single

from tests.exchange.page_server import CONVERTS, NOON, TRADES, WINDOW, Doubted, Server, ids, rows

DEPOSITS = replace(CATALOGUE["deposit_history"], pages=Offset(3))
FAMILY = replace(CATALOGUE["sub_transfer_history"], pages=Numbered(3), time_field=None)
UNIVERSAL = replace(CATALOGUE["universal_transfer"], pages=Numbered(3, total_field="totalCount"), time_field=None)
DIRECTIONS = replace(CATALOGUE["sub_user_history"], pages=Single(3, confirm=True))
DIVIDENDS = replace(CATALOGUE["asset_dividend"], pages=Single(3, total_field="totalCount"), time_field=None)
NESTED = replace(UNIVERSAL, pages=Numbered(3, "page", None, "data.totalRecords"))
ENDPOINTS = [DEPOSITS, FAMILY, UNIVERSAL, TRADES, CONVERTS, DIRECTIONS, DIVIDENDS, NESTED]
DUST = replace(CATALOGUE["dust_log"], pages=Newest(3, "time", "totalCount"))


@pytest.mark.parametrize("count", range(11))
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.pages)
def test_every_record_is_read_whatever_the_page_edges(endpoint: Endpoint, count: int) -> None:
    server = Server(endpoint, rows(count))
    assert ids(server.read()) == set(range(100, 100 + count))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.pages)
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("count", [2, 4, 6, 7])
def test_a_page_cut_short_loses_nothing(endpoint: Endpoint, count: int, nth: int) -> None:
    def cut(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return (records[:-1], document) if number == nth and len(records) > 1 else (records, document)

    assert ids(Server(endpoint, rows(count), cut).read()) == set(range(100, 100 + count))


@pytest.mark.parametrize("endpoint", [DEPOSITS, FAMILY, UNIVERSAL], ids=lambda e: e.name)
def test_a_list_that_moves_between_pages_is_read_again(endpoint: Endpoint) -> None:
    server = Server(endpoint, rows(7))

    def newer_row(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        if number == 1:
            server.rows.insert(0, {"id": 99, "time": NOON - 1, "createTime": NOON - 1})
        return records, document

    server.spoil = newer_row
    assert ids(server.read()) == set(range(99, 107))


def test_a_list_that_keeps_moving_is_an_error() -> None:
    server = Server(DEPOSITS, rows(7))

    def always_newer(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        if server.asked[-1]["offset"] == 0:
            server.rows.insert(0, {"id": -number, "time": NOON, "createTime": NOON})
        return records, document

    server.spoil = always_newer
    with pytest.raises(RetryableAPIError, match="did not hold still"):
        server.read()


def test_a_row_that_the_exchange_itself_lists_twice_is_accepted() -> None:
    doubled = sorted(rows(4) * 2, key=lambda row: row["id"])
    assert ids(Server(DEPOSITS, doubled).read()) == {100, 101, 102, 103}


def test_a_total_that_is_never_reached_is_an_error() -> None:
    def promised(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return records, {**document, "totalCount": 9}

    with pytest.raises(RetryableAPIError):
        Server(UNIVERSAL, rows(7), promised).read()


def test_a_total_that_changes_starts_the_window_again() -> None:
    def once(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return records, {**document, "totalCount": 8} if number == 1 else document

    server = Server(UNIVERSAL, rows(7), once)
    assert ids(server.read()) == set(range(100, 107))
    assert [params["page"] for params in server.asked[:5]] == [1, 2, 1, 2, 3]


@pytest.mark.parametrize("total", [None, "x", "", "-7", "7.0", "7" * 40, 7.0, True, -1, 2])
def test_a_total_that_is_no_count_is_doubted(total: object) -> None:
    def wrong(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return records, {"totalCount": total}

    with pytest.raises(Doubted, match="totalCount"):
        Server(UNIVERSAL, rows(7), wrong).read()


def test_more_data_that_is_not_said_is_doubted() -> None:
    with pytest.raises(Doubted, match="moreData"):
        Server(CONVERTS, rows(2), lambda number, records, document: (records, {})).read()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.pages)
def test_a_page_longer_than_its_limit_is_doubted(endpoint: Endpoint) -> None:
    def longer(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return rows(4), {"totalCount": 4, "moreData": False}

    with pytest.raises(Doubted, match="limit"):
        Server(endpoint, rows(4), longer).read()


@pytest.mark.parametrize("endpoint", [DEPOSITS, FAMILY, UNIVERSAL, TRADES], ids=lambda e: e.name)
def test_the_same_page_again_is_never_an_end(endpoint: Endpoint) -> None:
    def stuck(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return rows(3), document

    with pytest.raises((Doubted, RetryableAPIError)):
        Server(endpoint, rows(7), stuck).read()


def test_a_window_that_is_full_is_cut_at_whole_milliseconds_until_it_is_not() -> None:
    server = Server(CONVERTS, rows(20, step=1))
    pages = server.read()
    assert ids(pages) == set(range(100, 120))
    whole = [page.window for page in pages if len(page.records) < 3 and not page.document["moreData"]]
    covered = sorted(set(whole))
    assert covered[0].start == WINDOW.start and covered[-1].end == WINDOW.end
    assert all(one.end == other.start for one, other in itertools.pairwise(covered))


@pytest.mark.parametrize("endpoint", [CONVERTS, DIRECTIONS], ids=lambda e: e.name)
def test_a_millisecond_that_fills_a_page_is_an_error_with_a_name(endpoint: Endpoint) -> None:
    with pytest.raises(paging.WindowFullError):
        Server(endpoint, rows(5, step=0)).read()


def test_more_records_than_one_answer_holds_are_read_in_smaller_windows() -> None:
    server = Server(DIVIDENDS, rows(8))
    assert ids(server.read()) == set(range(100, 108)) and len(server.asked) > 3


def test_a_count_that_is_no_count_is_doubted() -> None:
    def spoiled(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return records, {"totalCount": 1}

    with pytest.raises(Doubted, match="not a count"):
        Server(DIVIDENDS, rows(2), spoiled).read()


@pytest.mark.parametrize("count", [0, 2])
def test_fewer_records_than_the_newest_that_are_given_are_all(count: int) -> None:
    assert ids(Server(DUST, rows(count)).read()) == set(range(100, 100 + count))


def test_the_newest_records_are_all_of_the_window_when_one_is_older() -> None:
    older = [{"id": 1, "time": NOON - 2 * 86_400_000}, *rows(2)]
    assert ids(Server(DUST, older).read()) == {1, 100, 101}


def test_newest_records_that_all_lie_in_the_window_cannot_prove_it() -> None:
    server = Server(DUST, rows(3))
    with pytest.raises(paging.WindowFullError, match="do not reach back"):
        server.read()
    assert len(server.asked) == 1


def test_newest_records_that_were_cut_once_are_read_again() -> None:
    def cut(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return (records[:-1], document) if number == 1 else (records, document)

    server = Server(DUST, rows(2), cut)
    assert ids(server.read()) == {100, 101} and len(server.asked) == 3


def test_newest_records_that_are_always_cut_prove_nothing() -> None:
    def cut(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return records[:-1], document

    with pytest.raises(paging.WindowFullError, match="totalCount 2 counts neither"):
        Server(DUST, rows(2), cut).read()


def test_newest_records_without_a_time_are_doubted() -> None:
    with pytest.raises(Doubted, match="without time"):
        Server(DUST, [{"id": 1}]).read()

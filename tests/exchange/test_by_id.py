"""Lists that go by id are read whole, whatever the page edges, from an id or a day on."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from binrecon.domain.calls import Params
from binrecon.domain.intervals import Interval
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.pages import FromId

from tests.exchange.page_server import NOON, TRADES, Doubted, Server, ids, rows

ALLOCATED = replace(CATALOGUE["allocations"], pages=FromId(3, inclusive=False))


def test_both_rows_of_a_self_trade_on_a_page_edge_are_read() -> None:
    """Two rows of one id, the second beyond the edge: going on at last id + 1 would lose it."""
    fills = rows(3)
    twin = {**fills[2], "isBuyer": False}
    pages = Server(TRADES, [*fills, twin, *rows(6)[3:]]).read()
    assert any(record is twin for page in pages for record in page.records)
    assert ids(pages) == set(range(100, 106))


def test_trades_of_one_millisecond_are_all_read() -> None:
    assert ids(Server(TRADES, rows(30, step=0)).read()) == set(range(100, 130))


def test_trades_go_on_from_an_id_that_is_held() -> None:
    server = Server(TRADES, rows(9))
    assert ids(server.read(from_id=104)) == set(range(104, 109))
    assert all("fromId" in params for params in server.asked)


def test_trades_end_at_the_time_that_is_held() -> None:
    server = Server(TRADES, rows(30, step=1000))
    found = ids(server.read(until=datetime.fromtimestamp((NOON + 7000) / 1000, UTC)))
    assert set(range(100, 108)) <= found < set(range(100, 112))


class Beyond(Server):
    """Answers with the ids beyond the one it was asked from."""

    def answer(self, window: Interval, params: Params) -> tuple[list[Any], dict[str, Any]]:
        listed, document = super().answer(window, {**params, "limit": params["limit"] + 1})
        beyond = [row for row in listed if row["id"] != params.get("fromId")]
        return beyond[: params["limit"]], document


@pytest.mark.parametrize("server", [Server, Beyond])
@pytest.mark.parametrize("count", [0, 1, 3, 4, 6, 7, 9])
def test_allocations_are_all_read_whether_or_not_the_id_asked_from_comes_too(server: type[Server], count: int) -> None:
    """Which of both it is, is not documented."""
    assert ids(server(ALLOCATED, rows(count)).read()) == set(range(100, 100 + count))


def test_an_empty_page_of_allocations_after_a_full_one_is_asked_for_again() -> None:
    def lost(number: int, records: list[Any], document: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        return ([] if number == 2 else records), document

    assert ids(Beyond(ALLOCATED, rows(7), lost).read()) == set(range(100, 107))


def test_allocations_before_the_id_asked_from_are_doubted() -> None:
    with pytest.raises(Doubted, match="begin"):
        Server(ALLOCATED, [], lambda number, records, document: (rows(2), document)).read(from_id=101)


@pytest.mark.parametrize(
    "wrong",
    [
        [{"id": "100", "time": NOON}],
        [{"id": True, "time": NOON}],
        [{"time": NOON}],
        [[1]],
        [{"id": 101, "time": NOON}, {"id": 100, "time": NOON}],
    ],
)
def test_trades_without_ascending_integer_ids_are_doubted(wrong: list[Any]) -> None:
    with pytest.raises(Doubted):
        Server(TRADES, [], lambda number, records, document: (wrong, document)).read()


def test_a_page_of_trades_that_skips_the_id_it_was_asked_from_is_doubted() -> None:
    with pytest.raises(Doubted, match="begin"):
        Server(TRADES, rows(9)).read(from_id=50)

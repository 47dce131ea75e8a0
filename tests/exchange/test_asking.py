"""A record that is not of the window it was asked for is doubted."""

import pytest

from tests.exchange.page_server import CONVERTS, WINDOW, Doubted, Server, ids


def test_a_record_outside_the_window_is_doubted() -> None:
    stray = [{"id": 1, "createTime": WINDOW.last_ms + 1}]
    with pytest.raises(Doubted, match="outside"):
        Server(CONVERTS, [], lambda number, records, document: (stray, {"moreData": False})).read()


@pytest.mark.parametrize("moment", [None, "x", "1499865549590"])
def test_a_time_that_cannot_be_read_is_left_to_quarantine(moment: object) -> None:
    odd = [{"id": 1, "createTime": moment}]
    pages = Server(CONVERTS, [], lambda number, records, document: (odd, {"moreData": False})).read()
    assert ids(pages) == {1}

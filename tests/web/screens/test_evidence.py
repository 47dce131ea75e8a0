"""Where a record stands in the bytes of its page."""

import pytest
from binrecon.web.screens.evidence import parts_of

BODY = '[{"id":"900719","tranId":42719900},{"id":"900720"}]'


@pytest.mark.parametrize(
    ("record", "marked"),
    [("900719", ["900719"]), ("BTCUSDT:900720:B", ["900720"]), ("in:nothing", []), ("", []), ("12", [])],
)
def test_the_id_is_marked_and_no_byte_is_lost(record: str, marked: list[str]) -> None:
    parts = parts_of(BODY, record)
    assert "".join(text for text, _ in parts) == BODY
    assert [text for text, is_marked in parts if is_marked] == marked

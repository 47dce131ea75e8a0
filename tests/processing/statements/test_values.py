"""An offset is read as people type it, and nothing that could mean two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from binrecon.processing.statements.values import read_offset, write_offset


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("+7", 7),
        ("-3:30", -3.5),
        ("UTC+5:30", 5.5),
        ("0", 0),
        (" utc ", 0),
        ("7", 7),
        ("-12", -12),
        ("+0530", 5.5),
        ("+5.5", 5.5),
        ("\u22126", -6),
        ("UTC\u22123:30", -3.5),
    ],
)
def test_an_offset_is_read_as_it_is_typed(text: str, hours: float) -> None:
    assert read_offset(text) == timedelta(hours=hours)
    assert read_offset(write_offset(timedelta(hours=hours))) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["Berlin", "+25", "7.5h", "++7", "--7", "+-7", "+5:20", "UTC+"])
def test_what_is_no_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an offset"):
        read_offset(text)

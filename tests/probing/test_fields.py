"""Fields of rows, read exactly or not at all."""

from decimal import Decimal
from typing import Any

import pytest
from binrecon.probing.fields import amount, day_of, moment, text, time_of


@pytest.mark.parametrize(
    ("value", "read"),
    [("-0.50", Decimal("-0.5")), (7, Decimal(7)), (Decimal("1.25"), Decimal("1.25"))]
    + [(odd, None) for odd in ("", "NaN", "1,5", None, True, [], "1e99")],
)
def test_amounts(value: Any, read: Decimal | None) -> None:
    assert amount({"a": value}, "a") == read


@pytest.mark.parametrize(
    ("value", "read"),
    [(1_566_898_617, 1_566_898_617_000), (1_566_898_617_123, 1_566_898_617_123)]
    + [(odd, None) for odd in (0, -1, "1566898617", None, True)],
)
def test_moments_in_seconds_and_in_milliseconds(value: Any, read: int | None) -> None:
    assert moment({"t": value}, "t") == read


def test_times_and_days_are_utc() -> None:
    row = {"t": 1_795_132_799_999}
    assert str(time_of(row, "t")) == "2026-11-19 23:59:59.999000+00:00"
    assert str(day_of(row, "t")) == "2026-11-19"
    assert time_of(row, "u") is None and day_of(row, "u") is None


def test_texts_and_numbers_that_name_something() -> None:
    row = {"a": "x", "b": 1302273555483444120, "c": None, "d": True, "e": {}}
    assert [text(row, name) for name in "abcdef"] == ["x", "1302273555483444120", "", "", "", ""]

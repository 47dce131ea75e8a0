"""Amounts are read exactly or refused, and written as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.domain.money import InexactAmountError, exact, plain, total
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Decimal("0.1")),
        ("1E-8", Decimal("0.00000001")),
        ("-12.50", Decimal("-12.5")),
        ("999999999999999999.999999999999999999", Decimal("999999999999999999.999999999999999999")),
        ("0.1000000000000000000000", Decimal("0.1")),
        ("0E-30", Decimal(0)),
    ],
)
def test_a_plain_decimal_is_read_exactly(text: str, value: Decimal) -> None:
    assert exact(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "Infinity",
        "-inf",
        "",
        " 1.5 ",
        "1_000",
        "1,5",
        "1.5.5",
        "１",
        "abc",
        "0x10",
        "1e18",
        "1000000000000000000",
        "0.0000000000000000001",
        "1e999",
        "1\n",
        pytest.param("1." + "0" * 70 + "1", id="a digit beyond every context"),
    ],
)
def test_what_is_not_exact_is_refused(text: str) -> None:
    with pytest.raises(InexactAmountError):
        exact(text)


@given(st.decimals(min_value="-1e17", max_value="1e17", places=18, allow_nan=False))
def test_plain_text_reads_back_as_the_same_amount(value: Decimal) -> None:
    assert exact(plain(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E-18"), "0.000000000000000001"),
        (Decimal("-0.000"), "0"),
        (Decimal("1200"), "1200"),
        (Decimal("1.50"), "1.5"),
        (None, ""),
    ],
)
def test_amounts_are_written_without_exponent_or_idle_zeros(value: Decimal | None, text: str) -> None:
    assert plain(value) == text


def test_a_total_keeps_every_place_whatever_context_it_is_called_in() -> None:
    """More digits than Python's own context has, and a million rows."""
    assert str(total([Decimal("123456789012345678"), Decimal("1E-18"), Decimal("2E-18")])) == (
        "123456789012345678.000000000000000003"
    )
    assert total(Decimal("999999999999.999999999999999999") for _ in range(10**6)) == (
        Decimal("999999999999999999.999999999999000000")
    )
    assert total([]) == 0

"""How values are written on a page."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.web.formats import SIGNS, amount, count, moment, sign, signed, usd


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1.500000000000000000", "1.5"),
        ("0E-18", "0"),
        ("123456789012345678.000000000000000001", "123456789012345678.000000000000000001"),
        ("-0.000000000000000001", "-0.000000000000000001"),
    ],
)
def test_an_amount_has_every_digit_and_no_idle_zero(value: str, written: str) -> None:
    assert amount(Decimal(value)) == written


def test_what_is_not_known_is_a_dash_and_no_zero() -> None:
    assert (amount(None), signed(None), usd(None), moment(None)) == ("–",) * 4


def test_a_variance_shows_its_direction() -> None:
    assert [signed(Decimal(value)) for value in ("2", "-2", "0")] == ["+2", "-2", "0"]


@pytest.mark.parametrize(
    ("value", "written"),
    [("512.37841", "≈ 512.38"), ("0.8", "0.80"), ("-1234567.5", "-1,234,567.50"), ("0.001", "≈ 0.00")],
)
def test_dollars_are_rounded_to_the_cent_and_say_so(value: str, written: str) -> None:
    assert usd(Decimal(value)) == written


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(Verdict) and len(set(SIGNS.values())) == len(SIGNS)
    assert sign("") == "·" and sign("open") == "!"


def test_numbers_come_with_their_noun() -> None:
    assert (count(1, "day"), count(1200, "day"), count(2, "thing needs", "things need")) == (
        "1 day",
        "1,200 days",
        "2 things need",
    )


def test_a_moment_is_written_to_the_second() -> None:
    assert moment(datetime(2026, 11, 2, 3, 4, 5, 999, UTC)) == "2026-11-02 03:04:05"

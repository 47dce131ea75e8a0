"""Values in an address: what is left empty is not given, what cannot be counted from is refused."""

from datetime import date
from decimal import Decimal

import pytest
from binrecon.web.parameters import Amount, Day
from pydantic import TypeAdapter, ValidationError

DAYS, AMOUNTS = TypeAdapter(Day), TypeAdapter(Amount)


def test_empty_is_not_given_and_the_rest_is_exact() -> None:
    assert (DAYS.validate_python(""), AMOUNTS.validate_python("")) == (None, None)
    assert DAYS.validate_python("2026-11-25") == date(2026, 11, 25)
    assert AMOUNTS.validate_python("0.10") == Decimal("0.10")


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "yesterday"])
def test_a_day_without_days_around_it_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DAYS.validate_python(text)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "much"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        AMOUNTS.validate_python(text)

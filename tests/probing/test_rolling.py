"""Day-end balances rolled forward with midnight outside and inside."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.probing.rolling import Move, Rolled, fits, fits_somehow, rolled, telling

DAYS = [date(2026, 11, day) for day in (1, 2, 3)]
MIDNIGHT = datetime(2026, 11, 2, tzinfo=UTC)


def amounts(*texts: str) -> dict[date, dict[str, Decimal]]:
    return {day: {"USDT": Decimal(text)} for day, text in zip(DAYS, texts, strict=False)}


def charge(seconds: float, amount: str = "-1", hourly: bool = True) -> Move:
    return Move("USDT", MIDNIGHT + timedelta(seconds=seconds), Decimal(amount), hourly)


def test_a_charge_of_midnight_counts_to_the_day_that_begins() -> None:
    [line] = rolled(amounts("10", "9"), [charge(0)], [DAYS[1]])
    assert line == Rolled(Decimal(0), Decimal(-1), Decimal(0))
    assert fits([line], inside=False) and not fits([line], inside=True)


def test_a_charge_of_midnight_may_count_to_the_day_that_ends() -> None:
    [line] = rolled(amounts("9", "9"), [charge(0)], [DAYS[1]])
    assert line.variance == 1
    assert fits([line], inside=True) and not fits([line], inside=False)


@pytest.mark.parametrize(("seconds", "hourly", "at_start"), [(1.999, True, -1), (2, True, 0), (0, False, 0)])
def test_only_charges_of_the_first_seconds_are_of_midnight(seconds: float, hourly: bool, at_start: int) -> None:
    [line] = rolled(amounts("10", "9"), [charge(seconds, hourly=hourly)], [DAYS[1]])
    assert (line.variance, line.at_start) == (0, at_start)


def test_a_day_without_both_snapshots_is_left_out() -> None:
    assert rolled(amounts("10", "9"), [charge(0)], [DAYS[0], DAYS[2]]) == []


def test_an_asset_that_no_snapshot_names_is_rolled_too() -> None:
    lines = rolled(amounts("1", "1"), [Move("BNB", MIDNIGHT + timedelta(hours=1), Decimal("0.5"))], [DAYS[1]])
    assert [line.variance for line in lines] == [Decimal("-0.5"), Decimal(0)]
    assert not fits_somehow(lines)


def test_lines_with_equal_charges_at_both_ends_tell_nothing() -> None:
    same, other = Rolled(Decimal(0), Decimal(1), Decimal(1)), Rolled(Decimal(0), Decimal(0), Decimal(1))
    assert telling([same, other]) == [other]
    assert fits_somehow([same])

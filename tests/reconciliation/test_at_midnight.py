"""Which days bear out that a snapshot holds what is stamped with its own midnight: values alone, for any measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.day_facts import BalanceLine
from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.midnights import Midnights, Stamped
from binrecon.domain.vocabulary import Measure, Verdict
from binrecon.reconciliation.at_midnight import explained_at_midnight

DAY = date(2026, 11, 18)
ZERO = Decimal(0)


def verdict(off: str, measure: Measure = Measure.BALANCE, asset: str = "USDT") -> AssetVerdict:
    line = BalanceLine(asset, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, Decimal(off), measure)
    return AssetVerdict(line, ZERO, Decimal(off), None, None, Verdict.OPEN, "open")


def midnights(stamped: Mapping[int, str], off: Mapping[int, str], read_by_us: bool = False) -> Midnights:
    """By days after the day: what its midnight is stamped with, and what it is off by where it is known."""
    return Midnights(
        {("USDT", DAY + timedelta(n)): Stamped(Decimal(one), (f"funding {n} in",)) for n, one in stamped.items()},
        {("USDT", DAY + timedelta(n)): Decimal(one) for n, one in off.items()},
        read_by_us,
    )


def told(off: str, stamped: Mapping[int, str], known: Mapping[int, str]) -> AssetVerdict:
    [one] = explained_at_midnight([verdict(off)], Measure.BALANCE, DAY, midnights(stamped, known))
    return one


def told_by_readings(off: str, stamped: Mapping[int, str], known: Mapping[int, str]) -> AssetVerdict:
    [one] = explained_at_midnight([verdict(off)], Measure.BALANCE, DAY, midnights(stamped, known, read_by_us=True))
    return one


@pytest.mark.parametrize(
    ("off", "stamped", "known", "text"),
    [
        ("3", {1: "-3"}, {1: "-3"}, "stamped 2026-11-19 00:00, and the reading after it does not hold it yet"),
        ("-2", {0: "-2", 1: "-3"}, {-1: "2"}, "stamped 2026-11-18 00:00, and the opening reading does not hold it yet"),
        ("1", {-1: "-5", 0: "-2", 1: "-3"}, {-1: "-3"}, "stamped 2026-11-18 00:00, and the opening reading"),
    ],
)
def test_what_readings_do_not_hold_yet_is_off_the_other_way(
    off: str, stamped: Mapping[int, str], known: Mapping[int, str], text: str
) -> None:
    found = told_by_readings(off, stamped, known)
    assert found.verdict is Verdict.EXPLAINED
    assert found.findings.explained[0].text.startswith(text)
    assert sum(finding.amount for finding in found.findings.explained) == Decimal(off)
    assert told(off, stamped, known).verdict is Verdict.OPEN, "a snapshot would be off by the opposite"


def test_a_reading_that_holds_too_much_is_not_explained_by_its_midnight() -> None:
    assert told_by_readings("-3", {1: "-3"}, {1: "3"}).verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("off", "stamped", "known", "second"),
    [
        ("-3", {1: "-3"}, {1: "3"}, "2026-11-19 is off by the opposite"),
        ("2", {0: "-2", 1: "-3"}, {-1: "-2"}, "2026-11-17 is off by the opposite"),
        ("-1", {-1: "-5", 0: "-2", 1: "-3"}, {-1: "3"}, "2026-11-17 is off by its own midnights too"),
    ],
)
def test_it_is_explained_where_another_day_bears_it_out(
    off: str, stamped: Mapping[int, str], known: Mapping[int, str], second: str
) -> None:
    found = told(off, stamped, known)
    assert found.verdict is Verdict.EXPLAINED and found.reason.startswith("stamped_at_midnight (funding ")
    assert all(finding.second.startswith(second) for finding in found.findings.explained)
    assert sum(finding.amount for finding in found.findings.explained) == Decimal(off)


@pytest.mark.parametrize(
    ("off", "stamped", "known"),
    [
        ("-3", {1: "-3"}, {}),
        ("-3", {1: "-3"}, {1: "0"}),
        ("-1", {-1: "-5", 0: "-2", 1: "-3"}, {-1: "0"}),
        ("-1", {-2: "-9", -1: "-5", 0: "-2", 1: "-3"}, {-1: "3", -2: "0"}),
        ("-4", {1: "-3"}, {1: "3"}),
    ],
)
def test_it_stays_open_where_no_day_does_or_one_says_otherwise(
    off: str, stamped: Mapping[int, str], known: Mapping[int, str]
) -> None:
    found = told(off, stamped, known)
    assert found.verdict is Verdict.OPEN and found.findings.explained == ()


def test_another_measure_is_left_as_it_is() -> None:
    loan = verdict("-3", Measure.LOAN)
    assert explained_at_midnight([loan], Measure.BALANCE, DAY, midnights({1: "-3"}, {1: "3"})) == (loan,)

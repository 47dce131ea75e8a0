"""The bench of many accounts without its stack: what it holds their day against."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.bench.many_accounts import ManyDay, least_wait, reckoned, rows


def day(**other: object) -> ManyDay:
    values = {
        "seconds": 3_300.0,
        "first": 99.0,
        "cpu": 2_000.0,
        "wait": 3_000.0,
        "refused": 0,
        "verdicts": {"proved": 100},
    }
    return ManyDay(**{**values, "accounts": 100, **other})


@pytest.mark.parametrize(
    ("wait", "cpu", "cores", "seconds"),
    [(30_000.0, 20_000.0, 10, 30_060.0), (30_000.0, 400_000.0, 10, 40_060.0), (60.0, 10.0, 2, 120.0)],
)
def test_a_thousand_accounts_take_the_larger_of_weight_and_cpu(wait, cpu, cores, seconds):
    assert reckoned(wait, cpu, cores) == seconds


@pytest.mark.parametrize(
    ("other", "missed"),
    [
        ({}, []),
        ({"seconds": 4_000.0}, ["day over the weight-bound minimum"]),
        ({"verdicts": {"proved": 99, "unproved": 1}}, ["account-days not proved"]),
        ({"refused": 1}, ["calls refused"]),
        ({"cpu": 50_000.0}, ["a thousand accounts over the weight-bound minimum"]),
    ],
)
def test_what_is_missed_is_said(other, missed):
    assert [row.figure for row in rows(day(**other)) if not row.holds] == missed


SNAPSHOTS, API = "binance_sapi_ip|/sapi/v1/accountSnapshot|default", "binance_api_ip|*|default"


@pytest.mark.parametrize(
    ("calls", "seconds"),
    [
        ([], 0),
        ([(SNAPSHOTS, 2_400, 2)], 0),
        ([(SNAPSHOTS, 2_400, 5)], 120),
        ([(SNAPSHOTS, 2_400, 100)], 49 * 60),
        ([(SNAPSHOTS, 2_400, 2), (API, 20, 300), (API, 10, 300)], 120),
    ],
)
def test_a_call_is_not_divided_over_two_minutes(calls, seconds):
    assert least_wait(calls, Decimal("0.5")) == seconds

"""When two labels of a wallet's snapshots are called exchanged, and when a variance is what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import BalanceLine, DayFacts, LabelledBalance
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.reconciliation.exchanged_labels import exchanged_labels
from binrecon.reconciliation.verdicts import reconcile

FUTURES = AccountDay("main@example.com", date(2026, 11, 18), Wallet.FUTURES)
ZERO = Decimal(0)


def line(asset: str, opening: str, moved: str, actual: str) -> BalanceLine:
    return BalanceLine(asset, Decimal(opening), Decimal(moved), ZERO, ZERO, ZERO, ZERO, Decimal(actual))


def facts(*lines: BalanceLine, **labelled: tuple[str, str]) -> DayFacts:
    others = tuple(LabelledBalance(asset, Decimal(was), Decimal(now)) for asset, (was, now) in labelled.items())
    return DayFacts(FUTURES, True, True, 0, (), lines, labelled=others)


OFF, FITS = line("USDT", "8", "2", "13"), line("BNB", "1", "0", "1")


def test_they_look_exchanged_where_the_other_rolls_for_every_asset_and_the_balance_does_not() -> None:
    found = facts(OFF, FITS, USDT=("10", "12"), BNB=("1", "1"))
    assert "marginBalance rolls forward for every asset" in exchanged_labels(found)
    judged = reconcile(found)
    assert {one.verdict for one in judged.asset_verdicts} == {Verdict.UNPROVED} == {judged.verdict}
    assert "compare both balances" in judged.asset_verdicts[0].findings.next_steps[0]


@pytest.mark.parametrize(
    "labelled",
    [
        {},
        {"USDT": ("10", "12"), "BNB": ("1", "2")},
        {"USDT": ("10", "13"), "BNB": ("1", "1")},
        {"USDT": ("10", "12"), "BNB": ("1", "1"), "BTC": ("0", "1")},
    ],
    ids=["no other label", "another asset is off", "it does not roll", "an asset it alone names is off"],
)
def test_a_variance_is_what_it_says_where_the_other_does_not_fit(labelled: dict[str, tuple[str, str]]) -> None:
    found = facts(OFF, FITS, **labelled)
    assert exchanged_labels(found) == ""
    assert reconcile(found).verdict is Verdict.OPEN


def test_nothing_looks_exchanged_where_both_roll() -> None:
    found = facts(FITS, BNB=("1", "1"))
    assert exchanged_labels(found) == "" and reconcile(found).verdict is Verdict.PROVED

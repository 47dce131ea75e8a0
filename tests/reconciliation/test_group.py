"""The group's day: sums over all wallets, what is on its way between them, and what keeps it from being proved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.day_facts import Gap
from binrecon.domain.group import GroupCell, GroupFacts, GroupLine, GroupMovements, GroupWallet, InTransit
from binrecon.domain.vocabulary import Measure
from binrecon.reconciliation.group import HOLDS, consolidate

DAY = date(2026, 11, 3)
MAIN, SUB = "main@example.com", "sub@example.com"
ZERO = Decimal(0)
WALLETS = (GroupWallet(MAIN, "SPOT", True, True), GroupWallet(SUB, "SPOT", True, True))


def cell(email: str, opening: str | None, actual: str | None, verdict: str = "proved", asset: str = "BTC") -> GroupCell:
    held = [None if amount is None else Decimal(amount) for amount in (opening, actual)]
    return GroupCell(email, "SPOT", asset, verdict, *held)


def line(*cells: GroupCell, **other: Any) -> GroupLine:
    facts = {"wallets": WALLETS, "movements": (), "transit": (), **other}
    [found] = consolidate(GroupFacts(DAY, cells=cells, **facts))
    return found


def test_what_came_from_outside_and_what_is_on_its_way_make_the_group() -> None:
    """A deposit of 5 to main, a trade and a fee; 2 left main and have not arrived, 0.5 of the day before have."""
    moved = GroupMovements("BTC", Decimal(5), Decimal(-1), Decimal("0.25"), Decimal("-0.001"))
    transit = InTransit("BTC", Decimal("0.5"), Decimal(2), datetime(2026, 11, 3, 23, tzinfo=UTC), 0)
    found = line(cell(MAIN, "10", "12.249"), cell(SUB, "1", "1.5"), movements=(moved,), transit=(transit,))
    assert (found.opening, found.actual, found.expected, found.variance) == (
        Decimal(11), Decimal("13.749"), Decimal("13.749"), ZERO,
    )  # fmt: skip
    assert (found.verdict, found.reason, found.oldest_in_transit_days) == ("proved", HOLDS, 0)


def test_what_is_on_its_way_ages() -> None:
    transit = InTransit("BTC", Decimal(2), Decimal(2), datetime(2026, 10, 31, 12, tzinfo=UTC), 0)
    found = line(cell(MAIN, "1", "1"), transit=(transit,))
    assert (found.oldest_in_transit_days, found.verdict) == (3, "proved")


def test_a_wallet_that_is_not_proved_is_named_with_its_verdict() -> None:
    found = line(cell(MAIN, "1", "3", "open"), cell(SUB, "1", "1"))
    assert (found.variance, found.verdict) == (Decimal(2), "unproved")
    assert found.reason.startswith(f"not proved: {MAIN} SPOT (open); the wallets together differ")
    cancels = line(cell(MAIN, "1", "3", "open"), cell(SUB, "3", "1", "open"))
    assert (cancels.variance, cancels.verdict) == (ZERO, "unproved"), "two wrongs are no proof"


def test_an_explained_wallet_is_not_proved() -> None:
    assert line(cell(MAIN, "1", "1", "explained")).reason == f"not proved: {MAIN} SPOT (explained)"


@pytest.mark.parametrize(
    ("wallet", "said"),
    [
        (GroupWallet(SUB, "SPOT", False, True), f"{SUB} SPOT (no verdict)"),
        (GroupWallet(SUB, "SPOT", True, False), f"{SUB} SPOT (a balance is missing)"),
        (GroupWallet(SUB, "SPOT", True, True, True), f"{SUB} SPOT (unproved as a whole)"),
    ],
)
def test_a_wallet_that_is_not_known_leaves_no_sum(wallet: GroupWallet, said: str) -> None:
    found = line(cell(MAIN, "1", "1"), wallets=(WALLETS[0], wallet))
    assert (found.opening, found.expected, found.actual, found.variance) == (None, None, None, None)
    assert (found.verdict, found.reason) == ("unproved", f"not proved: {said}; the balances are not known")


@pytest.mark.parametrize(
    ("wallet", "assets", "measures", "is_told"),
    [
        ("SPOT", {"BTC", "USDT", "BNB"}, None, True),
        ("SPOT", {"SHIB", "USDT", "BNB"}, None, False),
        ("SPOT", None, None, True),
        ("MARGIN", None, {Measure.LOAN}, False),
        ("MARGIN", {"BTC"}, {Measure.LOAN, Measure.BALANCE}, True),
        ("ISOLATED_MARGIN", {"BTCUSDT:BTC", "BTCUSDT:USDT"}, None, True),
        ("ISOLATED_MARGIN", {"ETHUSDT:ETH", "ETHUSDT:USDT"}, None, False),
    ],
)
def test_a_wallet_without_a_verdict_on_an_asset_held_none_where_no_answer_lacks_that_could_tell_of_it(
    wallet: str, assets: set[str] | None, measures: set[Measure] | None, is_told: bool
) -> None:
    """It held none at either midnight: the balances are known, and what came and went between them is not."""
    gap = Gap("trades", "BTCUSDT", "failed", assets and frozenset(assets), measures and frozenset(measures))
    found = line(cell(MAIN, "1", "1"), wallets=(WALLETS[0], GroupWallet(SUB, wallet, True, True, False, (gap,))))
    assert (found.opening, found.actual, found.variance) == (1, 1, ZERO)
    assert found.reason == (f"not proved: {SUB} {wallet} (trades BTCUSDT is not covered)" if is_told else HOLDS)
    assert found.verdict == ("unproved" if is_told else "proved")


def test_a_wallet_whose_verdict_says_that_it_is_unproved_is_named_once() -> None:
    gap = Gap("trades", "BTCUSDT", "failed", frozenset({"BTC"}))
    wallets = (WALLETS[0], GroupWallet(SUB, "SPOT", True, True, False, (gap,)))
    found = line(cell(MAIN, "1", "1"), cell(SUB, "0", "1", "unproved"), wallets=wallets)
    assert found.reason.startswith(f"not proved: {SUB} SPOT (unproved); ")


def test_a_group_without_assets_says_which_wallet_is_not_known() -> None:
    doubted = GroupWallet(SUB, "SPOT", True, True, True)
    found = line(wallets=(WALLETS[0], doubted))
    assert (found.asset, found.verdict, found.opening) == ("", "unproved", None)
    assert found.reason == f"not proved: {SUB} SPOT (unproved as a whole); the balances are not known"
    assert consolidate(GroupFacts(DAY, WALLETS, (), (), ())) == ()


def test_a_balance_that_is_not_known_leaves_no_sum() -> None:
    found = line(cell(MAIN, "1", None, "unproved"), cell(SUB, "1", "1"))
    assert (found.opening, found.actual, found.variance, found.verdict) == (Decimal(2), None, None, "unproved")


def test_what_arrived_and_was_not_sent_is_not_proved_though_the_sum_comes_out() -> None:
    found = line(cell(MAIN, "1", "1.5"), transit=(InTransit("BTC", ZERO, Decimal("-0.5"), None, 1),))
    assert (found.variance, found.verdict) == (ZERO, "unproved")
    assert found.reason == "1 transfer(s) inside the group arrived that were not sent by then"


def test_what_was_lost_on_its_way_is_a_difference_that_no_wallet_has() -> None:
    transit = InTransit("BTC", Decimal(2), ZERO, None, 0)
    found = line(cell(MAIN, "1", "2.9"), transit=(transit,))
    assert (found.variance, found.verdict) == (Decimal("-0.1"), "unproved")
    assert found.reason == "the wallets together differ from what came from outside and what is on its way"


def test_assets_are_in_their_order_and_no_digit_is_lost() -> None:
    large, small = "999999999999999999", "0.000000000000000001"
    facts = GroupFacts(
        DAY,
        WALLETS,
        (cell(SUB, large, large, asset="ETH"), cell(MAIN, small, small, asset="ETH"), cell(MAIN, "1", "1")),
        (),
        (),
    )
    bitcoin, ether = consolidate(facts)
    assert (bitcoin.asset, ether.opening, ether.variance) == ("BTC", Decimal(f"{large}.000000000000000001"), ZERO)


def test_many_that_are_not_proved_are_counted() -> None:
    wallets = tuple(GroupWallet(f"{n}@x", "SPOT", False, False) for n in range(5))
    assert "2@x SPOT (no verdict) and 2 more" in line(cell(MAIN, "1", "1"), wallets=wallets).reason

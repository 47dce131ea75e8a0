"""A prevented match with mode TRANSFER moves two assets between two accounts: a hint where both are ours and off, no
finding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.reconciliation.cases import found_all

SUB, OTHER = "sub@x.com", "other@x.com"
CLOSES = {("BTC", "USDT"): Decimal("50000"), ("ETH", "USDT"): Decimal("2000")}


def hints(asset: str, off: dict[str, str], *opposite: tuple[str, str], **evidence: Any) -> list[str]:
    there = found_all(off, opposite_accounts=opposite, closes=CLOSES, **evidence)[asset]
    assert not there.explained
    return [step for step in there.next_steps if "TRANSFER" in step]


@pytest.mark.parametrize("asset", ["BTC", "USDT"])
def test_another_account_off_by_the_opposite_in_both_assets_of_a_pair_points_at_a_prevented_match(asset: str) -> None:
    [step] = hints(asset, {"BTC": "0.2", "USDT": "-0.04"}, ("BTC", SUB), ("USDT", SUB))
    assert step.startswith(f"{SUB} is off by the opposite in BTC and USDT") and "myPreventedMatches of BTC/USDT" in step


def test_each_account_that_would_fit_is_named_in_the_order_of_names() -> None:
    both = [(asset, email) for email in (SUB, OTHER) for asset in ("BTC", "USDT")]
    assert [step.split()[0] for step in hints("BTC", {"BTC": "0.2", "USDT": "-0.04"}, *both)] == [OTHER, SUB]


@pytest.mark.parametrize(
    "opposite",
    [
        (("BTC", SUB),),
        (("USDT", SUB),),
        (("BTC", SUB), ("USDT", OTHER)),
        (("BTC", SUB), ("ETH", SUB)),
        (),
    ],
)
def test_one_asset_alone_or_two_accounts_point_at_none(opposite: tuple[tuple[str, str], ...]) -> None:
    assert hints("BTC", {"BTC": "0.2", "USDT": "-0.04"}, *opposite) == []


def test_both_assets_gained_is_no_prevented_match() -> None:
    assert hints("BTC", {"BTC": "0.2", "USDT": "0.04"}, ("BTC", SUB), ("USDT", SUB)) == []


def test_two_assets_without_a_pair_are_none() -> None:
    assert hints("BTC", {"BTC": "0.2", "ETH": "-3"}, ("BTC", SUB), ("ETH", SUB)) == []

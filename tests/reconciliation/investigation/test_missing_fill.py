"""Two assets off in the ratio of a trade: named as a fill to ask for, never a finding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.reconciliation.investigation.investigate import investigate
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import (
    DAY,
    balance_line,
    facts,
    found_all,
    investigation_input,
    steps,
)


@pytest.mark.parametrize(("usdt", "near"), [("-50000", True), ("-54000", True), ("-60000", False), ("50000", False)])
def test_two_assets_off_in_the_ratio_of_a_close_name_the_pair_to_ask(usdt: str, near: bool) -> None:
    there = found_all({"BTC": "1", "USDT": usdt}, closes={("BTC", "USDT"): Decimal("50000")})
    assert not there["BTC"].explained
    assert bool(steps(there["BTC"], f"BTC/USDT: bought 1 BTC for {usdt.lstrip('-')} USDT")) is near
    assert bool(steps(there["USDT"], f"BTC/USDT: bought 1 BTC for {usdt.lstrip('-')} USDT")) is near


def test_a_fill_that_sold_says_so_and_explains_nothing() -> None:
    there = found_all({"BTC": "-0.5", "USDT": "25001"}, closes={("BTC", "USDT"): Decimal("50000")})
    assert steps(there["BTC"], "missing fill? BTC/USDT: sold 0.5 BTC for 25001 USDT")
    assert [one.explained for one in there.values()] == [(), ()]


@pytest.mark.parametrize(("eth", "near"), [("-0.1845", True), ("0.1845", False), ("-0.25", False)])
def test_a_pair_without_a_close_is_held_against_the_prices_of_both_assets(eth: str, near: bool) -> None:
    closes = {("SOL", "USDT"): Decimal("152"), ("ETH", "USDT"): Decimal("2480"), ("USDC", "USDT"): Decimal(1)}
    result = reconcile(
        facts(balance_line("SOL", "0", "2.997"), balance_line("ETH", "1", str(1 + Decimal(eth))), closes=closes)
    )
    there = investigate(result, investigation_input(DAY, result.asset_verdicts, closes=closes))
    told = f"missing fill? SOL/ETH: bought 2.997 SOL for {eth.lstrip('-')} ETH would be near the day's price"
    assert [bool(steps(there[asset], told)) for asset in ("SOL", "ETH")] == [near, near]

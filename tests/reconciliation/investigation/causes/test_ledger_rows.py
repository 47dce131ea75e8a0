"""Rows of a ledger of futures that did not move what they say."""

from __future__ import annotations

import pytest
from binrecon.domain.day_results import Investigation
from binrecon.domain.records import RecordLeg
from binrecon.domain.vocabulary import Wallet

from tests.reconciliation.cases import found_all, kinds, leg, moment

COPY = leg("USDT", "-3.1234", "FUNDING_FEE:7:USDT:BTCUSDT::1:-3.1234:2", source="um_income")


def futures(off: dict[str, str], wallet: Wallet = Wallet.FUTURES, **records: tuple[RecordLeg, ...]) -> Investigation:
    """What is found about USDT."""
    return found_all(off, wallet=wallet, **records)["USDT"]


def exchange(given: str = "-0.0123", received: str = "975.1234", party: str = "9") -> tuple[RecordLeg, ...]:
    told = dict(source="um_income", subtype="AUTO_EXCHANGE", at=moment(), party=party)
    return leg("BTC", given, f"AUTO_EXCHANGE:{party}:BTC", **told), leg(
        "USDT", received, f"AUTO_EXCHANGE:{party}:USDT", **told
    )


def test_a_copy_of_a_row_that_moved_once_explains_what_it_counts_too_much() -> None:
    there = futures({"USDT": "3.1234"}, listed_twice=(COPY,))
    assert kinds(there) == ["listed_twice"]
    assert there.explained[0].records == (COPY.name.replace(":2 out", " out"), COPY.name)


@pytest.mark.parametrize("off", ["-3.1234", "3.1235"])
def test_a_copy_that_does_not_fit_explains_nothing(off: str) -> None:
    assert not futures({"USDT": off}, listed_twice=(COPY,)).explained


def test_in_spot_nobody_looks_for_it() -> None:
    there = futures({"USDT": "5"}, Wallet.SPOT, listed_twice=(COPY,))
    assert not any("ledger" in tried for tried in there.ruled_out)
    assert any("ledger" in tried for tried in futures({"USDT": "5"}).ruled_out)


def test_an_exchange_of_which_both_assets_are_off_was_not_made() -> None:
    there = found_all({"USDT": "-975.1234", "BTC": "0.0123"}, wallet=Wallet.FUTURES, wallet_exchanges=exchange())
    assert {asset: kinds(one) for asset, one in there.items()} == {"USDT": ["auto_exchange"], "BTC": ["auto_exchange"]}
    assert there["USDT"].explained[0].records == there["BTC"].explained[0].records


@pytest.mark.parametrize("other", [{}, {"BTC": "0.0124"}, {"BTC": "-0.0123"}, {"ETH": "0.0123"}])
def test_an_exchange_of_which_one_asset_is_off_explains_nothing(other: dict[str, str]) -> None:
    there = futures({"USDT": "-975.1234", **other}, wallet_exchanges=exchange())
    assert not there.explained


def test_two_exchanges_of_other_numbers_are_not_one() -> None:
    legs = (exchange(party="8")[0], exchange(party="9")[1])
    there = found_all({"USDT": "-975.1234", "BTC": "0.0123"}, wallet=Wallet.FUTURES, wallet_exchanges=legs)
    assert not there["USDT"].explained


def test_an_exchange_whose_other_asset_no_row_tells_is_a_next_step() -> None:
    [given, _] = exchange()
    there = futures({"USDT": "975.1234"}, wallet_exchanges=(given,))
    assert any("tells one asset of this exchange alone" in step for step in there.next_steps)
    assert not any("exchange alone" in step for step in futures({"USDT": "1"}, wallet_exchanges=exchange()).next_steps)


def test_what_is_off_in_credits_says_what_no_list_tells() -> None:
    there = found_all({"BNFCR": "5"}, wallet=Wallet.FUTURES)["BNFCR"]
    assert any("credits trading mode" in step for step in there.next_steps)
    assert not any("credits" in step for step in found_all({"BNFCR": "5"})["BNFCR"].next_steps)

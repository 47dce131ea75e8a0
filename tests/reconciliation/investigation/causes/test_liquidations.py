"""What a liquidation took or gave that no row tells."""

from __future__ import annotations

import pytest
from binrecon.domain.day_results import Investigation
from binrecon.domain.records import RecordLeg
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.investigation.investigate import investigate
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import balance_line, facts, investigation_input, kinds, leg, quiet

CLEAR = leg("USDT", "-1.5", "INSURANCE_CLEAR:7", source="um_income", subtype="INSURANCE_CLEAR")
TAKEN = leg("BTC", "-2", "12", source="margin_capital_flow", subtype="OTHER_LIQUIDATION", status="emptied")


def found(
    opening: str, actual: str, *told: RecordLeg, moved: str = "0", wallet: Wallet = Wallet.FUTURES
) -> Investigation:
    """What is found about USDT, whose movements say one thing and its balance another."""
    result = reconcile(facts(balance_line("USDT", opening, actual, transfers_out=moved)))
    asked = investigation_input(
        result.account_day.day, result.asset_verdicts, variances=quiet("USDT"), wallet=wallet, liquidations=told
    )
    return investigate(result, asked)["USDT"]


def test_a_balance_below_zero_that_is_zero_after_a_liquidation_was_set_back() -> None:
    there = found("10", "0", CLEAR, moved="-13.4567")
    assert kinds(there) == ["insurance_clear"] and str(there.explained[0].amount) == "3.4567"
    assert there.explained[0].records == (CLEAR.name,)


@pytest.mark.parametrize(
    ("opening", "actual", "told", "moved", "wallet"),
    [
        ("10", "0", (), "-13.4567", Wallet.FUTURES),
        ("10", "0.0001", (CLEAR,), "-13.4567", Wallet.FUTURES),
        ("10", "0", (CLEAR,), "-3.4567", Wallet.FUTURES),
        ("10", "0", (TAKEN,), "-13.4567", Wallet.FUTURES),
        ("10", "0", (CLEAR,), "-13.4567", Wallet.SPOT),
        ("10", "0", (CLEAR,), "-13", Wallet.FUTURES),
    ],
)
def test_what_looks_like_it_is_not_it(
    opening: str, actual: str, told: tuple[RecordLeg, ...], moved: str, wallet: Wallet
) -> None:
    assert not found(opening, actual, *told, moved=moved, wallet=wallet).explained


def test_what_a_takeover_left_of_an_asset_in_an_empty_wallet_was_taken_too() -> None:
    there = found("10.4567", "0", TAKEN, moved="-3", wallet=Wallet.MARGIN)
    assert kinds(there) == ["liquidation_takeover"] and str(there.explained[0].amount) == "-7.4567"


@pytest.mark.parametrize(
    ("actual", "told", "wallet"),
    [
        ("0", TAKEN._replace(status=""), Wallet.MARGIN),
        ("0.1", TAKEN, Wallet.MARGIN),
        ("0", CLEAR._replace(status="emptied"), Wallet.MARGIN),
        ("0", TAKEN, Wallet.FUTURES),
    ],
)
def test_a_wallet_that_is_not_empty_was_not_taken_over(actual: str, told: RecordLeg, wallet: Wallet) -> None:
    assert not found("10.4567", actual, told, moved="-3", wallet=wallet).explained

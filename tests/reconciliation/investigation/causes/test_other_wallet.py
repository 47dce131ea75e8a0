"""What another wallet paid or gave, and an asset that became another."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.domain.day_results import Investigation
from binrecon.domain.records import RecordLeg
from binrecon.reconciliation.investigation.investigate import investigate
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import (
    DAY,
    balance_line,
    facts,
    found,
    found_all,
    investigation_input,
    kinds,
    leg,
    moment,
    quiet,
    records,
    steps,
)


def convert(given: str, received: str, record: str = "9") -> tuple[RecordLeg, ...]:
    told = dict(source="convert", record=record)
    return leg("USDT", f"-{given}", leg=2, **told), leg("BNB", received, leg=1, **told)


def test_a_convert_that_another_wallet_paid_stands_opposite_in_both_assets() -> None:
    there = found_all({"USDT": "100", "BNB": "-0.2"}, quiet("USDT", "BNB"), conversions=convert("100", "0.2"))
    assert [kinds(there[asset]) for asset in ("USDT", "BNB")] == [["convert_elsewhere"]] * 2
    assert records(there["USDT"]) == records(there["BNB"]) == [("convert 9 in", "convert 9 out")]


def test_two_converts_together_are_found_in_both_assets() -> None:
    there = found_all(
        {"USDT": "150", "BNB": "-0.3002"}, conversions=convert("100", "0.2001") + convert("50", "0.1001", "10")
    )
    assert [kinds(there[asset]) for asset in ("USDT", "BNB")] == [["convert_elsewhere"] * 2] * 2


def test_a_convert_of_which_only_one_leg_is_back_explains_neither() -> None:
    there = found_all({"USDT": "100", "BNB": "-0.7"}, conversions=convert("100", "0.2"))
    assert [one.explained for one in there.values()] == [(), ()]
    assert [[f.kind for f in one] for one in there["USDT"].alternatives] == [["convert_elsewhere"]]


def swap(expected: str, actual: str, come: str, untraded: frozenset[str]) -> Investigation:
    result = reconcile(facts(balance_line("MATIC", expected, actual), balance_line("POL", "0", come)))
    variances = {(j.line.asset, DAY): j.variance for j in result.asset_verdicts}
    return investigate(
        result, investigation_input(DAY, result.asset_verdicts, variances=variances, untraded_assets=untraded)
    )["POL"]


GONE = frozenset({"MATIC", "USDC"})


@pytest.mark.parametrize(
    ("expected", "actual", "come", "untraded", "is_swap"),
    [
        ("5.0001", "0", "5.0001", GONE, True),
        ("5.0001", "1", "4.0001", GONE, False),
        ("5.0001", "0", "4.9", GONE, False),
        ("5.0001", "0", "5.0001", frozenset({"POL"}), False),
        ("5", "0", "5", GONE, False),
    ],
)
def test_a_whole_balance_that_became_another_asset_is_a_swap_where_it_is_traded_no_more(
    expected: str, actual: str, come: str, untraded: frozenset[str], is_swap: bool
) -> None:
    assert (kinds(swap(expected, actual, come, untraded)) == ["swapped_asset"]) is is_swap


def test_a_balance_that_could_have_become_either_of_two_is_not_decided() -> None:
    result = reconcile(
        facts(balance_line("MATIC", "5", "0"), balance_line("POL", "0", "5"), balance_line("XYZ", "1", "6"))
    )
    there = investigate(result, investigation_input(DAY, result.asset_verdicts))
    assert [one.explained for one in there.values()] == [(), (), ()]
    assert len(there["MATIC"].alternatives) == 2


@pytest.mark.parametrize(("price", "is_swap"), [("1.0002", False), ("0.95", False), ("40", True), (None, True)])
def test_two_assets_that_are_traded_at_that_price_may_have_been_traded(price: str | None, is_swap: bool) -> None:
    result = reconcile(facts(balance_line("USDC", "5000.01", "0"), balance_line("USDT", "0", "5000.01")))
    closes = {} if price is None else {("USDC", "USDT"): Decimal(price)}
    there = investigate(result, investigation_input(DAY, result.asset_verdicts, closes=closes, untraded_assets=GONE))
    assert [kinds(there[asset]) == ["swapped_asset"] for asset in ("USDC", "USDT")] == [is_swap] * 2
    assert bool(steps(there["USDC"], "missing fill? USDC/USDT: sold 5000.01 USDC for 5000.01 USDT")) is not is_swap


@pytest.mark.parametrize(
    ("source", "amount", "share", "explained"),
    [
        ("loan_borrow", "-2.1234", "-2.1234", True),
        ("loan_ltv_adjustment", "-2.1234", "-2.1234", True),
        ("loan_repay", "-2.1234", "-2.1234", False),
        ("loan_borrow", "-2.1234", "-2", False),
    ],
)
def test_collateral_that_earn_gave_went_from_its_share(source: str, amount: str, share: str, explained: bool) -> None:
    there = found_all({"BTC": "2.1234", "LDBTC": share}, equal_records=(leg("BTC", amount, source=source),))
    assert [kinds(there[asset]) == ["collateral_elsewhere"] for asset in ("BTC", "LDBTC")] == [explained] * 2


def test_collateral_that_only_the_amount_tells_of_is_an_alternative() -> None:
    there = found("BTC", "2.1234", equal_records=(leg("BTC", "-2.1234", source="loan_borrow"),))
    assert [[one.kind for one in found_] for found_ in there.alternatives] == [["collateral_elsewhere"]]
    assert not there.explained and steps(there, "no second fact bears it out")


def test_two_loans_of_one_collateral_are_not_decided() -> None:
    both = [leg("BTC", "-2", record, source="loan_borrow") for record in ("1", "2")]
    there = found("BTC", "2", equal_records=(both[0], both[1]._replace(at=moment(clock="13:00:00"))))
    assert (there.explained, len(there.alternatives)) == ((), 2)


def test_collateral_that_came_back_is_no_collateral_that_earn_gave() -> None:
    assert not found("BTC", "-2", equal_records=(leg("BTC", "2", source="loan_ltv_adjustment"),)).explained


def test_an_earn_share_is_a_product_and_no_swap() -> None:
    result = reconcile(facts(balance_line("BTC", "5", "0"), balance_line("LDBTC", "0", "5")))
    there = investigate(result, investigation_input(DAY, result.asset_verdicts))["BTC"]
    assert not there.explained
    assert "LDBTC is off by the opposite" in there.next_steps[0]

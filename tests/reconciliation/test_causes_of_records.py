"""Causes that lie in records: what each explains, and what looks like it and is not it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.day_results import Investigation
from binrecon.domain.records import RecordLeg
from binrecon.domain.statements import UnmatchedEntry
from binrecon.reconciliation.investigation.investigate import investigate
from binrecon.reconciliation.verdicts import reconcile
from binrecon.reconciliation.witnesses import LISTS_LACK, NONE

from tests.reconciliation.cases import (
    DAY,
    RESOLVED,
    amounts,
    balance_line,
    facts,
    found,
    found_all,
    investigation_input,
    kinds,
    leg,
    line,
    moment,
    movement,
    quiet,
    records,
    steps,
)

# pending records ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "status", "kind"),
    [
        ("deposit", "0", "pending_deposit"),
        ("deposit", "8", "pending_deposit"),
        ("locked_redemption", "PENDING", "listed_without_effect"),
    ],
)
def test_a_pending_record_is_in_the_balance_where_a_statement_has_its_line(source: str, status: str, kind: str) -> None:
    pending = leg("BTC", "2.1234", source=source, status=status, standing="pending")
    alone = found("BTC", "2.1234", pending)
    assert [[one.kind for one in found_] for found_ in alone.alternatives] == [[kind]] and not alone.explained
    assert steps(alone, "no second fact bears it out")
    told = dict(
        timing_differences=(pending,),
        unmatched_entries=(line("2.1234", "deposit" if kind == "pending_deposit" else "earn redemption"),),
    )
    assert kinds(found_all({"BTC": "2.1234"}, agree=LISTS_LACK, **told)["BTC"]) == [kind]
    assert not found_all({"BTC": "2.1234"}, agree=NONE, **told)["BTC"].explained


def test_a_pending_redemption_is_borne_out_by_the_share_that_went() -> None:
    told = dict(source="flexible_redemption", status="CREATED", standing="pending")
    both = leg("BTC", "2.1234", "7", **told), leg("LDBTC", "-2.1234", "7", **told)
    there = found_all({"BTC": "2.1234", "LDBTC": "-2.1234"}, timing_differences=both)
    assert [kinds(there[asset]) for asset in ("BTC", "LDBTC")] == [["listed_without_effect"]] * 2
    assert not found("BTC", "2.1234", *both).explained


@pytest.mark.parametrize(
    ("opposite_", "explained"), [((("BTC", "sub@x.com"),), True), ((("BTC", "other@x.com"),), False), ((), False)]
)
def test_a_pending_own_transfer_is_borne_out_by_the_account_at_its_other_end(
    opposite_: tuple[tuple[str, str], ...], explained: bool
) -> None:
    sent = leg("BTC", "-2.1234", source="account_transfer", status="PROCESS", standing="pending", party="Sub@x.com")
    assert bool(found("BTC", "-2.1234", sent, opposite_accounts=opposite_).explained) is explained


@pytest.mark.parametrize("standing", ["failed", "elsewhere", "told_elsewhere", "withdrawn"])
def test_what_is_final_or_of_another_wallet_or_list_is_no_candidate(standing: str) -> None:
    there = found("BTC", "2.1234", leg("BTC", "2.1234", source="account_transfer", status="SUCCESS", standing=standing))
    assert (there.explained, there.alternatives) == ((), ())


@pytest.mark.parametrize(("source", "days"), [("deposit", 7), ("wallet_transfer", 2), ("eth_redemption", 14)])
def test_a_record_that_is_pending_for_too_long_is_no_candidate_any_more(source: str, days: int) -> None:
    pending = leg("BTC", "2.1234", source=source, status="0", standing="pending")
    young = found("BTC", "2.1234", pending, variances={days - 1: "0"})
    assert len(young.alternatives) == 1 and not steps(young, "ask the exchange what became of it")
    old = found("BTC", "2.1234", pending, variances={days: "0"})
    assert old.alternatives == () and steps(
        old, f"pending for more than {days} days: ask the exchange what became of it"
    )


@pytest.mark.parametrize(
    ("earlier", "possible"), [({-2: "0", -1: "0"}, True), ({-2: "2.1234", -1: "0"}, False), ({}, False)]
)
def test_a_pending_record_of_an_earlier_day_came_today_only_if_it_did_not_come_before(
    earlier: dict[int, str], possible: bool
) -> None:
    pending = leg("BTC", "2.1234", status="0", standing="pending", at=moment(-2))
    assert bool(found("BTC", "2.1234", pending, variances=earlier).alternatives) is possible


# converts and swaps -----------------------------------------------------------------------------------------------------


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


def test_the_other_asset_decides_between_a_convert_and_a_record_that_would_do_as_well() -> None:
    pending = leg("USDT", "100", "d", status="0", standing="pending")
    there = found_all(
        {"USDT": "100", "BNB": "-0.2001"}, conversions=convert("100", "0.2001"), timing_differences=(pending,)
    )
    assert [kinds(there[asset]) for asset in ("USDT", "BNB")] == [["convert_elsewhere"]] * 2


def test_two_records_that_would_do_in_either_asset_are_not_decided() -> None:
    pending = (
        leg("USDT", "100", "d", status="0", standing="pending"),
        leg("BNB", "-0.2", "e", status="0", standing="pending"),
    )
    there = found_all({"USDT": "100", "BNB": "-0.2"}, conversions=convert("100", "0.2"), timing_differences=pending)
    assert [(one.explained, len(one.alternatives)) for one in there.values()] == [((), 2), ((), 2)]


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


# fees, charges, doubles -------------------------------------------------------------------------------------------------

ALONE: dict[str, dict[str, Any]] = {
    "fee_not_taken": {"equal_records": (leg("BTC", "-2.1234", leg=3, source="withdraw"),)},
    "dust_charge": {"service_charges": (leg("BTC", "-2.1234", "1:ETH", leg=3, source="dust_log"),)},
    "collateral_elsewhere": {"equal_records": (leg("BTC", "-2.1234", source="loan_borrow"),)},
}


@pytest.mark.parametrize("kind", ALONE)
@pytest.mark.parametrize(
    ("unpaired", "explained"),
    [
        ((), False),
        ((movement("-2.1234"),), True),
        ((movement("-12.1234"), line("-10")), True),
        ((movement("-3"),), False),
        ((line("1.1234"), line("1")), False),
    ],
)
def test_what_was_booked_and_not_taken_is_borne_out_by_a_statement_that_lacks_it(
    kind: str, unpaired: tuple[UnmatchedEntry, ...], explained: bool
) -> None:
    there = found_all({"BTC": "2.1234"}, agree=LISTS_LACK, unmatched_entries=unpaired, **ALONE[kind])["BTC"]
    assert kinds(there) == ([kind] if explained else [])
    assert not found("BTC", "2.1234", **ALONE[kind]).explained


@pytest.mark.parametrize(("off", "said"), [("0.3", "not taken"), ("-0.3", "taken once more"), ("0.2", None)])
def test_the_charges_of_dust_make_gross_of_net(off: str, said: str | None) -> None:
    charges = (
        leg("BNB", "-0.1", "1:ETH", leg=3, source="dust_log"),
        leg("BNB", "-0.2", "1:USDT", leg=3, source="dust_log"),
    )
    [there] = found("BNB", off, service_charges=charges).alternatives
    texts = [finding.text for finding in there]
    assert said is None or all(text.endswith(said) for text in texts)
    assert len(texts) == (1 if said is None else 2)


@pytest.mark.parametrize(
    ("off", "figures", "explained"),
    [
        ("0.1234", "short", True),
        ("-0.1234", "gross", True),
        ("0.1234", "gross", False),
        ("-0.1234", "short", False),
        ("0.1234", "", False),
    ],
)
def test_the_figures_of_a_dust_conversion_bear_out_what_became_of_its_charge(
    off: str, figures: str, explained: bool
) -> None:
    """A row short of its charge twice says that the balance has more, one not short of it at all that it has less."""
    charge = leg("BNB", "-0.1234", "1:ETH", leg=3, source="dust_log", status=figures)
    there = found("BNB", off, service_charges=(charge,))
    assert kinds(there) == (["dust_charge"] if explained else [])
    assert explained or [[one.kind for one in found_] for found_ in there.alternatives] == [["dust_charge"]]


@pytest.mark.parametrize(
    ("other", "is_double"),
    [
        (leg("BTC", "2", "2", source="fiat_orders"), True),
        (leg("BTC", "2", "1"), False),
        (leg("BTC", "2", "2", at=moment(clock="12:00:02")), False),
        (leg("BTC", "2", "2", source="trade", subtype="spot_buy"), False),
        (leg("BTC", "2", "2", source="convert", subtype="convert_buy"), False),
    ],
)
def test_one_movement_under_two_ids_was_listed_twice(other: RecordLeg, is_double: bool) -> None:
    there = found("BTC", "-2", equal_records=(leg("BTC", "2", "1", txn_hash="0xa"), other._replace(txn_hash="0xa")))
    assert (kinds(there) == ["duplicate"]) is is_double


@pytest.mark.parametrize("hashes", [("", ""), ("0xa", "0xb"), ("0xa", "")])
def test_two_equal_payments_of_one_second_are_two_unless_they_name_one_transaction(hashes: tuple[str, str]) -> None:
    there = found(
        "BTC",
        "-2",
        equal_records=tuple(leg("BTC", "2", n, txn_hash=told) for n, told in zip("12", hashes, strict=True)),
    )
    assert not there.explained and [[one.kind for one in found_] for found_ in there.alternatives] == [["duplicate"]]


@pytest.mark.parametrize("source", ["trade", "withdraw"])
def test_two_equal_fees_of_one_moment_are_two_fees_of_which_one_was_not_taken(source: str) -> None:
    there = found(
        "BNB",
        "0.5",
        equal_records=tuple(leg("BNB", "-0.5", n, leg=3, source=source, subtype="maker_fee") for n in "12"),
    )
    assert (there.explained, [[one.kind for one in found_] for found_ in there.alternatives]) == (
        (),
        [["fee_not_taken"]] * 2,
    )


def withdrawal(record: str, fee: str, amount: str = "-2", **other: Any) -> tuple[RecordLeg, ...]:
    told = dict(source="withdraw", txn_hash="0xa", **other)
    return leg("BTC", amount, record, **told), leg("BTC", fee, record, leg=3, **told)


@pytest.mark.parametrize(
    ("off", "other", "is_double"),
    [
        ("2.1", withdrawal("2", "-0.1"), True),
        ("2", withdrawal("2", "-0.1"), False),
        ("2.1", withdrawal("2", "-0.2", "-1.9"), False),
        ("2.1", (leg("BTC", "-2.1", "2", source="withdraw", txn_hash="0xa"),), False),
    ],
)
def test_a_withdrawal_is_listed_twice_only_with_its_fee(
    off: str, other: tuple[RecordLeg, ...], is_double: bool
) -> None:
    there = found("BTC", off, equal_records=withdrawal("1", "-0.1") + other)
    assert (kinds(there) == ["duplicate"]) is is_double


# own transfers, people --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "explained"), [("balanced", True), ("off", False), ("", False)])
def test_a_transfer_that_only_the_sender_lists_is_missing_here_where_the_senders_day_adds_up(
    status: str, explained: bool
) -> None:
    owed = leg("BTC", "2", "7 of main@x.com", leg=2, source="account_transfer", subtype="owed", status=status)
    there = found("BTC", "2", unmatched_transfers=(owed,))
    names = ("account_transfer 7 of main@x.com out",)
    assert records(there) == ([names] if explained else [])
    assert explained or [[one.records for one in found_] for found_ in there.alternatives] == [[names]]


def test_a_transfer_that_only_this_account_lists_did_not_arrive_here() -> None:
    lone = leg("BTC", "2", source="account_transfer", subtype="lone", status="balanced")
    assert amounts(found("BTC", "-2", unmatched_transfers=(lone,))) == ["-2"]
    late_ = found("BTC", "-2", unmatched_transfers=(lone,), variances={30: "0"})
    assert late_.alternatives == () and steps(late_, "only one account has listed it in 30 days")


@pytest.mark.parametrize(
    ("off", "known"),
    [("-2", ["resolution"]), ("-3", ["resolution", "across_the_cut"]), ("-1", ["across_the_cut"]), ("-4", [])],
)
def test_what_a_person_resolved_counts_first_and_records_make_up_the_rest(off: str, known: list[str]) -> None:
    record = leg("BTC", "1", other_at=moment(1))
    assert kinds(found("BTC", off, record, variances={1: "1"}, resolutions=(RESOLVED,))) == known


def test_a_person_decides_between_two_records_that_would_both_do() -> None:
    two = [leg("BTC", "2", record, other_at=moment(1)) for record in ("1", "2")]
    assert found("BTC", "-2", *two).explained == ()
    assert kinds(found("BTC", "-2", *two, resolutions=(RESOLVED,))) == ["resolution"]


def test_a_resolution_of_another_asset_resolves_nothing() -> None:
    assert not found("ETH", "-2", resolutions=(RESOLVED,)).explained

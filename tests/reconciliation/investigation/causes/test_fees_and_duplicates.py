"""Fees and charges that were booked and not taken, and one movement under two ids."""

from __future__ import annotations

from typing import Any

import pytest
from binrecon.domain.records import RecordLeg
from binrecon.domain.statements import UnmatchedEntry
from binrecon.reconciliation.witnesses import LISTS_LACK

from tests.reconciliation.cases import (
    found,
    found_all,
    kinds,
    leg,
    line,
    moment,
    movement,
)

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

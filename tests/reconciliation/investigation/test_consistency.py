"""Records that speak of two assets are chosen for both or for none."""

from __future__ import annotations

from binrecon.domain.records import RecordLeg

from tests.reconciliation.cases import (
    found_all,
    kinds,
    leg,
)


def convert(given: str, received: str, record: str = "9") -> tuple[RecordLeg, ...]:
    told = dict(source="convert", record=record)
    return leg("USDT", f"-{given}", leg=2, **told), leg("BNB", received, leg=1, **told)


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

"""Legs that are exactly the opposite of a variance, read from stored rows."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    alternatives,
    balances,
    found,
    kinds,
)
from tests.storage.rows import (
    transfer,
)


def test_the_fee_of_a_withdrawal_that_was_returned_is_an_alternative(engine: Engine) -> None:
    balances(engine, BTC=("3", "1"))
    for amount, kind in (("-2", "transfer_out"), ("-0.1", "txn_fee")):
        transfer(engine, "BTC", amount, kind, external_id="w1", source="withdraw")
    assert alternatives(found(engine)["BTC"]) == [["fee_not_taken"]]


def test_one_transaction_under_two_ids(engine: Engine) -> None:
    balances(engine, EUR=("0", "50"))
    for number in "12":
        transfer(engine, "EUR", "50", external_id=number, txn_hash="0xa")
    assert kinds(found(engine)["EUR"]) == ["duplicate"]

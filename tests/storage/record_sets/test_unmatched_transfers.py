"""Own transfers that one end alone lists, read from the rows of both accounts."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    OTHER,
    alternatives,
    balances,
    found,
)
from tests.storage.rows import (
    BEFORE,
    DAY,
    EMAIL,
    coverage,
    known_day,
    plan,
    snapshot,
    transfer,
)


def family(engine: Engine, covered: bool = True) -> None:
    """The other account sent 2.1234 BTC to this one, which has them and lists nothing."""
    balances(engine, BTC=("1", "3.1234"))
    for day, amount in ((BEFORE, "9"), (DAY, "6.8766")):
        snapshot(engine, day, {"BTC": amount}, OTHER)
    known_day(engine, DAY, email=OTHER)
    transfer(
        engine, "BTC", "-2.1234", source="account_transfer", email=OTHER, counter_party=EMAIL.upper(), external_id="7"
    )
    plan(engine, "sub_user_history", email=OTHER)
    if covered:
        coverage(engine, "sub_user_history", email=OTHER)


def test_a_transfer_that_only_the_other_account_lists(engine: Engine) -> None:
    family(engine)
    [told] = found(engine)["BTC"]["explained"]
    assert (told["kind"], told["records"]) == ("transfer_without_other_end", [f"account_transfer 7 of {OTHER} out"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE binance_reconciliation_days SET decided_at = NULL",
        "UPDATE binance_reconciliation_days SET doubts = '{a check}'",
        "UPDATE binance_reconciliation_days SET doubts = NULL",
        "UPDATE binance_reconciliation_balances SET raw_balance = 6 WHERE raw_balance = 6.8766",
    ],
)
def test_a_lone_end_explains_nothing_while_the_other_accounts_day_is_not_known_or_off(
    engine: Engine, change: str
) -> None:
    family(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(change)
    there = found(engine)["BTC"]
    assert not there["explained"] and alternatives(there) == [["transfer_without_other_end"]]


def test_a_transfer_that_this_account_lists_as_of_another_wallet_is_no_lone_end(engine: Engine) -> None:
    family(engine)
    transfer(
        engine, "BTC", "2.1234", source="account_transfer", external_id="7", status="SUCCESS", standing="elsewhere"
    )
    there = found(engine)["BTC"]
    assert there["explained"] == there["alternatives"] == []


def test_a_lone_end_says_nothing_while_the_other_account_is_not_covered(engine: Engine) -> None:
    family(engine, covered=False)
    assert not found(engine)["BTC"]["explained"]

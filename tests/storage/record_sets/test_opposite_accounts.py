"""Other accounts of ours that are off by exactly the opposite."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    OTHER,
    balances,
    found,
)
from tests.storage.rows import (
    BEFORE,
    DAY,
    known_day,
    snapshot,
    transfer,
)


def test_an_account_that_is_off_by_the_opposite_is_named(engine: Engine) -> None:
    balances(engine, BTC=("1", "3"), ETH=("1", "2"))
    for day, amount in ((BEFORE, "9"), (DAY, "8")):
        snapshot(engine, day, {"BTC": amount, "ETH": amount}, OTHER)
    known_day(engine, DAY, email=OTHER)
    transfer(engine, "BTC", "1", email=OTHER)
    there = found(engine)
    assert any(step.startswith(f"{OTHER} is off by the opposite") for step in there["BTC"]["next_steps"])
    assert any(step.startswith(f"{OTHER} is off by the opposite") for step in there["ETH"]["next_steps"])
    transfer(engine, "BTC", "1", email=OTHER)
    assert not any(step.startswith(OTHER) for step in found(engine)["BTC"]["next_steps"])

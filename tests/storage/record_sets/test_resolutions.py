"""Which resolutions are in force for an asset of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    NEXT,
    OTHER,
    balances,
    found,
    kinds,
)
from tests.storage.rows import (
    DAY,
    EMAIL,
    at,
    insert,
)


def resolve(engine: Engine, number: int, *actions: str, **other: Any) -> None:
    insert(
        engine,
        "binance_resolutions",
        dict(
            id=number,
            email=EMAIL,
            date=DAY,
            wallet="SPOT",
            asset="BTC",
            kind="manual_correction",
            amount=2,
            reason="a correction by hand",
            author="ann",
            needs_approval=False,
        )
        | other,
    )
    for action in actions:
        insert(engine, "binance_resolution_events", dict(resolution_id=number, action=action, author="bob"))


@pytest.mark.parametrize(
    ("actions", "told", "holds"),
    [
        ((), {}, True),
        (("withdrawn",), {}, False),
        ((), {"needs_approval": True}, False),
        (("approved",), {"needs_approval": True}, True),
        (("approved",), {"needs_approval": True, "author": "Bob"}, False),
        (("approved", "withdrawn"), {"needs_approval": True}, False),
        ((), {"expires_at": at()}, False),
        ((), {"expires_at": at() + timedelta(days=50_000)}, True),
        ((), {"date": NEXT}, False),
        ((), {"email": OTHER}, False),
        ((), {"wallet": "MARGIN"}, False),
        ((), {"asset": "ETH"}, False),
        ((), {"amount": 3}, False),
    ],
)
def test_a_resolution_in_force_explains_its_cell(
    engine: Engine, actions: tuple[str, ...], told: dict[str, Any], holds: bool
) -> None:
    balances(engine, BTC=("1", "3"))
    resolve(engine, 12, *actions, **told)
    assert kinds(found(engine)["BTC"]) == (["resolution"] if holds else [])

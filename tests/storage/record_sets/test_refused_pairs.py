"""Pairs of an open asset that gave no answer when last asked."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    NEXT,
    balances,
    found,
)
from tests.storage.rows import (
    at,
    coverage,
    pairs,
)

REFUSED = "gave no answer when last asked, and could hold a fill of this day: trades BTCUSDT; "


@pytest.mark.parametrize(
    ("closed_at", "later", "named"),
    [
        (None, None, True),
        ("12:00:00", None, True),
        ("00:00:00", None, False),
        (None, "complete", False),
        (None, "truncated", False),
    ],
)
def test_a_pair_that_was_refused_is_named_on_every_day_it_could_explain(
    engine: Engine, closed_at: str | None, later: str | None, named: bool
) -> None:
    """It was planned, asked and refused on another day."""
    balances(engine, BTC=("1", "2"))
    pairs(engine, ("BTC", "USDT"), closed_at=closed_at and at(closed_at))
    other = {"window_start": at("00:00:00", NEXT), "window_end": at("23:59:59", NEXT)}
    coverage(engine, "trades", "BTCUSDT", "failed", detail="trades: HTTP 400, code -1121", **other)
    if later:
        coverage(engine, "trades", "BTCUSDT", later)
    assert bool([step for step in found(engine)["BTC"]["next_steps"] if step.startswith(REFUSED)]) is named

"""Seeded worlds whose accounts trade and borrow in isolated margin: every measure of every holding is held against the
truth."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from sqlalchemy import Engine

from tests.simulator import UNIT, Scenario, random_scenario
from tests.simulator.random_isolated_trouble import ISOLATED_TROUBLES
from tests.simulator.random_margin_wallet import ISOLATED_PAIRS
from tests.worlds.isolated_world import IsolatedWorld


def world(seed: int, troubles: int = 0) -> Scenario:
    """Every account has two pairs that hold BTC."""
    scenario = random_scenario(seed, accounts=1 + seed % 2, days=4, busy=1, margin=True, troubles=0)
    for email in scenario.world.accounts:
        for pair in ISOLATED_PAIRS:
            held = scenario.world.opened(email, "BTC", "ISOLATED_MARGIN", pair=pair)
            scenario.world.open(email, "BTC", held + UNIT, "ISOLATED_MARGIN", pair=pair)
    rng = Random(f"isolated trouble {seed}")
    for _ in range(troubles):
        rng.choice(ISOLATED_TROUBLES)(scenario, rng)
    return scenario


@pytest.mark.parametrize("seed", range(3))
def test_a_world_without_trouble_is_proved_pair_by_pair(seed: int, engine: Engine) -> None:
    run = IsolatedWorld(engine, world(seed))
    run.run()
    assert list(run.wrong()) == []
    told = [row for email in run.world.accounts for row in run.told(email)]
    assert Counter(row[3] for row in told)["proved"] > 0.8 * len(told) > 0
    assert {row[1] for row in told} >= {"BTCUSDT:BTC", "ETHBTC:BTC"}


@pytest.mark.parametrize("seed", range(40, 48))
def test_what_is_wrong_with_a_pair_is_never_judged_wrongly(seed: int, engine: Engine) -> None:
    run = IsolatedWorld(engine, world(seed, troubles=6))
    run.run()
    assert list(run.wrong()) == []
    assert {row[3] for email in run.world.accounts for row in run.told(email)} != {"proved"}

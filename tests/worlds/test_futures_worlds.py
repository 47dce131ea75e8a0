"""Seeded worlds whose accounts trade USD-M futures beside SPOT: both wallets are held against the world's truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from binrecon.domain.vocabulary import Wallet

from tests.simulator import random_scenario
from tests.simulator.random_futures_trouble import hidden_fill
from tests.worlds import futures_truth
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_by_day, run_in_spans

BOTH = (Wallet.SPOT, Wallet.FUTURES)


def world(seed: int, troubles: int | None = None):
    return random_scenario(seed, accounts=1 + seed % 2, days=5, busy=2, futures=True, troubles=troubles)


@pytest.mark.parametrize("seed", range(3))
def test_a_world_without_trouble_is_proved_in_both_wallets(seed: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = world(seed, troubles=0)
    pipeline = deploy(scenario, at=scenario.world.first_day, wallets=BOTH)
    assert run_by_day(pipeline, scenario).wrong == []
    now = pipeline.exchange.clock.now()
    assert list(futures_truth.wrong(pipeline.engine, scenario, scenario.world.days, now)) == []
    told = Counter(verdict for verdict, *_ in futures_truth.verdicts(pipeline.engine).values())
    assert set(told) == {"proved"} and told.total() > len(scenario.world.days)


@pytest.mark.parametrize("seed", range(10, 18))
def test_what_is_wrong_with_futures_is_reported_to_the_last_unit(seed: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = world(seed)
    pipeline = deploy(scenario, at=scenario.world.last_day, wallets=BOTH)
    found = run_in_spans(pipeline, scenario)
    now = pipeline.exchange.clock.now()
    assert [*found.wrong, *futures_truth.wrong(pipeline.engine, scenario, scenario.world.days, now)] == []


@pytest.mark.parametrize("seed", range(2))
def test_a_fill_that_no_list_tells_contradicts_the_income_that_adds_up(
    seed: int, deploy: Callable[..., Pipeline]
) -> None:
    scenario = world(seed, troubles=0)
    for number in range(3):
        hidden_fill(scenario, Random(seed * 10 + number))
    pipeline = deploy(scenario, at=scenario.world.last_day, wallets=BOTH)
    assert run_in_spans(pipeline, scenario).wrong == []
    now = pipeline.exchange.clock.now()
    assert list(futures_truth.wrong(pipeline.engine, scenario, scenario.world.days, now)) == []
    reasons = [
        reason for verdict, _, reason in futures_truth.verdicts(pipeline.engine).values() if verdict == "unproved"
    ]
    assert reasons and all("says otherwise of" in reason for reason in reasons)

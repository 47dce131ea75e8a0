"""Seeded worlds whose accounts trade USD-M futures beside SPOT: both wallets are held against the world's truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from binrecon.domain.vocabulary import Wallet

from tests.simulator import Scenario, random_scenario
from tests.simulator.random_futures_trouble import hidden_fill
from tests.worlds.futures_truth import FuturesTruth
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import asked, run_by_day, run_in_spans
from tests.worlds.wallet_truth import hold, verdicts

BOTH = (Wallet.SPOT, Wallet.FUTURES)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of futures` names."""
    if metafunc.function is test_what_is_wrong_with_futures_is_reported_to_the_last_unit:
        metafunc.parametrize("seed", asked(metafunc.config, range(10, 18)))


def world(seed: int, troubles: int | None = None):
    return random_scenario(seed, accounts=1 + seed % 2, days=5, busy=2, futures=True, troubles=troubles)


def wrong(pipeline: Pipeline, scenario: Scenario) -> list[str]:
    now = pipeline.exchange.clock.now()
    return hold(pipeline.engine, [FuturesTruth(scenario, pipeline.emails, scenario.world.days, now)]).wrong


@pytest.mark.parametrize("seed", range(3))
def test_a_world_without_trouble_is_proved_in_both_wallets(seed: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = world(seed, troubles=0)
    pipeline = deploy(scenario, at=scenario.world.first_day, wallets=BOTH)
    assert run_by_day(pipeline, scenario).wrong == []
    assert wrong(pipeline, scenario) == []
    told = Counter(given.verdict for given in verdicts(pipeline.engine, Wallet.FUTURES).values())
    assert set(told) == {"proved"} and told.total() > len(scenario.world.days)


def test_what_is_wrong_with_futures_is_reported_to_the_last_unit(seed: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = world(seed)
    pipeline = deploy(scenario, at=scenario.world.last_day, wallets=BOTH)
    found = run_in_spans(pipeline, scenario)
    assert [*found.wrong, *wrong(pipeline, scenario)] == []
    told = [given.reason for given in verdicts(pipeline.engine, Wallet.FUTURES).values()]
    assert not any("positions not checked" in reason for reason in told)


@pytest.mark.parametrize("number", range(2))
def test_a_fill_that_no_list_tells_contradicts_the_income_that_adds_up(
    number: int, deploy: Callable[..., Pipeline]
) -> None:
    scenario = world(number, troubles=0)
    for place in range(3):
        hidden_fill(scenario, Random(number * 10 + place))
    pipeline = deploy(scenario, at=scenario.world.last_day, wallets=BOTH)
    assert run_in_spans(pipeline, scenario).wrong == []
    assert wrong(pipeline, scenario) == []
    given = verdicts(pipeline.engine, Wallet.FUTURES).values()
    reasons = [one.reason for one in given if one.verdict == "unproved"]
    assert reasons and all("says otherwise of" in reason for reason in reasons)

"""Seeded worlds whose accounts borrow and trade on margin: that wallet is held against the truth of the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet

from tests.simulator import Habits, Scenario, random_scenario
from tests.worlds.margin_truth import MarginTruth
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import asked, run_by_day, run_in_spans
from tests.worlds.wallet_truth import hold, verdicts

BOTH = (Wallet.SPOT, Wallet.MARGIN)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of margin` names."""
    if metafunc.function is test_what_is_wrong_with_margin_is_never_judged_wrongly:
        metafunc.parametrize("seed", asked(metafunc.config, [*range(10, 18), 32, 35]))


def world(seed: int, troubles: int | None = None):
    return random_scenario(seed, accounts=1 + seed % 2, days=5, busy=2, margin=True, troubles=troubles)


def wrong(pipeline: Pipeline, scenario: Scenario, seed: int) -> list[str]:
    now, signed = pipeline.exchange.clock.now(), ways(seed)["habits"].signed_flows
    truth = MarginTruth(scenario, pipeline.emails, scenario.world.days, now, signed=signed)
    return hold(pipeline.engine, [truth]).wrong


def ways(seed: int) -> dict[str, Any]:
    """Every third exchange shows the amounts of the ledger without signs; half of them tell quoteQty of a fill."""
    return {"habits": Habits(signed_flows=seed % 3 != 2, margin_quotes=seed % 2 == 0, named_cross=seed % 4 == 1)}


@pytest.mark.parametrize("seed", range(3))
def test_a_world_without_trouble_is_proved_in_both_wallets(seed: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = world(seed, troubles=0)
    pipeline = deploy(scenario, at=scenario.world.first_day, wallets=BOTH, exchange=ways(seed))
    run_by_day(pipeline, scenario)
    assert wrong(pipeline, scenario, seed) == []
    told = Counter(given.verdict for given in verdicts(pipeline.engine, Wallet.MARGIN).values())
    assert set(told) == {"proved"} and told.total() > 3 * len(scenario.world.days)


def test_what_is_wrong_with_margin_is_never_judged_wrongly(seed: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = world(seed)
    pipeline = deploy(scenario, at=scenario.world.last_day, wallets=BOTH, exchange=ways(seed))
    run_in_spans(pipeline, scenario)
    assert wrong(pipeline, scenario, seed) == []

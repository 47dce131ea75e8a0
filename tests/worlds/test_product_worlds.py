"""R1, R2, R13, R14 over every kind of product: clean worlds are proved in every cell, troubled ones never wrongly."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_by_day, run_in_spans, scenario_of


@pytest.mark.parametrize("seed", range(400, 410))
def test_complete_worlds_with_products_are_proved_in_every_cell(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, plain=True, products=True)
    findings = run_in_spans(deploy(scenario, at=scenario.world.first_day, products=True), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []
    assert set(findings.counts) <= {"worlds", "proved"}


@pytest.mark.parametrize("seed", range(420, 432))
def test_troubled_worlds_with_products_are_never_proved_wrongly(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, products=True)
    findings = run_in_spans(deploy(scenario, at=scenario.world.first_day, products=True), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []


@pytest.mark.parametrize("seed", range(440, 442))
def test_worlds_with_products_run_day_by_day(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, small=True, products=True)
    findings = run_by_day(deploy(scenario, at=scenario.world.first_day, products=True), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []

"""R14, R2, R13: where the exchange tells the whole truth, every cell is proved and every row there once."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_in_spans, scenario_of


@pytest.mark.parametrize("seed", range(0, 60))
def test_complete_untampered_worlds_are_proved_in_every_cell(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, plain=True)
    findings = run_in_spans(deploy(scenario, at=scenario.world.first_day), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []
    assert set(findings.counts) <= {"worlds", "proved"}

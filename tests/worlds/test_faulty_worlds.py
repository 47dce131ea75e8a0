"""R1 and R4 together: whatever breaks on the way, nothing wrong is proved."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import add_faults, fired, run_in_spans, scenario_of


@pytest.mark.parametrize("seed", range(136, 200))
def test_faulty_worlds_are_never_proved_wrongly(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed)
    pipeline = deploy(scenario, at=scenario.world.first_day, tries=2)
    add_faults(pipeline.exchange, seed)
    findings = run_in_spans(pipeline, scenario)
    count(findings.counts + fired(pipeline.exchange))
    assert findings.wrong[:5] == []

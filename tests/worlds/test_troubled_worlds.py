"""R1, R2, R13 where rows are hidden, late, doubled, altered or unreadable: variances are exact, or unproved."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_by_day, run_in_spans, scenario_of, small_pages


@pytest.mark.parametrize("seed", range(60, 120))
def test_troubled_worlds_are_never_proved_wrongly(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed)
    findings = run_in_spans(deploy(scenario, at=scenario.world.first_day), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []


@pytest.mark.parametrize("seed", range(120, 128))
def test_troubled_worlds_run_day_by_day(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, small=True)
    findings = run_by_day(deploy(scenario, at=scenario.world.first_day), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []


@pytest.mark.parametrize("seed", range(128, 136))
def test_troubled_worlds_read_in_small_pages(
    seed: int, deploy: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch, count: Callable[[Counter[str]], None]
) -> None:
    caps = small_pages(monkeypatch.setitem)
    scenario = scenario_of(seed, small=True)
    findings = run_in_spans(deploy(scenario, at=scenario.world.first_day, exchange={"page_caps": caps}), scenario)
    count(findings.counts)
    assert findings.wrong[:5] == []

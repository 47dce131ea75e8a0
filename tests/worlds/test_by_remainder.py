"""R1, R14 where no pair is asked because its assets are held: what is left of a day leads to it, or the sweep does.

A day is then proved before every pair was read. What may be missing from its rows is what no balance shows: fills that
add up to nothing in every asset. That is held here to the unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from tests.simulator import Scenario, day_of
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_by_day, run_in_spans, scenario_of
from tests.worlds.truth import differences, verdicts


def uncancelled(pipeline: Pipeline, scenario: Scenario) -> list[str]:
    """Proved cells that lack rows which do not add up to zero."""
    proved = {cell for cell, given in verdicts(pipeline.engine).items() if given.verdict == "proved"}
    days, now, sums = set(scenario.world.days), pipeline.exchange.clock.now(), Counter[tuple[str, date, str]]()
    for email in pipeline.emails:
        missing, _ = differences(pipeline.engine, scenario, email, days, now)
        for leg, count in missing.items():
            sums[email, day_of(leg[5]), leg[3]] += count * leg[4]
    return [f"{cell} lacks {amount}" for cell, amount in sums.items() if amount and cell in proved]


def wrong_balances(complaints: list[str], scenario: Scenario) -> list[str]:
    """The complaints but for rows that lack, and for a pair the exchange refuses on a day on which nothing is left:
    that pair is not asked then, so that its assets are not in doubt."""
    allowed = [" lacks "] + ["is proved, but its variance is 0 and a source is missing"] * bool(scenario.refused)
    return [complaint for complaint in complaints if not any(words in complaint for words in allowed)]


@pytest.mark.parametrize("seed", range(5))
def test_plain_worlds_are_proved_in_every_cell_by_remainder(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, plain=True)
    pipeline = deploy(scenario, at=scenario.world.first_day, daily_pairs=0)
    findings = run_in_spans(pipeline, scenario)
    count(findings.counts)
    assert wrong_balances(findings.wrong, scenario)[:5] == []
    assert uncancelled(pipeline, scenario)[:5] == []
    assert set(findings.counts) <= {"worlds", "proved"}


@pytest.mark.parametrize("seed", range(60, 68))
def test_troubled_worlds_are_never_proved_wrongly_by_remainder(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed)
    pipeline = deploy(scenario, at=scenario.world.first_day, daily_pairs=0)
    findings = run_in_spans(pipeline, scenario)
    count(findings.counts)
    assert wrong_balances(findings.wrong, scenario)[:5] == []
    assert uncancelled(pipeline, scenario)[:5] == []


@pytest.mark.parametrize("seed", range(120, 123))
def test_troubled_worlds_run_day_by_day_by_remainder(
    seed: int, deploy: Callable[..., Pipeline], count: Callable[[Counter[str]], None]
) -> None:
    scenario = scenario_of(seed, small=True)
    pipeline = deploy(scenario, at=scenario.world.first_day, daily_pairs=0)
    findings = run_by_day(pipeline, scenario)
    count(findings.counts)
    assert wrong_balances(findings.wrong, scenario)[:5] == []
    assert uncancelled(pipeline, scenario)[:5] == []

"""R7 and R8: a second run writes nothing; neither order nor threads nor a second copy of a task changes the answer."""

from collections.abc import Callable
from random import Random

import pytest

from tests.simulator import Scenario
from tests.worlds.dump import differences, dump, transaction, wal_position, written_since
from tests.worlds.pipeline import Group, Pipeline
from tests.worlds.reference import DAY_T, reference, run_reference
from tests.worlds.seeds import scenario_of

MEGABYTE = 1_000_000


def test_a_second_run_says_the_same_and_writes_no_row(deploy: Callable[..., Pipeline]) -> None:
    pipeline = deploy(reference(), at=DAY_T)
    run_reference(pipeline)
    before, mark = dump(pipeline.engine), transaction(pipeline.engine)
    run_reference(pipeline)
    assert differences(before, dump(pipeline.engine)) == []
    assert written_since(pipeline.engine, mark) == {}


def test_reading_and_judging_the_same_pages_again_writes_almost_no_log(deploy: Callable[..., Pipeline]) -> None:
    """The pages of a second collection hold what is known: reading them costs their marks and nothing else."""
    pipeline = deploy(reference(), at=DAY_T)
    run_reference(pipeline)
    written = []
    pipeline.call = lambda name, step: written.append(_log_of(pipeline, step)) if _is_judging(name) else step()
    run_reference(pipeline)
    assert len(written) > 10
    assert sum(written) < MEGABYTE


def _is_judging(name: str) -> bool:
    return name.startswith(("read ", "reconcile "))


def _log_of(pipeline: Pipeline, step: Callable[[], object]) -> int:
    before = wal_position(pipeline.engine)
    step()
    return wal_position(pipeline.engine) - before


@pytest.fixture(scope="module")
def asked_twice() -> dict[int, dict[str, list[str]]]:
    """The dumps of plain runs by seed, so that each is made once."""
    return {}


@pytest.mark.parametrize("number", range(8))
def test_order_threads_and_copies_change_nothing(
    number: int, deploy: Callable[..., Pipeline], asked_twice: dict[int, dict[str, list[str]]]
) -> None:
    seed, workers = 200 + number % 2, 1 + number % 8
    scenario = scenario_of(seed, plain=number % 4 < 2, small=True)
    key = seed * 10 + (number % 4 < 2)
    if key not in asked_twice:
        asked_twice[key] = run_shuffled(deploy(scenario), scenario, Random(0), shuffled=False)
    rng = Random(f"order {number}")
    pipeline = deploy(scenario, workers=workers, arrange=lambda group: arranged(group, rng, copies=1 + number % 2))
    assert differences(asked_twice[key], run_shuffled(pipeline, scenario, rng, shuffled=True)) == []


def arranged(group: Group, rng: Random, copies: int) -> Group:
    """The steps in any order; a copy of a step stands next to it, so that two threads run it at the same time."""
    return [step for step in rng.sample(group, len(group)) for _ in range(copies)]


def run_shuffled(pipeline: Pipeline, scenario: Scenario, rng: Random, *, shuffled: bool) -> dict[str, list[str]]:
    """Three days of two accounts, all of them due; with `shuffled` in any order of accounts and days."""
    runs = [(email, day) for email in pipeline.emails[:2] for day in scenario.world.days[:3]]
    for email, day in rng.sample(runs, len(runs)) if shuffled else runs:
        pipeline.run_day(email, day)
    assert pipeline.failed == {}
    return dump(pipeline.engine)

"""R1, R2, R4, R13, R14 over seeded worlds with every kind of movement: clean ones are proved in every cell, and
whatever is hidden, late, doubled, altered, unreadable or broken on the way, nothing wrong is proved or explained."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.worlds.outcomes import write_outcomes
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import DAILY, asked, mode_of, run_world


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds` names."""
    seeds = asked(metafunc.config, DAILY)
    metafunc.parametrize("seed", seeds, ids=[f"{seed}-{mode_of(seed).replace(' ', '-')}" for seed in seeds])


def test_a_seeded_world_is_never_judged_wrongly(
    seed: int,
    deploy: Callable[..., Pipeline],
    monkeypatch: pytest.MonkeyPatch,
    count: Callable[[Counter[str]], None],
    complain: Callable[[list[str]], None],
    pytestconfig: pytest.Config,
) -> None:
    deployed: list[Pipeline] = []

    def deploy_and_keep(*arguments: Any, **options: Any) -> Pipeline:
        deployed.append(deploy(*arguments, **options))
        return deployed[-1]

    findings = run_world(seed, deploy_and_keep, monkeypatch.setitem)
    if folder := pytestconfig.getoption("outcomes"):
        write_outcomes(deployed[-1].engine, folder / str(seed))
    count(findings.counts)
    complain([f"world {seed}: {wrong}" for wrong in findings.wrong])
    assert findings.wrong[:5] == []

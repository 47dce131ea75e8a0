"""Bundles of seeded worlds: the verifier, which shares nothing with the product, comes to every verdict again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bundles import verify, written
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import asked, mode_of, run_world

USUAL = range(20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of bundles` names."""
    seeds = asked(metafunc.config, USUAL)
    metafunc.parametrize("seed", seeds, ids=[f"{seed}-{mode_of(seed).replace(' ', '-')}" for seed in seeds])


def test_a_stranger_comes_to_every_verdict_of_a_world(
    seed: int, deploy: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deployed: list[Pipeline] = []

    def deploy_and_keep(*arguments: object, **options: object) -> Pipeline:
        deployed.append(deploy(*arguments, **options))
        return deployed[-1]

    run_world(seed, deploy_and_keep, monkeypatch.setitem)
    pipeline = deployed[-1]
    days = pipeline.exchange.world.days
    folder = Path(os.environ.get("KEEP", tmp_path)) / str(seed)
    for email in pipeline.emails:
        bundle = written(pipeline.engine, email, days[0], days[-1], folder)
        told = verify(bundle.path)
        assert told.returncode in (0, 1), told.stdout[-3000:] + told.stderr[-2000:]
        again, of_all = re.search(r"; (\d+) of (\d+) come out again", told.stdout).groups()
        assert again == of_all != "0", told.stdout[-3000:]

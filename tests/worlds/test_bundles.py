"""Bundles of seeded worlds: the verifier, which shares nothing with the product, comes to every verdict again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bundles import verify, written
from tests.worlds import wallet_worlds
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import asked, mode_of, run_world

USUAL = range(20)
OF_WALLETS = range(4)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of bundles` names."""
    of_wallets = "wallets" in metafunc.function.__name__
    seeds = asked(metafunc.config, OF_WALLETS if of_wallets else USUAL)
    mode = wallet_worlds.mode_of if of_wallets else mode_of
    metafunc.parametrize("seed", seeds, ids=[f"{seed}-{mode(seed).replace(' ', '-')}" for seed in seeds])


@pytest.fixture
def deployed(deploy: Callable[..., Pipeline]) -> tuple[list[Pipeline], Callable[..., Pipeline]]:
    """What a world deploys, and the function that deploys it."""
    found: list[Pipeline] = []

    def deploy_and_keep(*arguments: Any, **options: Any) -> Pipeline:
        found.append(deploy(*arguments, **options))
        return found[-1]

    return found, deploy_and_keep


Deployed = tuple[list[Pipeline], Callable[..., Pipeline]]


def test_a_stranger_comes_to_every_verdict_of_a_world(
    seed: int, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run_world(seed, deployed[1], monkeypatch.setitem)
    hold_bundles(deployed[0][-1], tmp_path / str(seed))


def test_a_stranger_comes_to_every_verdict_of_all_wallets(
    seed: int, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wallet_worlds.run_world(seed, deployed[1], monkeypatch)
    hold_bundles(deployed[0][-1], tmp_path / f"wallets {seed}")


def hold_bundles(pipeline: Pipeline, folder: Path) -> None:
    """The bundle of each account is what it says, and every verdict in it comes out again."""
    days = pipeline.exchange.world.days
    if keep := os.environ.get("KEEP"):
        folder = Path(keep) / folder.name
    for email in pipeline.emails:
        bundle = written(pipeline.engine, email, days[0], days[-1], folder)
        told = verify(bundle.path)
        assert told.returncode in (0, 1), told.stdout[-4000:] + told.stderr[-2000:]
        found = re.search(r"; (\d+) of (\d+) come out again", told.stdout)
        assert found and found[1] == found[2] != "0", told.stdout[-4000:]

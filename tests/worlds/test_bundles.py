"""Bundles of seeded worlds: the verifier, which shares nothing with the product, comes to every verdict again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.bundles import verify, written
from tests.worlds import wallet_worlds
from tests.worlds.isolated_world import IsolatedWorld
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import asked, run_world
from tests.worlds.test_isolated_worlds import world

USUAL = range(20)
OF_WALLETS = range(4)
OF_ISOLATED = range(2)
BY_DAY = (1, 8, 9, 10, 11)
"""Worlds with rows of answers that were asked for other days, rows that a newer answer leaves out although the list has
them before the span, and rewards that a dividend after the span tells."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of bundles` names."""
    name = metafunc.function.__name__
    if "each_day" in name:
        metafunc.parametrize("seed", asked(metafunc.config, BY_DAY))
        return
    usual = OF_WALLETS if "wallets" in name else OF_ISOLATED if "isolated" in name else USUAL
    metafunc.parametrize("seed", asked(metafunc.config, usual))


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
    hold_pipeline(deployed[0][-1], tmp_path / str(seed))


def test_a_stranger_comes_to_every_verdict_of_each_day(
    seed: int, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run_world(seed, deployed[1], monkeypatch.setitem)
    pipeline = deployed[0][-1]
    for day in pipeline.exchange.world.days:
        hold_bundles(pipeline.engine, pipeline.emails, [day], tmp_path / str(seed))


def test_a_stranger_comes_to_every_verdict_of_all_wallets(
    seed: int, deployed: Deployed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wallet_worlds.run_world(seed, deployed[1], monkeypatch)
    hold_pipeline(deployed[0][-1], tmp_path / f"wallets {seed}")


def test_a_stranger_comes_to_every_verdict_of_isolated_margin(seed: int, engine: Engine, tmp_path: Path) -> None:
    run = IsolatedWorld(engine, world(seed, troubles=6 if seed % 2 else 0))
    run.run()
    hold_bundles(engine, run.world.accounts, run.world.days, tmp_path / f"isolated {seed}")


def hold_pipeline(pipeline: Pipeline, folder: Path) -> None:
    days = pipeline.exchange.world.days
    hold_bundles(pipeline.engine, pipeline.emails, days, folder)
    hold_bundles(pipeline.engine, pipeline.emails, days[len(days) // 2 :][:1], folder)


def hold_bundles(engine: Engine, emails: Iterable[str], days: Sequence[date], folder: Path) -> None:
    """The bundle of each account is what it says, and every verdict in it comes out again; some account has some."""
    verdicts = 0
    for email in emails:
        bundle = written(engine, email, days[0], days[-1], folder)
        told = verify(bundle.path)
        assert told.returncode in (0, 1), told.stdout[-4000:] + told.stderr[-2000:]
        found = re.search(r"; (\d+) of (\d+) come out again", told.stdout)
        assert found, told.stdout[-4000:]
        assert found[1] == found[2], told.stdout[-4000:]
        hold_for_a_bank(written(engine, email, days[0], days[-1], folder, "bank").path, told.stdout)
        verdicts += int(found[1])
    assert verdicts > 0


def hold_for_a_bank(bundle: Path, full: str) -> None:
    """The edition for a bank is what it says, and has the same words; what is open in one is so in the other."""
    told = verify(bundle)
    assert told.returncode in (0, 1), told.stdout[-4000:] + told.stderr[-2000:]
    words = re.search(r"verdicts: (\d+ proved, \d+ explained, \d+ open, \d+ unproved);", full)
    assert words and f"verdicts: {words[1]};" in told.stdout
    assert (told.returncode == 0) == (re.search(r" (is|was) (open|unproved|not judged|never opened)", full) is None)

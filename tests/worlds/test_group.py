"""The group's day over worlds: its balances are those of the exchange, whatever is proved comes out to the last digit,
and a world without trouble is proved in every asset and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.group import GroupLine
from binrecon.domain.vocabulary import AccountType
from binrecon.services.group import group_of_day

from tests.simulator import units
from tests.worlds.defects_world import DAYS, clean_world
from tests.worlds.kept import Kept
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.seeds import run_world, small_pages, wait_until
from tests.worlds.wallet_worlds import run_world as run_wallet_world

Deploy = Callable[..., Pipeline]


def lines(pipeline: Pipeline, days: list[date]) -> list[GroupLine]:
    """The group of all accounts, with the wallets that the pipeline reconciles."""
    accounts = [
        Account(email, AccountType.SUB, email, pipeline.reconciled(email))
        for email in pipeline.emails
        if pipeline.exchange.world.accounts[email].in_file
    ]
    return [line for day in days for line in group_of_day(pipeline.engine, accounts, day).lines]


def test_a_world_without_trouble_is_proved_as_a_whole(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four accounts with transfers between them: what the group holds is what the exchange says of all of them."""
    world = clean_world()
    pipeline = deploy(world, at=DAYS[-1], products=True, exchange={"page_caps": small_pages(monkeypatch.setitem)})
    wait_until(pipeline, settled(DAYS[-1]))
    for _ in range(2):
        for email in pipeline.emails:
            pipeline.catch_up(email, list(DAYS))
    found = lines(pipeline, list(DAYS))
    assert {line.reason for line in found if line.verdict != "proved"} == set()
    assert len(found) > 3 * 15
    for line in found:
        held = sum(world.closing(email, line.date).get(line.asset, 0) for email in pipeline.emails)
        assert line.actual is not None and units(str(line.actual)) == held, line


@pytest.mark.parametrize("seed", [0, 3, 8])
def test_whatever_is_proved_of_a_seeded_world_comes_out(
    seed: int, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed = Kept(deploy)
    run_world(seed, deployed, monkeypatch.setitem)
    holds(deployed.pipeline)


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_whatever_is_proved_of_a_world_with_every_wallet_comes_out(
    seed: int, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed = Kept(deploy)
    run_wallet_world(seed, deployed, monkeypatch)
    holds(deployed.pipeline)


def holds(pipeline: Pipeline) -> None:
    found = lines(pipeline, pipeline.exchange.world.days)
    verdicts = Counter(line.verdict for line in found)
    assert verdicts["proved"] > 0, verdicts
    for line in found:
        if line.verdict == "proved":
            assert line.variance == 0 and line.in_transit_closing >= 0, line
        else:
            assert line.reason, line

"""Seeded worlds whose accounts move money between SPOT, cross margin and USD-M futures, over midnight too: every such
transfer is one with both its ends, whether income tells its number or one of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from binrecon.domain.vocabulary import Wallet

from tests.simulator import FuturesWays, random_scenario
from tests.worlds import wallet_matches
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_by_day

ALL = (Wallet.SPOT, Wallet.MARGIN, Wallet.FUTURES)


@pytest.mark.parametrize(("seed", "own_numbers"), [(0, False), (1, True), (2, True)])
def test_every_transfer_between_wallets_has_both_its_ends(
    seed: int, own_numbers: bool, deploy: Callable[..., Pipeline]
) -> None:
    ways = FuturesWays(own_tran_ids=own_numbers)
    scenario = random_scenario(seed, accounts=2, days=4, busy=3, futures=True, margin=True, troubles=0, ways=ways)
    pipeline = deploy(scenario, at=scenario.world.first_day, wallets=ALL)
    run_by_day(pipeline, scenario)
    now = pipeline.exchange.clock.now()
    found = wallet_matches.held_pairs(pipeline.engine)
    assert (
        list(
            wallet_matches.wrong(
                pipeline.engine, scenario, dict.fromkeys(pipeline.emails, ALL), scenario.world.days, now
            )
        )
        == []
    )
    assert {wallet for one in found for wallet in (one.left, one.reached)} == {"SPOT", "MARGIN", "FUTURES"}

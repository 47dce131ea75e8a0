"""An account in portfolio margin is told from one whose key is refused: plainly, with what to do; SPOT goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from binrecon.domain.portfolio_margin import SAID, STEP
from binrecon.domain.vocabulary import Wallet

from tests.simulator import random_scenario
from tests.storage.rows import fetch
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_by_day

WALLETS = (Wallet.SPOT, Wallet.MARGIN, Wallet.FUTURES, Wallet.COIN_M_FUTURES)
JUDGED = """SELECT wallet, verdict, reason, doubts FROM binance_reconciliation_days ORDER BY wallet, date"""
STEPS = """SELECT DISTINCT findings -> 'next_steps' FROM binance_reconciliation_verdicts WHERE wallet <> 'SPOT'"""
ERRORS = "SELECT count(*) FROM binance_reconciliation_errors"
INFO = "SELECT count(*) FROM binance_raw_account WHERE endpoint = 'account_info'"
MAIN = "main@example.com"


@pytest.fixture
def in_it(deploy: Callable[..., Pipeline]) -> Pipeline:
    scenario = random_scenario(3, accounts=1, days=2, busy=2, futures=True, troubles=0)
    scenario.world.switch(MAIN, portfolio_margin=True)
    pipeline = deploy(scenario, at=scenario.world.first_day, wallets=WALLETS)
    assert run_by_day(pipeline, scenario).wrong == []
    return pipeline


def test_its_wallets_are_unproved_with_that_reason_alone_and_spot_is_proved(in_it: Pipeline) -> None:
    judged = fetch(in_it.engine, JUDGED)
    assert {wallet for wallet, *_ in judged} == set(map(str, WALLETS))
    for wallet, verdict, reason, doubts in judged:
        if wallet == Wallet.SPOT:
            assert (verdict, doubts) == ("proved", [])
        else:
            assert (verdict, reason, doubts) == ("unproved", SAID, [SAID])
    assert [steps for (steps,) in fetch(in_it.engine, STEPS)] in ([], [[STEP]])


def test_none_of_its_own_lists_is_asked_and_no_error_is_written(in_it: Pipeline) -> None:
    asked = in_it.exchange.log
    assert not any(asked.of(path) for path in ("/fapi/", "/dapi/", "/sapi/v1/margin/capital-flow"))
    assert fetch(in_it.engine, ERRORS) == [(0,)]
    assert fetch(in_it.engine, INFO) == [(2,)], "what it said is kept"


def test_an_account_that_leaves_it_is_proved_once_its_day_runs_again(in_it: Pipeline) -> None:
    world = in_it.exchange.world
    world.switch(MAIN, portfolio_margin=False)
    in_it.apart.clear()
    in_it.run_day(MAIN, world.last_day)
    judged = fetch(in_it.engine, JUDGED)
    assert [verdict for wallet, verdict, *_ in judged if wallet == Wallet.FUTURES] == ["unproved", "proved"]

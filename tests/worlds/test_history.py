"""Three years of forty accounts: no interval is called proved that is not, and what is hidden is narrowed to its day.

That does not exercise collecting and booking (`history_world`); two small worlds of a few days do. The oracle is the
simulator's truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.history import AccountHistory, Stretch
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.reconciliation.history_coverage import ListsRead
from binrecon.services.history import account_history
from sqlalchemy import Engine

from tests.worlds import wallet_worlds
from tests.worlds.history_world import FIRST, KINDS, LAST, HistoryWorld, Life, amount, build, state
from tests.worlds.pipeline import Pipeline
from tests.worlds.reading_world import ReadingWorld
from tests.worlds.test_reading_worlds import world as quiet_world

ACCOUNTS = 40
MOST_ASKED = 10
"""Statements of balances that a hidden movement may take; three years less the days with snapshots are 1,020 days."""


@pytest.fixture
def lives(engine: Engine) -> HistoryWorld:
    return build(engine, ACCOUNTS)


def of(engine: Engine, life: Life) -> AccountHistory:
    found = account_history(engine, life.account, LAST)
    assert found is not None
    return found


def stretches(history: AccountHistory) -> tuple[Stretch, ...]:
    [wallet] = history.wallets
    return wallet.stretches


def false_proofs(truth: HistoryWorld, life: Life, history: AccountHistory) -> Iterator[str]:
    """Proved stretches whose ends are not true, or in which something moved unseen."""
    for one in stretches(history):
        if one.verdict is not Verdict.PROVED or not one.asset:
            continue
        ends = (truth.held(life.email, one.start, one.asset), truth.held(life.email, one.end, one.asset))
        hidden = hidden_in(life, one)
        unread = [day for asset, day in life.unread if asset == one.asset and within(one, day)]
        if (one.opening, one.closing) != ends or (one.by == "lists" and (hidden or unread)):
            yield f"{life.kind}: {one}"


def hidden_in(life: Life, stretch: Stretch) -> int:
    """What moved unseen in it altogether."""
    return sum(moved for (asset, day), moved in life.hidden.items() if asset == stretch.asset and within(stretch, day))


def within(stretch: Stretch, day: date) -> bool:
    return stretch.start <= day < stretch.end


def test_no_interval_is_called_proved_that_is_not_and_open_ones_have_the_hidden_amount(
    engine: Engine, lives: HistoryWorld
) -> None:
    counted = dict.fromkeys(KINDS, 0)
    for life in lives.lives:
        history = of(engine, life)
        assert list(false_proofs(lives, life, history)) == []
        for one in (one for one in stretches(history) if one.verdict is Verdict.OPEN):
            hidden = sum(
                moved for (asset, day), moved in life.hidden.items() if asset == one.asset and within(one, day)
            )
            assert one.variance == amount(hidden) != 0, (life.kind, one)
        counted[life.kind] += len(history.covered)
    days = ACCOUNTS // len(KINDS) * (LAST - FIRST + timedelta(days=1)).days
    assert counted["clean"] == counted["cancelling"] == counted["stated"] == days
    assert 0 < counted["lost"] < days and 0 < counted["delisted"] < days
    assert all(0 < counted[kind] < days for kind in ("hidden in", "hidden out", "two hidden", "lost cancelling"))


def test_each_hidden_movement_is_narrowed_to_its_day_with_at_most_ten_statements(engine: Engine) -> None:
    truth = build(engine, 2 * len(KINDS), seed=7, years=())
    narrowed = {}
    for life in (life for life in truth.lives if life.kind in ("hidden in", "hidden out", "two hidden")):
        for asset, day in sorted(life.hidden):
            asked, found = narrow(engine, truth, life, asset)
            assert (found.start, found.end - found.start) == (day, timedelta(days=1))
            assert found.variance == amount(life.hidden[asset, day])
            narrowed[life.email, asset] = asked
    assert len(narrowed) == 8 and max(narrowed.values()) <= MOST_ASKED


def narrow(engine: Engine, truth: HistoryWorld, life: Life, asset: str) -> tuple[int, Stretch]:
    """Bring the balances that the asset's open stretch asks for until it asks for no more; gives how many were
    brought."""
    asked = 0
    while True:
        [one] = (one for one in stretches(of(engine, life)) if one.asset == asset and one.verdict is Verdict.OPEN)
        if one.ask is None:
            return asked, one
        state(engine, truth, life, one.ask)
        asked += 1


def test_the_oracle_sees_a_proof_over_lists_that_were_not_read(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Teeth: were lists that lack forgotten, what moved unseen and came back would pass for proved."""
    truth = build(engine, len(KINDS))
    monkeypatch.setattr(ListsRead, "lacking", lambda *_: ())
    caught = {life.kind for life in truth.lives if list(false_proofs(truth, life, of(engine, life)))}
    assert caught == {"lost cancelling", "delisted"}


def test_an_interval_proves_the_days_beside_a_midnight_that_was_missed(engine: Engine) -> None:
    """By the real readings, lists and templates: the two days beside the midnight are unproved by themselves."""
    scenario = quiet_world(2, troubles=0)
    missed = scenario.world.first_day + timedelta(days=1)
    ReadingWorld(engine, scenario, frozenset({missed})).run()
    email, last = scenario.world.main.email, scenario.world.last_day
    wallets = (Wallet.SPOT, Wallet.COIN_M_FUTURES, Wallet.OPTION)
    history = account_history(engine, Account(email, AccountType.MAIN, "main", wallets), last)
    assert history is not None
    spot, *read = history.wallets
    assert spot.covered == history.covered == frozenset(), "SPOT has no balance in this world"
    for wallet in read:
        assert wallet.covered == frozenset(scenario.world.days)
        assert {one.verdict for one in wallet.stretches} == {"proved"}
    [usdt] = [one for one in read[1].stretches if one.asset == "USDT"]
    assert usdt.closing == amount(scenario.world.balance(email, last, "USDT", "OPTION"))


def test_a_clean_world_of_every_wallet_is_proved_in_each(
    deploy: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the real pipeline: lists that a ledger leads to are needed on the days that they were asked for alone."""
    scenario = wallet_worlds.scenario_of(0)
    run = wallet_worlds.set_up(scenario, wallet_worlds.ways_of(0, scenario), deploy, monkeypatch)
    run.run_at_once()
    seen = set()
    for email, wallets in run.ways.wallets.items():
        kind = AccountType.MAIN if scenario.world.accounts[email].is_main else AccountType.SUB
        history = account_history(run.pipeline.engine, Account(email, kind, "key", wallets), scenario.world.last_day)
        assert history is not None and history.covered == frozenset(scenario.world.days)
        assert {one.verdict for wallet in history.wallets for one in wallet.stretches} == {"proved"}
        seen |= {wallet.wallet for wallet in history.wallets if len(wallet.stretches) > 1}
    assert seen >= {Wallet.SPOT, Wallet.MARGIN, Wallet.FUTURES, Wallet.COIN_M_FUTURES, Wallet.OPTION}

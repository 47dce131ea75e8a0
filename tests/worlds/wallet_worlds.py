"""Seeded worlds in which one account has every wallet: how each is made, run and held against its truth. One number is
one world, for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from random import Random
from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.wallet_lists import endpoints_of

from tests.simulator import (
    HOUR,
    KINDS,
    MINUTE,
    SECOND,
    Exchange,
    FuturesWays,
    Habits,
    Scenario,
    random_scenario,
    start_of,
)
from tests.worlds import wallet_matches
from tests.worlds.futures_truth import FuturesTruth
from tests.worlds.margin_truth import MarginTruth
from tests.worlds.pipeline import TRIES, Pipeline, settled
from tests.worlds.planted import troubles
from tests.worlds.reading_truth import READ, ReadingTruth, taken
from tests.worlds.seeds import OPTIONS, add, distrusted, fired, seen_with_every_asset, without_idle_products
from tests.worlds.truth import Findings, Trust
from tests.worlds.truth import hold as hold_spot
from tests.worlds.wallet_planted import NAMES_ENDS
from tests.worlds.wallet_truth import Beside, Cell, WalletTruth, hold

DAILY = range(8)
"""The worlds of every test run."""
_ONE = timedelta(days=1)
_VERDICTS = ("proved", "explained", "open", "unproved")
READINGS = timedelta(days=3)
"""Before the first day: its opening balance is read too."""


class Mode(StrEnum):
    """What is told of a world, and how it is run."""

    CLEAN = "clean"
    SPANS = "troubled"
    FAULTY = "faulty"
    BY_DAY = "day by day"


_MODES = (
    *(Mode.CLEAN, Mode.SPANS, Mode.FAULTY, Mode.SPANS, Mode.BY_DAY, Mode.SPANS, Mode.SPANS, Mode.CLEAN, Mode.SPANS),
    *(Mode.FAULTY, Mode.SPANS),
)


def mode_of(seed: int) -> Mode:
    return _MODES[seed % len(_MODES)]


@dataclass(frozen=True)
class Ways:
    """What the exchange does that the documents leave open, which wallets the accounts have, and when wallets without
    snapshots are read: ms after each midnight, and never at those that are `missed`."""

    habits: Habits
    futures: FuturesWays
    wallets: Mapping[str, tuple[Wallet, ...]]
    read_at: int
    missed: frozenset[date] = frozenset()


def scenario_of(seed: int) -> Scenario:
    """One to three accounts and three or four days, with all wallets; a clean one tells the truth, and what only some
    exchanges do."""
    rng, clean = Random(f"wallets {seed}"), mode_of(seed) is Mode.CLEAN
    accounts, days = rng.choice([1, 2, 2, 3]), rng.choice([3, 3, 4])
    every = {"margin": True, "futures": True, "coin_futures": True, "options": True, "moves": True}
    size = {"accounts": accounts, "days": days, "busy": 2, "burst": 3}
    troubles = 0 if clean else rng.randint(1, 8)
    scenario = random_scenario(seed, troubles=troubles, evident=True, ways=_futures_ways(seed), **every, **size)
    return seen_with_every_asset(scenario)


def _futures_ways(seed: int) -> FuturesWays:
    rng = Random(f"futures ways {seed}")
    exchanged = mode_of(seed) is Mode.SPANS and rng.random() < 0.2
    return FuturesWays(own_tran_ids=rng.random() < 0.5, milliseconds=rng.random() < 0.3, labels_exchanged=exchanged)


def ways_of(seed: int, scenario: Scenario) -> Ways:
    """The main account has every wallet, a sub-account SPOT and some. Clean worlds are read at every midnight, and
    their exchange tells which way a takeover went."""
    rng, clean = Random(f"ways {seed}"), mode_of(seed) is Mode.CLEAN
    habits = Habits(
        signed_flows=clean or rng.random() < 0.6, margin_quotes=rng.random() < 0.5, named_cross=rng.random() < 0.5
    )
    wallets = {email: ALL for email in scenario.world.accounts if email == scenario.world.main.email}
    for email in scenario.world.accounts:
        wallets.setdefault(email, (Wallet.SPOT, *(one for one in TRUTHS if rng.random() < 0.6)))
    read_at = rng.choice([2 * SECOND, 2 * SECOND, 2 * SECOND, 7 * MINUTE, 5 * HOUR, 20 * HOUR])
    ends = [scenario.world.first_day - _ONE, *scenario.world.days]
    missed = frozenset({rng.choice(ends)} if not clean and rng.random() < 0.2 else ())
    return Ways(habits, scenario.futures, wallets, read_at, missed)


# the run -------------------------------------------------------------------------------------------------------


def run_world(seed: int, deploy: Callable[..., Pipeline], patch: pytest.MonkeyPatch) -> Findings:
    """Make a world, run it as its mode says and hold it against its truth."""
    mode, scenario = mode_of(seed), scenario_of(seed)
    world = set_up(scenario, ways_of(seed, scenario), deploy, patch, tries=2 if mode is Mode.FAULTY else TRIES)
    exchange = world.pipeline.exchange
    if mode is Mode.FAULTY:
        add_faults(exchange, seed)
    findings = world.run_by_day() if mode is Mode.BY_DAY else world.run_at_once()
    counts = Counter({"worlds": 1, f"worlds {mode}": 1}) + fired(exchange)
    return Findings(findings.counts + counts, findings.wrong)


def set_up(
    scenario: Scenario, ways: Ways, deploy: Callable[..., Pipeline], patch: pytest.MonkeyPatch, **rest: Any
) -> WalletWorld:
    """A deployment over a world. Of products only those lists are asked in which it has something: moves of isolated
    margin are among them."""
    without_idle_products(scenario, patch)
    at, habits = scenario.world.first_day - READINGS, {"habits": ways.habits}
    pipeline = deploy(scenario, at=at, products=True, wallets_of=ways.wallets, exchange=habits, **rest)
    return WalletWorld(pipeline, scenario, ways)


def add_faults(exchange: Exchange, seed: int) -> None:
    """One to six faults of any kind at any list of any wallet, some of them lasting."""
    rng = Random(f"wallet faults {seed}")
    paths = sorted({endpoint.path for wallet in ALL for endpoint in endpoints_of(wallet) if not endpoint.product})
    for _ in range(rng.randint(1, 6)):
        kind, times = rng.choice(KINDS), rng.choice([1, 1, 1, 2, 5, 30])
        options = dict(OPTIONS.get(kind, {}))
        exchange.add_fault(kind, rng.choice(paths), nth=rng.randint(1, 8), times=times, options=options)


@dataclass(frozen=True)
class WalletWorld:
    """One deployment over a world, and the time that passes in it."""

    pipeline: Pipeline
    scenario: Scenario
    ways: Ways

    def run_at_once(self) -> Findings:
        """All days caught up after the last, between readings at each midnight."""
        days = self.scenario.world.days
        self._wait(settled(days[-1]))
        for email in self.pipeline.emails:
            self.pipeline.catch_up(email, days)
        return self._held(days, distrusted(self.pipeline.exchange))

    def run_by_day(self) -> Findings:
        """Every day at its own time: each is compared right after its run, and all of them after the last. By then an
        unproved day may be readable: it waits for its own run."""
        total = Findings()
        for day in self.scenario.world.days:
            self._wait(settled(day))
            for email in self.pipeline.emails:
                self.pipeline.run_day(email, day)
            total = add(total, self._held([day], distrusted(self.pipeline.exchange)))
        after = self._held(self.scenario.world.days, max(distrusted(self.pipeline.exchange), Trust.FAULTS))
        return add(total, Findings(Counter(), after.wrong))

    def _wait(self, until: int) -> None:
        """Let time pass, and read what has no snapshot after each midnight on the way."""
        clock, world = self.pipeline.clock.exchange_clock, self.scenario.world
        for end in [world.first_day - _ONE, *world.days]:
            moment = start_of(end + _ONE) + self.ways.read_at
            if clock.now() < moment <= until:
                clock.move_to(moment)
                for email in self.pipeline.emails if end not in self.ways.missed else ():
                    self.pipeline.attempt(f"key of {email}", lambda email=email: self.pipeline.witness(email))
                    self.pipeline.read_midnight(email, end)
        clock.move_to(max(until, clock.now()))

    def _held(self, days: list[date], trust: Trust) -> Findings:
        engine, emails, now = self.pipeline.engine, self.pipeline.emails, self.pipeline.exchange.clock.now()
        spot = hold_spot(engine, self.scenario, emails, days, now, trust)
        found = hold(engine, list(self._truths(days, now)), trust, beside_spot(self.scenario, now))
        matched = wallet_matches.wrong(engine, self.scenario, self.ways.wallets, days, now)
        counts = Counter({f"SPOT balance: {name}": spot.counts.pop(name, 0) for name in _VERDICTS})
        wrong = [*spot.wrong, *found.wrong, *(matched if trust is Trust.FULL else ())]
        return Findings(spot.counts + counts + found.counts, wrong)

    def _truths(self, span: list[date], now: int) -> Iterator[WalletTruth]:
        named = {name: self.having(Wallet(name)) for name in NAMES_ENDS}
        for make in TRUTHS.values():
            truth = make(self, span, now)
            truth.named = named
            yield truth

    def having(self, wallet: Wallet) -> list[str]:
        """The accounts with the wallet."""
        return [email for email, wallets in self.ways.wallets.items() if wallet in wallets]


def _margin(world: WalletWorld, span: list[date], now: int) -> WalletTruth:
    signed = world.ways.habits.signed_flows
    return MarginTruth(world.scenario, world.having(Wallet.MARGIN), span, now, signed=signed)


def _futures(world: WalletWorld, span: list[date], now: int) -> WalletTruth:
    return FuturesTruth(world.scenario, world.having(Wallet.FUTURES), span, now)


def _read(truth: type[ReadingTruth], world: WalletWorld, span: list[date], now: int) -> WalletTruth:
    moments = taken(world.pipeline.engine, truth.wallet)
    return truth(world.scenario, world.having(truth.wallet), span, now, taken=moments)


TRUTHS: dict[Wallet, Callable[[WalletWorld, list[date], int], WalletTruth]] = {
    Wallet.MARGIN: _margin,
    Wallet.FUTURES: _futures,
    **{truth.wallet: partial(_read, truth) for truth in READ},
}
"""What makes the truth of each wallet beside SPOT. A line here gives the main account of every world another wallet."""
ALL = (Wallet.SPOT, *TRUTHS)


def beside_spot(scenario: Scenario, now: int) -> Beside:
    """SPOT's troubles and doubts, which keep other wallets' cells from being explained."""
    found = [
        replace(one, parts={Cell(*line, "SPOT"): amount for line, amount in one.parts.items()})
        for one in troubles(scenario, now)
    ]
    return Beside(found, set(scenario.unproved(now)))

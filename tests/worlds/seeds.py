"""Seeded worlds of all sizes: how each is made, run and held against its truth. One number is one world, for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from random import Random
from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.wallet_lists import endpoints_of

from tests.simulator import HOUR, KINDS, Exchange, Scenario, random_scenario
from tests.worlds.pipeline import TRIES, Pipeline, settled
from tests.worlds.random_trouble import SMALL, Kind, Trouble, drawn
from tests.worlds.stated import import_statements
from tests.worlds.truth import Findings, Trust, hold

SPAN = 26
"""Days caught up at once: the exchange keeps thirty snapshots, the newest two days are not settled yet."""

SMALL_PAGES = {
    "deposit_history": 4,
    "withdraw_history": 4,
    "sub_transfer_history": 4,
    "universal_transfer": 4,
    "sub_user_history": 20,
    "wallet_transfer": 4,
    "trades": 5,
    "convert_history": 4,
    "daily_snapshot": 30,
}
UNTRUE = frozenset({"value", "exponent", "minus_zero", "negative", "duplicate_key", "short_page"})
OPTIONS = {"big_body": {"size": 300_000}}
"""Ten megabytes are tried once, in a test of its own."""
PATHS = tuple(e.path for e in endpoints_of(Wallet.SPOT) if e.name != "klines" and not e.product)
PRODUCT_PATHS = tuple(e.path for e in endpoints_of(Wallet.SPOT) if e.product)


class Mode(StrEnum):
    """What is told of a world, and how it is run."""

    PLAIN = "plain"
    SPANS = "troubled"
    FAULTY = "faulty"
    BY_DAY = "day by day"
    SMALL_PAGES = "small pages"


_MODES = (
    *(Mode.PLAIN, Mode.SPANS, Mode.FAULTY, Mode.SPANS, Mode.SPANS, Mode.PLAIN, Mode.FAULTY, Mode.SPANS, Mode.BY_DAY),
    *(Mode.SPANS, Mode.PLAIN, Mode.SPANS, Mode.FAULTY, Mode.SPANS, Mode.FAULTY, Mode.PLAIN, Mode.SPANS),
    *(Mode.SMALL_PAGES, Mode.FAULTY, Mode.SPANS),
)
DAILY = range(200)
"""The worlds of every test run; small ones are still more frequent among them."""
LONGEST = 44
"""The one of them with forty days; several have five accounts."""
BY_LISTS = "explained before statements were imported"
MOST = 60
"""Account-days of one of them: one larger world costs as much as thirty small ones, and shows less."""


def asked(config: pytest.Config, usual: Iterable[int]) -> list[int]:
    """The numbers of the worlds to run: those that `python -m tests.worlds` names, else the usual ones."""
    first, count = config.getoption("worlds", default=None) or (0, None)
    return list(usual) if count is None else list(range(first, first + count))


def mode_of(seed: int) -> Mode:
    return _MODES[seed % len(_MODES)]


def run_world(
    seed: int, deploy: Callable[..., Pipeline], replace_item: Callable[[dict[str, Any], str, Any], None]
) -> Findings:
    """Make a world with every kind of product, run it as its mode says and hold it against its truth."""
    mode = mode_of(seed)
    scenario = scenario_of(seed, plain=mode is Mode.PLAIN, small=mode in (Mode.BY_DAY, Mode.SMALL_PAGES), products=True)
    trouble = trouble_of(seed, mode, scenario)
    trouble.lay()
    caps = small_pages(replace_item) if mode is Mode.SMALL_PAGES or trouble.kinds & SMALL else {}
    tries = 2 if mode is Mode.FAULTY else TRIES
    pipeline = deploy(
        scenario,
        at=scenario.world.first_day,
        products=True,
        tries=tries,
        ahead=trouble.ahead,
        exchange={"page_caps": caps, "habits": trouble.habits, **trouble.options},
    )
    if mode is Mode.FAULTY:
        add_faults(pipeline.exchange, seed)
    findings = run_with(trouble, pipeline, mode)
    by_lists = Counter({BY_LISTS: findings.counts["explained"]})
    if mode is not Mode.FAULTY:
        findings = with_statements(pipeline, scenario, findings)
    return add(
        findings, Findings(fired(pipeline.exchange) + trouble.counts + by_lists, [*trouble.wrong, *trouble.missing])
    )


def trouble_of(seed: int, mode: Mode, scenario: Scenario) -> Trouble:
    """What the world draws besides its own troubles."""
    none: frozenset[Kind] = frozenset()
    kinds = none if mode is Mode.FAULTY else drawn(seed, len(scenario.world.accounts), len(scenario.world.days))
    return Trouble(seed, kinds, scenario)


def run_with(trouble: Trouble, pipeline: Pipeline, mode: Mode) -> Findings:
    """The run of the mode, with what the drawn trouble does before and after it."""
    days = trouble.scenario.world.days
    first = days[:1] if mode is Mode.BY_DAY else days[:SPAN]
    trouble.before(pipeline, first)
    if trouble.keys_from_the_first:
        run_with_wrong_keys(trouble, pipeline, first[:2])
    findings = (run_by_day if mode is Mode.BY_DAY else run_in_spans)(pipeline, trouble.scenario)
    if trouble.keys_later:
        run_with_wrong_keys(trouble, pipeline, days[-2:])
        trouble.wrong += run_again(pipeline, trouble.scenario, days[-2:])
    now = pipeline.exchange.clock.now()
    if trouble.may_change(now):
        trouble.change_minds(now)
        for hours in (1, 26):
            wait_until(pipeline, now + hours * HOUR)
            trouble.wrong += run_again(pipeline, trouble.scenario, days)
    return findings


def run_with_wrong_keys(trouble: Trouble, pipeline: Pipeline, days: list[date]) -> None:
    """The days with a key of another account in a connection; whose own stands in theirs is judged as usual, as far as
    that does not rest on the other account's days."""
    wait_until(pipeline, settled(days[-1]))
    trouble.with_wrong_keys(pipeline, partial(catch_up, pipeline, days), days)
    now, trust = pipeline.exchange.clock.now(), max(distrusted(pipeline.exchange), Trust.FAULTS)
    trouble.wrong += hold(pipeline.engine, trouble.scenario, pipeline.emails, days, now, trust).wrong


def run_again(pipeline: Pipeline, scenario: Scenario, days: list[date]) -> list[str]:
    """These days once more; what is wrong with all of them then."""
    catch_up(pipeline, days)
    now, trust = pipeline.exchange.clock.now(), distrusted(pipeline.exchange)
    return hold(pipeline.engine, scenario, pipeline.emails, scenario.world.days, now, trust).wrong


def catch_up(pipeline: Pipeline, days: list[date]) -> None:
    for email in pipeline.emails:
        pipeline.catch_up(email, days)


def scenario_of(seed: int, *, plain: bool = False, small: bool = False, products: bool = False) -> Scenario:
    """1 to 5 accounts and 5 to 40 days, small ones more often; `plain` tells the truth, `small` is 2 by 8 at most, and
    with `products` every kind of product moves money too, and some of the trouble leaves a record behind."""
    accounts, days = size_of(seed)
    if small:
        accounts, days = min(accounts, 2), min(days, 8)
    return seen_with_every_asset(
        random_scenario(
            seed, accounts=accounts, days=days, troubles=0 if plain else None, products=products, evident=products
        )
    )


def size_of(seed: int) -> tuple[int, int]:
    """Accounts and days."""
    if seed == LONGEST:
        return 1, 40
    rng, (one, other) = Random(f"size {seed}"), (5, 16) if seed in DAILY else (3, 5)
    accounts, days = 1 + int(5 * rng.random() ** one), 5 + int(36 * rng.random() ** other)
    return accounts, min(days, MOST // accounts) if seed in DAILY else days


def seen_with_every_asset(scenario: Scenario) -> Scenario:
    """Give every account at least one unit of each asset: what was never held cannot be discovered, by design."""
    assets = {name for symbol in scenario.world.symbols.values() for name in (symbol.base, symbol.quote)}
    for email in scenario.world.accounts:
        for asset in sorted(assets):
            if not scenario.world.opening[email, "SPOT"].get(asset):
                scenario.world.open(email, asset, 1)
    return scenario


def small_pages(replace_item: Callable[[dict[str, Any], str, Any], None]) -> dict[str, int]:
    """Lower the product's page sizes, by pytest's `monkeypatch.setitem`; gives the caps for the exchange."""
    for name, size in SMALL_PAGES.items():
        endpoint = CATALOGUE[name]
        replace_item(CATALOGUE, name, replace(endpoint, pages=replace(endpoint.pages, limit=size)))
    return {CATALOGUE[name].path: size for name, size in SMALL_PAGES.items()}


def without_idle_products(scenario: Scenario, patch: pytest.MonkeyPatch) -> None:
    """Take the lists of products out of the catalogue that the world has no record of."""
    kinds = {event.kind for event in scenario.world.events}
    for name in [name for name, endpoint in CATALOGUE.items() if endpoint.product and name not in kinds]:
        patch.delitem(CATALOGUE, name)


def add_faults(exchange: Exchange, seed: int) -> None:
    """One to eight faults of any kind at any request, some of them lasting."""
    rng = Random(f"faults {seed}")
    for _ in range(rng.randint(1, 8)):
        times = rng.choice([1, 1, 1, 2, 5, 30])
        kind, path, nth = rng.choice(KINDS), rng.choice(rng.choice((PATHS, PRODUCT_PATHS))), rng.randint(1, 8)
        exchange.add_fault(kind, path, nth=nth, times=times, options=dict(OPTIONS.get(kind, {})))


def fired(exchange: Exchange) -> Counter[str]:
    return Counter({"faults fired": sum(fault.fired for fault in exchange.faults)})


def run_in_spans(pipeline: Pipeline, scenario: Scenario) -> Findings:
    """Catch up as many days at once as the exchange can tell, and compare after each span."""
    total = Findings(Counter({"worlds": 1}))
    days = scenario.world.days
    for start in range(0, len(days), SPAN):
        total = add(total, _span(pipeline, scenario, days[start : start + SPAN]))
    return total


def _span(pipeline: Pipeline, scenario: Scenario, days: list[date]) -> Findings:
    wait_until(pipeline, settled(days[-1]))
    catch_up(pipeline, days)
    now = pipeline.exchange.clock.now()
    return hold(pipeline.engine, scenario, pipeline.emails, days, now, distrusted(pipeline.exchange))


def with_statements(pipeline: Pipeline, scenario: Scenario, findings: Findings) -> Findings:
    """The same after the operator has imported the statements that open days ask for; each cell is counted as it stands
    then."""
    emails = import_statements(pipeline, scenario)
    if not emails:
        return findings
    now, trust = pipeline.exchange.clock.now(), distrusted(pipeline.exchange)
    held = hold(pipeline.engine, scenario, pipeline.emails, scenario.world.days, now, trust, emails)
    return Findings(held.counts + Counter({"worlds": 1, "statements": len(emails)}), findings.wrong + held.wrong)


def run_by_day(pipeline: Pipeline, scenario: Scenario) -> Findings:
    """Every day of every account at its own time: compare each right after its run, and all of them after the last run.

    By then an unproved day may be readable: it waits for its own run.
    """
    total = Findings(Counter({"worlds": 1}))
    for day in scenario.world.days:
        wait_until(pipeline, settled(day))
        for email in pipeline.emails:
            pipeline.run_day(email, day)
        now = pipeline.exchange.clock.now()
        total = add(total, hold(pipeline.engine, scenario, pipeline.emails, [day], now, distrusted(pipeline.exchange)))
    now, trust = pipeline.exchange.clock.now(), max(distrusted(pipeline.exchange), Trust.FAULTS)
    held = hold(pipeline.engine, scenario, pipeline.emails, scenario.world.days, now, trust)
    return add(total, Findings(Counter(), held.wrong))


def wait_until(pipeline: Pipeline, moment: int) -> None:
    pipeline.clock.exchange_clock.move_to(max(moment, pipeline.exchange.clock.now()))


def distrusted(exchange: Exchange) -> Trust:
    """How far the exchange's answers may be taken for what the scenario lists; one that breaks off and comes at the
    next try may."""
    faults = [fault for fault in exchange.faults if not fault.options.get("retried")]
    kinds = {fault.kind for fault in faults if fault.fired}
    return Trust.LIES if kinds & UNTRUE else Trust.FAULTS if faults else Trust.FULL


def add(one: Findings, other: Findings) -> Findings:
    return Findings(one.counts + other.counts, one.wrong + other.wrong)

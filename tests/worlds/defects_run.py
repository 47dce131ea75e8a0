"""Runs parts of the world of planted defects and asks the oracle of the seeded worlds what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import psycopg
from binrecon.config.accounts import DAILY_PAIRS
from binrecon.domain.intervals import day_interval
from binrecon.sources.catalogue import CATALOGUE
from sqlalchemy.exc import DBAPIError

from tests.simulator import Scenario
from tests.worlds import ends_world
from tests.worlds.defects_readings import changing_lists, rewards_alike
from tests.worlds.defects_trouble import troubled_world
from tests.worlds.defects_world import DAYS, MAIN, SAVER, SUB, THIRD
from tests.worlds.halfway import begin_reading
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.seeds import distrusted, scenario_of, small_pages, wait_until, without_idle_products
from tests.worlds.side_by_side import at_the_worst_moment, red_in_between, run_side_by_side
from tests.worlds.truth import Trust, hold

Run = tuple[tuple[str, ...], tuple[date, ...]]
_REFUSALS = (DBAPIError, psycopg.Error)
_FOR_EVER = None


@dataclass(frozen=True)
class Scene:
    """Which accounts of which world run which days, in this order or `at_once`, and what the exchange or the machine
    does to them meanwhile: a fault of the list of deposits, a step that never runs, by the beginning of its name,
    another way to count (`simulator.totals`), and `half`, a list that another run has begun to read when its template
    runs. With `again` the days of the runs before are held too after each run. `stage` is one of `ends_world`, a world
    of its own."""

    runs: tuple[Run, ...] = ()
    world: Callable[[], Scenario] = troubled_world
    again: bool = False
    half: str = ""
    products: bool = False
    fault: str = ""
    times: int | None = 1
    skipped: str = ""
    stage: str = ""
    totals: str = "records"
    at_once: bool = False


SEEDED = tuple(date(2026, 9, day) for day in range(1, 5))
"""The first days of a seeded world."""
_ONE_DAY = (((MAIN,), DAYS[:1]),)
_DAY_BY_DAY = (((SAVER,), DAYS[:1]), ((SAVER,), DAYS[1:2]))
"""A list that told of something on the first day is required on the second."""
SCENES = {
    "main alone": Scene((((MAIN,), DAYS[:2]),)),
    "all accounts": Scene((((MAIN, SUB, THIRD), DAYS[:2]), ((SUB, THIRD), DAYS[2:]))),
    "products": Scene((((SAVER,), DAYS[:2]),), products=True),
    "totals of parts": Scene(_DAY_BY_DAY, products=True, totals="parts"),
    "totals of all times": Scene(_DAY_BY_DAY, products=True, totals="ever"),
    "a conversion withheld": Scene((((SAVER,), DAYS[:2]),), products=True, totals="withheld"),
    "lists that change": Scene(
        tuple(((MAIN, SUB, THIRD), (day,)) for day in DAYS),
        world=changing_lists,
        again=True,
        skipped="read wallet_transfer",
    ),
    "half a list": Scene((((MAIN,), DAYS[:1]),), world=changing_lists, half="deposit_history"),
    "rewards alike": Scene(tuple(((SAVER,), (day,)) for day in DAYS), world=rewards_alike, again=True, products=True),
    "429 for ever": Scene(_ONE_DAY, fault="429", times=_FOR_EVER),
    "500 for ever": Scene(_ONE_DAY, fault="5xx", times=_FOR_EVER),
    "NaN for an amount": Scene(_ONE_DAY, fault="nan_text"),
    "days at once": Scene((((MAIN,), SEEDED),), world=partial(scenario_of, 201, small=True), at_once=True),
    "no template of deposits": Scene(_ONE_DAY, skipped="read deposit_history"),
    **{name: Scene(stage=name) for name in ends_world.STAGES},
}


def complaints(pipeline: Pipeline, scene: Scene) -> Iterator[str]:
    """What the worlds say about a run; a database that refuses the rows says enough."""
    try:
        if scene.stage:
            yield from _wrong_on_stage(pipeline, ends_world.STAGES[scene.stage]())
        seen: tuple[date, ...] = ()
        for emails, days in scene.runs:
            run(pipeline, emails, days, scene.at_once)
            yield from red_in_between(pipeline) if scene.at_once else ()
            seen = (*seen, *days)
            yield from _wrong(pipeline, emails, seen if scene.again else days, distrusted(pipeline.exchange))
    except _REFUSALS as error:
        yield f"refused by the database: {type(getattr(error, 'orig', error)).__name__}"
        return
    if len(scene.runs) > 1 and not scene.again:
        yield from _wrong(pipeline, scene.runs[0][0], DAYS, max(distrusted(pipeline.exchange), Trust.FAULTS))


def _wrong_on_stage(pipeline: Pipeline, stage: ends_world.Stage) -> Iterator[str]:
    for day in stage.days:
        ends_world.run(pipeline, stage, day)
        yield from _wrong(pipeline, stage.emails, (day,), Trust.FULL)


def run(pipeline: Pipeline, emails: tuple[str, ...], days: tuple[date, ...], at_once: bool = False) -> None:
    """A single day as its DAG runs it, several caught up, or as runs that are under way at the same time."""
    wait_until(pipeline, settled(days[-1]))
    for email in emails:
        if at_once:
            run_side_by_side(pipeline, email, days, at_the_worst_moment)
        elif len(days) > 1:
            pipeline.catch_up(email, list(days))
        else:
            pipeline.run_day(email, days[0])


def _wrong(pipeline: Pipeline, emails: tuple[str, ...], days: tuple[date, ...], trust: Trust) -> list[str]:
    return hold(pipeline.engine, pipeline.exchange.scenario, emails, days, pipeline.exchange.clock.now(), trust).wrong


def staged(deploy: Callable[..., Pipeline], scene: Scene, patch: Any, **rest: Any) -> Pipeline:
    """A deployment over the world, its lists in small pages, that asks only lists in which the world has something."""
    if scene.stage:
        return ends_world.set_up(deploy, ends_world.STAGES[scene.stage](), patch, **rest)
    scenario = scene.world()
    caps = small_pages(patch.setitem)
    _ask_only(scenario, patch)
    if scene.totals == "parts":
        caps |= _small_rewards(patch)
    if scene.fault == "nan_text":
        _deposits_in_one_page(patch, caps)
    options = {"page_caps": caps, "totals": scene.totals}
    pipeline = deploy(
        scenario,
        at=scene.runs[0][1][0],
        exchange=options,
        products=scene.products,
        daily_pairs=0 if scene.at_once else DAILY_PAIRS,
        **rest,
    )
    if scene.world in (changing_lists, rewards_alike):
        pipeline.call = partial(_beside, pipeline, scene)
        return pipeline
    if scene.totals == "withheld":
        pipeline.exchange.add_fault("5xx", "nowhere", times=0)
    if scene.fault or scene.skipped:
        path = "deposit/hisrec" if scene.fault else "nowhere"
        pipeline.exchange.add_fault(scene.fault or "5xx", path, times=scene.times, options={"wait": 0})
    if scene.skipped:
        pipeline.call = lambda name, step: None if name.startswith(scene.skipped) else step()
    return pipeline


def _deposits_in_one_page(patch: Any, caps: dict[str, int]) -> None:
    """In several, they would be read until two passes agree, and the spoiled one is none of them."""
    deposits = CATALOGUE["deposit_history"]
    patch.setitem(CATALOGUE, "deposit_history", replace(deposits, pages=replace(deposits.pages, limit=1000)))
    del caps[deposits.path]


def _small_rewards(patch: Any) -> dict[str, int]:
    """Two rewards a page: as many rows as there are rewards with a boost. Gives the caps for the exchange."""
    rewards = CATALOGUE["locked_rewards"]
    patch.setitem(CATALOGUE, "locked_rewards", replace(rewards, pages=replace(rewards.pages, limit=2)))
    return {rewards.path: 2}


def _beside(pipeline: Pipeline, scene: Scene, name: str, step: Callable[[], Any]) -> Any:
    """Run a step unless it is one that never runs; before the template of `half` another run has read its first
    page."""
    if scene.skipped and name.startswith(scene.skipped):
        return None
    if scene.half and name.startswith(f"read {scene.half}"):
        email, day = name.split()[3], day_interval(date.fromisoformat(name.split()[4]))
        begin_reading(pipeline, scene.half, "", email, day)
    return step()


def _ask_only(scenario: Scenario, patch: Any) -> None:
    """Take the lists of products out of the catalogue that the world has no record of, and the types of wallet
    transfers."""
    without_idle_products(scenario, patch)
    types = {event.type for event in scenario.world.events if event.kind == "wallet"}
    moves = CATALOGUE["wallet_transfer"]
    patch.setitem(CATALOGUE, "wallet_transfer", replace(moves, keys=tuple(key for key in moves.keys if key in types)))

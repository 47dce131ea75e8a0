"""Runs parts of the world of planted defects and asks the oracle of the seeded worlds what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError

from binrecon.binance.endpoints import CATALOGUE
from tests.simulator import Scenario
from tests.worlds.defects_trouble import troubled_world
from tests.worlds.defects_world import DAYS, MAIN, SAVER, SUB, THIRD
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.seeds import distrusted, small_pages, wait_until
from tests.worlds.truth import Trust, hold

Run = tuple[tuple[str, ...], tuple[date, ...]]
_REFUSALS = (DBAPIError, psycopg.Error)
_FOR_EVER = None


@dataclass(frozen=True)
class Scene:
    """Which accounts run which days, in this order, and what the exchange or the machine does to them meanwhile: a fault of
    the list of deposits, a step that never runs, by the beginning of its name, or another way to count (`simulator.totals`)."""

    runs: tuple[Run, ...]
    products: bool = False
    fault: str = ""
    times: int | None = 1
    skipped: str = ""
    totals: str = "records"


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
    "429 for ever": Scene(_ONE_DAY, fault="429", times=_FOR_EVER),
    "500 for ever": Scene(_ONE_DAY, fault="5xx", times=_FOR_EVER),
    "NaN for an amount": Scene(_ONE_DAY, fault="nan_text"),
    "no template of deposits": Scene(_ONE_DAY, skipped="read deposit_history"),
}


def complaints(pipeline: Pipeline, scene: Scene) -> Iterator[str]:
    """What the worlds say about a run; a database that refuses the rows says enough."""
    try:
        for emails, days in scene.runs:
            run(pipeline, emails, days)
            yield from _wrong(pipeline, emails, days, distrusted(pipeline.exchange))
    except _REFUSALS as error:
        yield f"refused by the database: {type(getattr(error, 'orig', error)).__name__}"
        return
    if len(scene.runs) > 1:
        yield from _wrong(pipeline, scene.runs[0][0], DAYS, max(distrusted(pipeline.exchange), Trust.FAULTS))


def run(pipeline: Pipeline, emails: tuple[str, ...], days: tuple[date, ...]) -> None:
    """A single day as its DAG runs it, several caught up at once."""
    wait_until(pipeline, settled(days[-1]))
    for email in emails:
        if len(days) > 1:
            pipeline.catch_up(email, list(days))
        else:
            pipeline.run_day(email, days[0])


def _wrong(pipeline: Pipeline, emails: tuple[str, ...], days: tuple[date, ...], trust: Trust) -> list[str]:
    return hold(pipeline.engine, pipeline.exchange.scenario, emails, days, pipeline.exchange.clock.now(), trust).wrong


def staged(deploy: Callable[..., Pipeline], scene: Scene, patch: Any, **rest: Any) -> Pipeline:
    """A deployment over the world, its lists in small pages, that asks only lists in which the world has something."""
    scenario = troubled_world()
    caps = small_pages(patch.setitem)
    _ask_only(scenario, patch)
    if scene.totals == "parts":
        caps |= _small_rewards(patch)
    options = {"page_caps": caps, "totals": scene.totals}
    pipeline = deploy(scenario, at=DAYS[0], exchange=options, products=scene.products, **rest)
    if scene.totals == "withheld":
        pipeline.exchange.add_fault("5xx", "nowhere", times=0)
    if scene.fault or scene.skipped:
        path = "deposit/hisrec" if scene.fault else "nowhere"
        pipeline.exchange.add_fault(scene.fault or "5xx", path, times=scene.times, options={"wait": 0})
    if scene.skipped:
        pipeline.call = lambda name, step: None if name.startswith(scene.skipped) else step()
    return pipeline


def _small_rewards(patch: Any) -> dict[str, int]:
    """Two rewards a page: as many rows as there are rewards with a boost. Gives the caps for the exchange."""
    rewards = CATALOGUE["locked_rewards"]
    patch.setitem(CATALOGUE, "locked_rewards", replace(rewards, pages=replace(rewards.pages, limit=2)))
    return {rewards.path: 2}


def _ask_only(scenario: Scenario, patch: Any) -> None:
    """Take the lists of products out of the catalogue that the world has no record of, and the types of wallet transfers."""
    kinds = {event.kind for event in scenario.world.events}
    for name in [name for name, endpoint in CATALOGUE.items() if endpoint.product and name not in kinds]:
        patch.delitem(CATALOGUE, name)
    types = {event.type for event in scenario.world.events if event.kind == "wallet"}
    moves = CATALOGUE["wallet_transfer"]
    patch.setitem(CATALOGUE, "wallet_transfer", replace(moves, keys=tuple(key for key in moves.keys if key in types)))

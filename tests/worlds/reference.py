"""One reference day of a main and a sub-account with rows in every list."""

from __future__ import annotations

from binrecon.sources.catalogue import CATALOGUE

from tests.simulator import Scenario, Symbol, units
from tests.small_world import DAY_T, MAIN, SUB, small_world
from tests.worlds.pipeline import Pipeline

ACCOUNTS = (MAIN, SUB)
ASKED = tuple(
    name
    for name, e in CATALOGUE.items()
    if e.raw_table and not e.product and name not in ("klines", "sub_account_list")
)


def reference() -> Scenario:
    """The world; a pair with BNB, which is held, makes a second list of trades, an empty one."""
    world = small_world()
    world.add_symbol(Symbol("BNBUSDT", "BNB", "USDT", units("600")))
    for email in ACCOUNTS:
        world.open(email, "BNB", 1)
    return Scenario(world)


def run_reference(pipeline: Pipeline) -> None:
    for email in ACCOUNTS:
        pipeline.run_day(email, DAY_T)

"""Seeded trouble of isolated margin alone: rows of its pairs that are hidden, late, doubled, altered or unreadable."""

from collections.abc import Callable
from random import Random

from .clock import DAY
from .events import Event
from .fill import MarginFill
from .products.capital_flow import CapitalFlow
from .products.margin_lists import ISOLATED, MarginTransfer
from .products.margin_record import MarginRecord
from .scenario import Scenario

STEP = 10**10
"""Amounts have eight decimals."""
TOO_EXACT = "0.1234567890123456789"
MONEY = {MarginFill: "commission"}


def of_pairs(scenario: Scenario) -> list[Event]:
    """What is listed as it happened of the pairs of isolated margin, and of no other wallet alone."""
    return [event for event in scenario.world.events if scenario.is_plain(event) and pairs_of(event)]


def pairs_of(event: Event) -> set[str]:
    """The pairs whose lists tell of an event; none of what other lists tell."""
    if isinstance(event, MarginRecord) and event.pair:
        return {event.pair}
    if isinstance(event, MarginFill) and event.isolated:
        return {event.pair}
    if isinstance(event, MarginTransfer) and not event.told_by_wallets and ISOLATED in (event.source, event.target):
        return set(filter(None, event.pairs))
    return set()


def _moves(event: Event) -> bool:
    return any(event.listed())


def _any(scenario: Scenario, rng: Random, fits: Callable[[Event], bool] = _moves) -> Event | None:
    found = [event for event in of_pairs(scenario) if fits(event)]
    return rng.choice(found) if found else None


def hidden(scenario: Scenario, rng: Random) -> None:
    if event := _any(scenario, rng):
        scenario.hide(event)


def late(scenario: Scenario, rng: Random) -> None:
    """Listed when the day was read already."""
    if event := _any(scenario, rng):
        scenario.delay(event, event.time + rng.randint(9, 30) * DAY)


def doubled(scenario: Scenario, rng: Random) -> None:
    if event := _any(scenario, rng):
        scenario.duplicate(event)


def altered(scenario: Scenario, rng: Random) -> None:
    event = _any(scenario, rng, lambda one: isinstance(one, MarginFill | MarginTransfer) and _moves(one))
    if event:
        name = MONEY.get(type(event), "amount")
        scenario.alter(event, **{name: getattr(event, name) + rng.randint(1, 9) * STEP})


def unreadable(scenario: Scenario, rng: Random) -> None:
    if event := _any(scenario, rng, lambda one: isinstance(one, MarginTransfer | CapitalFlow)):
        scenario.spoil(event, amount=TOO_EXACT)


def untold_by_ledger(scenario: Scenario, rng: Random) -> None:
    """The capital flow leaves out what another list tells."""
    if event := _any(scenario, rng, lambda one: isinstance(one, CapitalFlow) and not one.alone):
        scenario.hide(event)


ISOLATED_TROUBLES = (hidden, late, doubled, altered, unreadable, untold_by_ledger)

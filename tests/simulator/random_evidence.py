"""Seeded trouble that leaves a record of what happened: lone ends, phantoms, waived fees, wrong days, swapped coins."""

from dataclasses import replace
from random import Random

from .clock import DAY, FOREVER, HOUR, MINUTE, start_of
from .events import Convert, Deposit, Event, FamilyTransfer, Fill, Invisible, WalletTransfer, Withdrawal
from .product import Product
from .products.income import Dust
from .products.other_products import CloudMining
from .scenario import Scenario
from .units import UNIT

WAITING = 0
GONE, COME = "OLDCOIN", "NEWCOIN"


def one_end(scenario: Scenario, rng: Random) -> None:
    """A transfer between two spot wallets that one of the two accounts does not list."""
    found = [event for event in _moving(scenario) if isinstance(event, FamilyTransfer) and event.spot_to_spot]
    if found:
        event = rng.choice(found)
        scenario.hide_end(event, rng.choice(event.emails))


def under_two_ids(scenario: Scenario, rng: Random) -> None:
    """A deposit is listed once more under another id, with the same transaction hash; the money came once."""
    found = [event for event in _moving(scenario) if isinstance(event, Deposit)]
    if found:
        event = rng.choice(found)
        twin = replace(event, id=f"{event.id}9", amount=0, tx_id=event.tx_id or f"0xd{event.id}")
        scenario.alter(scenario.world.add(twin), amount=event.amount)


def waived_fee(scenario: Scenario, rng: Random) -> None:
    """A fee is listed that was never taken."""
    free = [
        event
        for event in _moving(scenario)
        if (isinstance(event, Withdrawal) and not event.fee) or (isinstance(event, Fill) and not event.commission)
    ]
    if free:
        event = rng.choice(free)
        name = "fee" if isinstance(event, Withdrawal) else "commission"
        scenario.alter(event, **{name: rng.randint(10**9, 10**15)})


def gross_dust(scenario: Scenario, rng: Random) -> None:
    """A dust conversion is listed short of its service charge, which was not taken."""
    found = [event for event in _moving(scenario) if isinstance(event, Dust) and event.charge]
    if found:
        event = rng.choice(found)
        scenario.alter(event, got=event.got - event.charge)


def without_effect(scenario: Scenario, rng: Random) -> None:
    """A record stays pending for ever, although its money has moved."""
    found = [event for event in _moving(scenario) if _tells_its_status(event)]
    if found:
        event = rng.choice(found)
        if isinstance(event, Deposit):
            scenario.alter(event, history=((event.time, WAITING),))
        else:
            scenario.alter(event, pending_until=FOREVER)


def _tells_its_status(event: Event) -> bool:
    """Cloud mining lists only what has succeeded."""
    if isinstance(event, CloudMining):
        return False
    if isinstance(event, Product):
        return event.row(0) != replace(event, pending_until=FOREVER).row(0)
    return isinstance(event, Deposit | FamilyTransfer | WalletTransfer)


def other_day(scenario: Scenario, rng: Random) -> None:
    """A record near midnight is listed on the other side of it."""
    kinds = (FamilyTransfer, WalletTransfer, Convert)
    found = [event for event in _moving(scenario) if isinstance(event, kinds) and _to_midnight(event.time) < HOUR]
    if found:
        event = rng.choice(found)
        off = event.time % DAY
        moved = event.time - off - rng.randint(1, 50) * MINUTE if off < HOUR else event.time + DAY - off + MINUTE
        if moved >= start_of(scenario.world.first_day):
            scenario.alter(event, time=moved)


def _to_midnight(moment: int) -> int:
    return min(moment % DAY, DAY - moment % DAY)


def swapped(scenario: Scenario, rng: Random) -> None:
    """The whole balance of a coin becomes as much of another, and no list says so."""
    world = scenario.world
    email, amount = rng.choice(list(world.accounts)), rng.randint(UNIT, 1000 * UNIT)
    if GONE not in world.opening[email, "SPOT"]:
        world.open(email, GONE, amount)
        moment = start_of(rng.choice(world.days)) + rng.randrange(DAY)
        world.add(Invisible(f"swap{moment}out", email, GONE, -amount, moment))
        world.add(Invisible(f"swap{moment}in", email, COME, amount, moment))


def cut_early(scenario: Scenario, rng: Random) -> None:
    """A snapshot lacks the last minutes of its day."""
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    scenario.cut_late(email, day, -rng.randint(5, 60) * MINUTE)


def _moving(scenario: Scenario) -> list[Event]:
    """Events that really moved something in a spot wallet and are not distorted yet."""
    return [
        event
        for event in scenario.world.events
        if scenario.is_plain(event) and any(posting.wallet == "SPOT" for posting in event.listed())
    ]


EVIDENT_TROUBLES = (
    one_end,
    under_two_ids,
    waived_fee,
    gross_dust,
    without_effect,
    other_day,
    swapped,
    cut_early,
)

"""Seeded trouble of margin alone: one of two lists is silent, interest counts a day early, a debt is shown amiss."""

from random import Random

from .clock import DAY, start_of
from .products.capital_flow import CapitalFlow
from .products.margin_clearing import SmallLiability
from .products.margin_interest import MarginInterest
from .products.margin_loans import MarginDebt
from .scenario import Scenario

TOO_EXACT = "0.1234567890123456789"


def untold_by_ledger(scenario: Scenario, rng: Random) -> None:
    """The capital flow leaves out what another list tells."""
    found = [one for one in scenario.world.events if isinstance(one, CapitalFlow) and not one.alone]
    if found:
        scenario.hide(rng.choice(found))


def told_by_ledger_alone(scenario: Scenario, rng: Random) -> None:
    """A loan or what was paid back is missing in its own list, and the capital flow has it."""
    found = [one for one in scenario.world.events if isinstance(one, MarginDebt) and any(one.listed())]
    if found:
        scenario.hide(rng.choice(found))


def unreadable_interest(scenario: Scenario, rng: Random) -> None:
    """An hour's interest is no amount."""
    found = [one for one in scenario.world.events if isinstance(one, MarginInterest) and scenario.is_plain(one)]
    if found:
        scenario.spoil(rng.choice(found), interest=TOO_EXACT)


def early_interest(scenario: Scenario, rng: Random) -> None:
    """Snapshots hold the interest of the midnight that ends their day."""
    del rng  # it is so for all accounts and days
    scenario.midnight_inside("MARGIN")


def other_debt(scenario: Scenario, rng: Random) -> None:
    """A snapshot shows another loan, or other interest, than there is."""
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    more, measure = rng.randint(1, 10**8) * 10**10, rng.choice(["loan", "interest"])
    scenario.shift_snapshot(email, day, "USDT", more, "MARGIN", measure)


def no_snapshot(scenario: Scenario, rng: Random) -> None:
    """A snapshot of margin is missing, and none of SPOT."""
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    scenario.no_snapshot(email, day, wallet="MARGIN")


def untold_split(scenario: Scenario, rng: Random) -> None:
    """A small debt with interest is cleared, and the row does not tell how much was interest."""
    world = scenario.world
    email, moment = rng.choice(list(world.accounts)), start_of(rng.choice(world.days)) + rng.randrange(DAY)
    principal, interest, paid = (rng.randint(1, 10**6) * 10**10 for _ in range(3))
    for measure, amount in (("loan", principal), ("interest", interest)):
        world.open(email, "ETH", world.opened(email, "ETH", "MARGIN", measure) + amount, "MARGIN", measure)
    world.open(email, "BNB", world.opened(email, "BNB", "MARGIN") + paid, "MARGIN")
    debt = {"asset": "ETH", "principal": principal, "interest": interest}
    world.add(SmallLiability(email=email, time=moment, **debt, target="BNB", target_amount=paid))


MARGIN_TROUBLES = (
    untold_by_ledger,
    told_by_ledger_alone,
    unreadable_interest,
    early_interest,
    other_debt,
    no_snapshot,
    untold_split,
)

"""Seeded trouble of the wallet FUTURES: incomes untold, late, altered or unreadable, and its snapshots."""

from random import Random

from .clock import DAY, HOUR, SECOND, start_of
from .products.futures import FuturesFill, FuturesIncome
from .scenario import Scenario
from .units import UNIT

WALLET = "FUTURES"


def hidden_income(scenario: Scenario, rng: Random) -> None:
    """One of the rows of a fill or of a transfer is never listed."""
    if row := _row(scenario, rng):
        scenario.hide(row)


def late_income(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.delay(row, row.time + rng.randint(3, 30) * DAY)


def income_twice(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.duplicate(row)


def altered_income(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.alter(row, amount=row.amount + rng.choice([1, UNIT]))


def unreadable_income(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.spoil(row, income="0.1234567890123456789")


def hidden_fill(scenario: Scenario, rng: Random) -> None:
    """Its money is told all the same."""
    found = [event for event in scenario.world.events if isinstance(event, FuturesFill) and scenario.is_plain(event)]
    if found:
        scenario.hide(rng.choice(found))


def futures_snapshot(scenario: Scenario, rng: Random) -> None:
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    until = start_of(day) + rng.randint(2, 9) * DAY + HOUR
    rng.choice((
        lambda: scenario.no_snapshot(email, day, wallet=WALLET),
        lambda: scenario.no_snapshot(email, day, until, WALLET),
        lambda: scenario.shift_snapshot(email, day, "USDT", rng.randint(1, UNIT), WALLET),
        lambda: scenario.cut_late(email, day, SECOND, WALLET),
        lambda: scenario.midnight_inside(WALLET),
    ))()  # fmt: skip


def _row(scenario: Scenario, rng: Random) -> FuturesIncome | None:
    """Any income of a fill or of a transfer that is not distorted yet."""
    rows = [row for event in scenario.world.events for row in scenario.incomes_of(event)]
    found = [row for row in rows if isinstance(row, FuturesIncome) and scenario.is_plain(row)]
    return rng.choice(found) if found else None


FUTURES_TROUBLES = (
    hidden_income,
    late_income,
    income_twice,
    altered_income,
    unreadable_income,
    hidden_fill,
    futures_snapshot,
)

"""Seeded trouble between the wallets of an account: a ledger lacks its end of a transfer, snapshots of margin are late,
something moves beside a reading, what is stamped with a midnight is never listed."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from .clock import DAY, HOUR, SECOND, day_of, start_of
from .events import FamilyTransfer, WalletTransfer
from .product import Product
from .products.coin_futures import CoinIncome
from .products.futures import FuturesIncome
from .products.margin_interest import MarginInterest
from .products.options import OptionBill
from .scenario import Scenario
from .units import UNIT

BESIDE = (9 * SECOND, 10 * SECOND, 11 * SECOND, 12 * SECOND)
"""After a midnight, when readers ask."""
STEP = 10**10


def ledger_lacks_an_end(scenario: Scenario, rng: Random) -> None:
    """The ledger of one of a transfer's two wallets never tells it, and the other wallet's list does."""
    if found := list(_ends(scenario)):
        scenario.hide(rng.choice(found))


def ledger_tells_an_end_late(scenario: Scenario, rng: Random) -> None:
    """The same for some days."""
    if found := list(_ends(scenario)):
        row = rng.choice(found)
        scenario.delay(row, row.time + rng.randint(3, 9) * DAY)


def late_margin_snapshot(scenario: Scenario, rng: Random) -> None:
    """A snapshot of margin is taken some time after its midnight."""
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    scenario.cut_late(email, day, rng.choice([SECOND, HOUR]), "MARGIN")


def beside_a_reading(scenario: Scenario, rng: Random) -> None:
    """Something moves while a wallet is read: that is seen at once, or only once its row is listed, days later."""
    world = scenario.world
    email, day = rng.choice(list(world.accounts)), rng.choice(world.days)
    moment, amount = start_of(day) + rng.choice(BESIDE), rng.randint(10**4, UNIT // STEP) * STEP
    number = moment + rng.randrange(SECOND)
    row: Product = CoinIncome(email=email, time=moment, type="INSURANCE_CLEAR", amount=amount, tran_id=number)
    if rng.random() < 0.5:
        row = OptionBill(email=email, time=moment, number=number, type="MOON_CREDIT", amount=amount)
    world.add(row)
    if rng.random() < 0.3:
        scenario.delay(row, moment + HOUR)


def midnight_untold(scenario: Scenario, rng: Random) -> None:
    """Funding or interest that is stamped with a midnight is never listed."""
    found = [
        event
        for event in scenario.world.events
        if isinstance(event, MarginInterest | FuturesIncome | CoinIncome) and scenario.is_plain(event)
        if event.time == start_of(day_of(event.time))
    ]
    if found:
        scenario.hide(rng.choice(found))


def midnight_in_one_snapshot(scenario: Scenario, rng: Random) -> None:
    """One snapshot holds what is stamped with its midnight; the others do not."""
    world = scenario.world
    wallet = rng.choice(["MARGIN", "FUTURES"])
    day = rng.choice([world.first_day - timedelta(days=1), *world.days])
    scenario.cut_late(rng.choice(list(world.accounts)), day, 1, wallet)


def midnight_inside(scenario: Scenario, rng: Random) -> None:
    """All snapshots of futures or of margin do."""
    scenario.midnight_inside(rng.choice(["MARGIN", "FUTURES"]))


def _ends(scenario: Scenario) -> Iterator[Product]:
    """The rows of ledgers that tell of a transfer as it was."""
    for event in scenario.world.events:
        if isinstance(event, WalletTransfer | FamilyTransfer) and scenario.is_plain(event):
            yield from (row for row in scenario.incomes_of(event) if scenario.is_plain(row))


WALLETS_TROUBLES = (
    ledger_lacks_an_end,
    ledger_lacks_an_end,
    ledger_tells_an_end_late,
    late_margin_snapshot,
    beside_a_reading,
    midnight_untold,
    midnight_in_one_snapshot,
    midnight_inside,
)

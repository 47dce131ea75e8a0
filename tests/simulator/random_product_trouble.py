"""Seeded trouble that only products make: rewards told once, late arrivals, money no list tells the whole of."""

from random import Random

from .clock import DAY, HOUR, start_of
from .product import Product
from .products.earn import Reward, share_of
from .products.income import Dividend
from .products.loans import LoanBorrow
from .products.other_products import DualInvestment, MiningEarning
from .products.staking import EthRedemption
from .scenario import Scenario
from .units import UNIT
from .world import World

TOO_EXACT = "0.1234567890123456789"


def unreadable_record(scenario: Scenario, rng: Random) -> None:
    """A row whose amount is no amount."""
    found = [
        event
        for event in scenario.world.events
        if isinstance(event, Product) and any(event.listed()) and scenario.is_plain(event)
    ]
    if found:
        event = rng.choice(found)
        scenario.spoil(event, **{event.MONEY[1]: TOO_EXACT})


def told_once(scenario: Scenario, rng: Random) -> None:
    """One of the two rows of a reward is never listed; the other still tells of the money."""
    pairs = [
        (reward, dividend)
        for reward in scenario.world.events
        if isinstance(reward, Reward) and reward.in_dividends
        for dividend in scenario.world.events
        if isinstance(dividend, Dividend)
        and (dividend.email, dividend.asset, dividend.amount) == (reward.email, reward.asset, reward.amount)
    ]
    if pairs:
        hidden = rng.choice(rng.choice(pairs))
        if scenario.is_plain(hidden):
            scenario.hide(hidden)


def slow_redemption(scenario: Scenario, rng: Random) -> None:
    """WBETH leaves at once, the ETH comes days later, and the row is PENDING in between."""
    email, moment = _place(scenario.world, rng)
    _endow(scenario.world, email, "WBETH")
    arrival = moment + rng.randint(3, 9) * DAY + HOUR
    amount = UNIT - moment % 999_983
    fields = {"amount": amount, "got": amount * 107 // 100, "arrival": arrival, "pending_until": arrival}
    scenario.world.add(EthRedemption(email=email, time=moment, **fields))


def collateral_from_earn(scenario: Scenario, rng: Random) -> None:
    """The loan's collateral was a share of Earn, but its row reads as if SPOT had given it."""
    email, moment = _place(scenario.world, rng)
    fields = {
        "loan_coin": "USDC",
        "collateral_coin": "ETH",
        "loan": UNIT,
        "collateral": UNIT // 1000 + moment % 999_983,
    }
    _endow(scenario.world, email, share_of("ETH"))
    scenario.world.add(LoanBorrow(email=email, time=moment, from_earn=True, **fields))


def dual_settles(scenario: Scenario, rng: Random) -> None:
    """A dual investment is paid back with its yield, of which no list tells the amount."""
    email, moment = _place(scenario.world, rng)
    _endow(scenario.world, email, "USDT")
    settle = moment // DAY * DAY + rng.randint(1, 3) * DAY + 8 * HOUR
    days = max((settle - moment) // DAY, 1)
    back = UNIT + UNIT * days // 10_000  # 3.65 % a year
    fields = {"number": 10**7 + moment, "asset": "USDT", "amount": UNIT, "exercised": "BNB"}
    scenario.world.add(DualInvestment(email=email, time=moment, settle=settle, settles=("USDT", back), **fields))


def mining_paid_late(scenario: Scenario, rng: Random) -> None:
    """Pool earnings are listed under the mining day and paid on the next."""
    email, moment = _place(scenario.world, rng)
    midnight = moment // DAY * DAY
    fields = {"amount": rng.randint(1, 10**9) * 10**10, "puid": moment}
    scenario.world.add(MiningEarning(email=email, time=midnight, paid=midnight + DAY + 2 * HOUR, **fields))


def _endow(world: World, email: str, asset: str) -> None:
    """One coin more from the beginning."""
    world.open(email, asset, world.opening[email, "SPOT"].get(asset, 0) + UNIT)


def _place(world: World, rng: Random) -> tuple[str, int]:
    return rng.choice(list(world.accounts)), start_of(rng.choice(world.days)) + rng.randrange(DAY)


PRODUCT_TROUBLES = (
    unreadable_record,
    told_once,
    slow_redemption,
    collateral_from_earn,
    dual_settles,
    mining_paid_late,
)

"""Seeded moves of isolated margin and repaid bankruptcy loans, laid over a seeded world without changing its other
events."""

from random import Random

from .clock import DAY, HOUR, SECOND, start_of
from .events import WalletTransfer
from .products.margin_lists import CROSS, ISOLATED, SPOT, MarginTransfer, PmLoanRepay
from .units import UNIT
from .world import World

FIRST_ID = 8 * 10**9


def add_margin_moves(world: World, seed: int) -> None:
    """To each account now and then: money comes out of isolated margin and goes back in part, the rest repays a loan,
    so that no balance of SPOT falls below what it was; the moves of cross margin are listed here a second time."""
    rng, number = Random(f"margin {seed}"), FIRST_ID
    for email in world.accounts:
        for day in world.days:
            if rng.random() < 0.3:
                number += 10
                _there_and_back(world, rng, email, start_of(day), number)
    _cross(world)


def _there_and_back(world: World, rng: Random, email: str, midnight: int, number: int) -> None:
    """Out of isolated margin, half of it back an hour later, a quarter repays a loan: a day's moves never add up to
    nothing, which a list that is not in use may hide until it is probed. Times in whole seconds where they are cut to
    them."""
    amount, in_seconds = 4 * rng.randint(1, 10**9) * 10**10, rng.random() < 0.5
    moment = (
        midnight + rng.randrange((DAY - 3 * HOUR) // SECOND) * SECOND + (0 if in_seconds else rng.randrange(SECOND))
    )
    held = world.opened(email, "USDT", ISOLATED, pair="BTCUSDT")
    world.open(email, "USDT", held + amount, ISOLATED, pair="BTCUSDT")
    world.open(email, "USDT", UNIT, ISOLATED, pair="ETHBTC")
    one = {"email": email, "asset": "USDT", "in_seconds": in_seconds}
    back = {"tx_id": number, "time": moment, "amount": amount, "source": ISOLATED, "target": SPOT}
    world.add(MarginTransfer(**one, **back, pending_until=rng.choice([0, moment + HOUR])))
    status = rng.choice(["CONFIRMED", "CONFIRMED", "CONFIRMED", "FAILED", "PENDING"])
    world.add(MarginTransfer(**one, tx_id=number + 1, time=moment + HOUR, amount=amount // 2, status=status))
    inside = {"source": ISOLATED, "target": ISOLATED, "pair": "ETHBTC"}
    world.add(MarginTransfer(**one, tx_id=number + 2, time=moment + HOUR, amount=UNIT, **inside))
    if rng.random() < 0.3:
        world.add(PmLoanRepay(email=email, time=moment + 2 * HOUR, amount=amount // 4))


def _cross(world: World) -> None:
    """What was moved between SPOT and cross margin, told by this list too."""
    for event in [one for one in world.events if isinstance(one, WalletTransfer)]:
        if event.type in ("MAIN_MARGIN", "MARGIN_MAIN"):
            ends = (SPOT, CROSS) if event.type == "MAIN_MARGIN" else (CROSS, SPOT)
            again = {
                "email": event.email,
                "time": event.time,
                "asset": event.asset,
                "amount": event.amount,
                "status": event.status,
            }
            world.add(MarginTransfer(**again, tx_id=event.id, source=ends[0], target=ends[1], told_by_wallets=True))

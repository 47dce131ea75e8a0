"""Seeded trouble in a seeded world: hidden, late, doubled, altered, unreadable rows and movements no endpoint tells."""

from random import Random
from typing import Any

from .clock import DAY, HOUR, SECOND, start_of
from .events import Convert, Deposit, Event, Fill, Invisible, Withdrawal
from .futures_ways import USUAL, FuturesWays
from .product import Product
from .random_evidence import EVIDENT_TROUBLES
from .random_futures_trouble import FUTURES_TROUBLES
from .random_ledgers import LEDGER_TROUBLES
from .random_margin import add_margin_moves
from .random_margin_trouble import MARGIN_TROUBLES
from .random_margin_wallet import add_margin_wallet
from .random_product_trouble import PRODUCT_TROUBLES
from .random_wallets_trouble import WALLETS_TROUBLES
from .random_world import random_world
from .scenario import Scenario
from .units import UNIT
from .world import World

AMOUNTS = {
    "deposit": "amount",
    "withdrawal": "fee",
    "family": "amount",
    "wallet": "amount",
    "fill": "commission",
    "allocations": "commission",
    "margin_fill": "commission",
    "convert": "to_amount",
}


def random_scenario(
    seed: int,
    *,
    troubles: int | None = None,
    products: bool = False,
    evident: bool = False,
    margin: bool = False,
    futures: bool = False,
    coin_futures: bool = False,
    options: bool = False,
    moves: bool = False,
    ways: FuturesWays = USUAL,
    **world: Any,
) -> Scenario:
    """`random_world(seed, **world)` with 0 to 5 troubles unless told; the expectation is asked of the scenario.

    `evident` adds troubles that leave a record behind. One of them hides a transfer from one of its two accounts, which
    is not for readers that ask the main account's lists for its subs. `futures` adds trouble of that wallet, in
    these `ways`; so do `coin_futures` and `options` of theirs, and `moves` between all of them.
    """
    others = {"coin_futures": coin_futures, "options": options, "moves": moves}
    made = random_world(seed, products=products, futures=futures, **others, **world)
    if products:
        add_margin_moves(made, seed)
    if margin:
        add_margin_wallet(made, seed)
    scenario = Scenario(made, ways)
    rng = Random(f"trouble {seed}")
    kinds = _TROUBLES + PRODUCT_TROUBLES * products + EVIDENT_TROUBLES * evident
    kinds += MARGIN_TROUBLES * margin + FUTURES_TROUBLES * futures
    kinds += LEDGER_TROUBLES * (coin_futures or options) + WALLETS_TROUBLES * moves
    for _ in range(rng.randint(0, 5) if troubles is None else troubles):
        rng.choice(kinds)(scenario, rng)
    return scenario


def _event(scenario: Scenario, rng: Random) -> Event | None:
    """Any event that really moved something and is not distorted yet."""
    found = [event for event in scenario.world.events if any(event.listed()) and scenario.is_plain(event)]
    return rng.choice(found) if found else None


def _money(event: Event) -> tuple[str, int]:
    """The field that holds an amount, and the smallest step its row can show."""
    return (event.MONEY[0], event.STEP) if isinstance(event, Product) else (AMOUNTS[event.kind], 1)


def hide(scenario: Scenario, rng: Random) -> None:
    if event := _event(scenario, rng):
        scenario.hide(event)


def late(scenario: Scenario, rng: Random) -> None:
    if event := _event(scenario, rng):
        scenario.delay(event, event.time + rng.randint(3, 30) * DAY)


def twice(scenario: Scenario, rng: Random) -> None:
    if event := _event(scenario, rng):
        scenario.duplicate(event)


def alter(scenario: Scenario, rng: Random) -> None:
    if event := _event(scenario, rng):
        name, step = _money(event)
        scenario.alter(event, **{name: getattr(event, name) + rng.choice([step, UNIT + _odd(event.time) * step])})


def wrong_at_first(scenario: Scenario, rng: Random) -> None:
    event = _event(scenario, rng)
    if event and not isinstance(event, Fill):
        name, step = _money(event)
        scenario.alter(event, until=event.time + rng.randint(3, 20) * DAY, **{name: getattr(event, name) + step})


def unreadable(scenario: Scenario, rng: Random) -> None:
    event = _event(scenario, rng)
    if isinstance(event, Deposit):
        scenario.spoil(event, amount="0.1234567890123456789")


def refuse(scenario: Scenario, rng: Random) -> None:
    event = _event(scenario, rng)
    if event and event.kind == "fill":
        scenario.refuse_symbol(event.email, event.symbol)


def unlisted(scenario: Scenario, rng: Random) -> None:
    email, moment = _place(scenario.world, rng)
    scenario.world.add(Invisible(f"airdrop{moment}", email, "ETH", rng.randint(1, UNIT), moment))


def from_funding(scenario: Scenario, rng: Random) -> None:
    world = scenario.world
    email, moment = _place(world, rng)
    held, paid = world.opening[email, "FUNDING"].get("USDT", 0), UNIT + _odd(moment)
    world.open(email, "USDT", held + paid, "FUNDING")
    world.add(Convert(8 * 10**17 + moment, email, "USDT", paid, "BNB", paid // 500, moment, wallet="FUNDING"))


def late_refund(scenario: Scenario, rng: Random) -> None:
    """A withdrawal that fails on a later day: money is away over midnight and no endpoint says when it came back."""
    world = scenario.world
    email, moment = _place(world, rng)
    amount = UNIT + _odd(moment)
    world.open(email, "USDT", world.opening[email, "SPOT"].get("USDT", 0) + amount + 7)
    applied = moment // SECOND * SECOND
    history = ((applied, 2), (applied + DAY, 5))
    world.add(Withdrawal(f"late{moment}", email, "USDT", amount, 7, history))


def snapshot(scenario: Scenario, rng: Random) -> None:
    email, moment = _place(scenario.world, rng)
    day = rng.choice(scenario.world.days)
    until = moment // DAY * DAY + rng.randint(2, 9) * DAY + HOUR
    rng.choice((
        lambda: scenario.no_snapshot(email, day),
        lambda: scenario.no_snapshot(email, day, until),
        lambda: scenario.shift_snapshot(email, day, "BTC", rng.randint(1, UNIT)),
        lambda: scenario.cut_late(email, day, HOUR),
    ))()  # fmt: skip


def _odd(moment: int) -> int:
    """A number that no other amount is likely to hold, so that only this trouble adds up to it."""
    return moment % 999_983


def _place(world: World, rng: Random) -> tuple[str, int]:
    return rng.choice(list(world.accounts)), start_of(rng.choice(world.days)) + rng.randrange(DAY)


_TROUBLES = (
    hide,
    late,
    twice,
    alter,
    wrong_at_first,
    unreadable,
    refuse,
    unlisted,
    from_funding,
    late_refund,
    snapshot,
)

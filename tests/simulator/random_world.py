"""Seeded worlds: the same seed gives the same accounts, days and events; an honest reader finds no variance in them."""

from datetime import date, timedelta
from random import Random

from .random_events import Maker
from .random_futures import add_futures
from .random_ledgers import add_coin_futures, add_options
from .random_margin_wallet import add_margin_wallet
from .random_moves import add_moves
from .random_products import ProductMaker
from .units import units
from .world import Symbol, World

PAIRS = (
    ("BTC", "USDT", "60000"),
    ("ETH", "USDT", "2500.5"),
    ("BNB", "USDT", "600"),
    ("ETH", "BTC", "0.0416"),
    ("BNB", "ETH", "0.24"),
    ("PEPE", "USDT", "0.00001"),
    ("币安人生", "USDT", "0.125"),
    ("LTC", "USDT", "80"),
    ("LTC", "BTC", "0.00133"),
)
ROUTED = ("BTC", "ETH")
"""Base assets that smart orders are offered for, in worlds with products."""


def random_world(
    seed: int,
    *,
    accounts: int | None = None,
    days: int | None = None,
    first_day: date = date(2026, 9, 1),
    busy: int = 6,
    burst: int = 12,
    products: bool = False,
    margin: bool = False,
    futures: bool = False,
    coin_futures: bool = False,
    options: bool = False,
    moves: bool = False,
) -> World:
    """A world of 1 to 5 accounts and 5 to 40 days unless told.

    An account has about `busy` events a day; a burst of trades is that many fills in one millisecond. `products` mixes
    the records of every product list in, `futures` adds trading of USDⓈ-M futures, `coin_futures` and `options` what
    moves those wallets, `moves` adds transfers between all wallets, `margin` lays the lives of margin accounts over it.
    """
    rng = Random(seed)
    accounts = accounts or rng.randint(1, 5)
    days = days or rng.randint(5, 40)
    world = World(first_day, first_day + timedelta(days=days - 1))
    for number in range(accounts):
        world.add_account(f"sub{number}+fund@example.com" if number else "main@example.com")
    for base, quote, price in PAIRS:
        routed = products and base in ROUTED and quote == "USDT"
        world.add_symbol(Symbol(base + quote, base, quote, units(price), routed=routed))
    maker = ProductMaker if products else Maker
    maker(rng, world, burst).fill_days(busy)
    if futures:
        add_futures(world, seed, busy, burst)
    if coin_futures:
        add_coin_futures(world, seed, busy)
    if options:
        add_options(world, seed, busy)
    if moves:
        add_moves(world, seed)
    if margin:
        add_margin_wallet(world, seed)
    return world

"""Seeded moves between all wallets of each account and of two accounts, most of them within seconds of a midnight, laid
over a seeded world without changing its other events."""

from random import Random

from .clock import DAY, SECOND, start_of
from .events import FamilyTransfer, WalletTransfer
from .postings import ACCOUNT_WALLETS, TRANSFER_WALLETS
from .units import UNIT
from .world import World

FIRST_ID = 9 * 10**9
STEP = 10**10
"""Amounts have eight decimals."""
COINS = {
    "USDT": ("MAIN", "UMFUTURE", "MARGIN", "OPTION"),
    "BTC": ("MAIN", "UMFUTURE", "MARGIN", "CMFUTURE"),
    "BNB": ("MAIN", "MARGIN", "CMFUTURE"),
}
"""The wallets that a coin is moved between; futures of both kinds exchange nothing with each other."""
NEVER = {("UMFUTURE", "CMFUTURE"), ("CMFUTURE", "UMFUTURE")}
ABROAD = ("SPOT", "USDT_FUTURE", "COIN_FUTURE", "MARGIN")
EDGES = (-2 * SECOND, -SECOND, -1, 0, 1, SECOND, 2 * SECOND, 4 * SECOND)
"""Around a midnight, in ms: before the first reading that comes after it."""


def add_moves(world: World, seed: int) -> None:
    """Around each midnight some of each account, and one between two accounts. What is sent was there before, so that
    no other balance falls below what it was."""
    mover = _Mover(world, Random(f"moves {seed}"))
    for email in world.accounts:
        for day in world.days:
            mover.around(email, start_of(day))


class _Mover:
    def __init__(self, world: World, rng: Random) -> None:
        self.world, self.rng, self.number = world, rng, FIRST_ID

    def around(self, email: str, midnight: int) -> None:
        """Two to four at the midnight, one or two in the day; none lies before the first day."""
        edges = [midnight + edge for edge in self.rng.sample(EDGES, self.rng.randint(2, 4))]
        inside = [midnight + self.rng.randrange(60 * SECOND, DAY) for _ in range(self.rng.randint(1, 2))]
        for moment in [*edges, *inside]:
            if moment >= start_of(self.world.first_day):
                self._move(email, moment)
        others = [other for other in self.world.accounts if other != email]
        if others:
            self._across(email, self.rng.choice(others), midnight + self.rng.choice(EDGES[3:]))

    def _move(self, email: str, moment: int) -> None:
        coin = self.rng.choice(list(COINS))
        left, reached = self.rng.sample(COINS[coin], 2)
        if (left, reached) not in NEVER:
            amount = self._given(email, coin, TRANSFER_WALLETS[left])
            self.world.add(WalletTransfer(self._id(), email, f"{left}_{reached}", coin, amount, moment))

    def _across(self, email: str, other: str, moment: int) -> None:
        left, reached = self.rng.choice(ABROAD), self.rng.choice(ABROAD)
        coin = "BTC" if "COIN_FUTURE" in (left, reached) else "USDT"
        amount = self._given(email, coin, ACCOUNT_WALLETS[left])
        self.world.add(FamilyTransfer(self._id(), email, other, coin, amount, moment, left, reached))

    def _given(self, email: str, coin: str, wallet: str) -> int:
        """An amount that is laid into the wallet before the first day, of no other record."""
        amount = self.rng.randint(10**4, UNIT // STEP) * STEP
        self.world.open(email, coin, self.world.opened(email, coin, wallet) + amount, wallet)
        return amount

    def _id(self) -> int:
        self.number += self.rng.randint(1, 9)
        return self.number

"""Seeded movements of COIN-M futures and of options, and trouble with what their lists tell, laid over a seeded world
without changing its other events."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable
from random import Random

from .clock import DAY, HOUR, SECOND, start_of
from .events import WalletTransfer
from .products.coin_futures import CoinFill, CoinIncome
from .products.options import FIRST_ID, OptionBill, OptionExercise
from .scenario import Scenario
from .units import UNIT
from .world import World

STEP = 10**10
"""Amounts have eight decimals."""
MOVE_ID = {"CMFUTURE": 7 * 10**9, "OPTION": 75 * 10**8}
"""Of transfers, in which no number is given twice."""
COINS = ("BTC", "ETH", "BNB")
FILL = "a fill"
KINDS = (FILL, FILL, "FUNDING_FEE", "INSURANCE_CLEAR", "WELCOME_BONUS", "COIN_CONVERT_OUT")
"""The last one no document names."""


def add_coin_futures(world: World, seed: int, busy: int) -> None:
    """To each account about `busy` events a day, funding at midnight too, and moves between the wallet and SPOT."""
    maker = _Coins(world, Random(f"coin futures {seed}"), "CMFUTURE", COINS)
    for email in world.accounts:
        for coin in COINS:
            world.open(email, coin, 100 * UNIT, "COIN_FUTURE")
        maker.fill(email, busy)


def add_options(world: World, seed: int, busy: int) -> None:
    """The same of options: trades, two rows of one millisecond each, and an exercise at eight o'clock."""
    maker = _Options(world, Random(f"options {seed}"), "OPTION", ("USDT",))
    for email in world.accounts:
        world.open(email, "USDT", 10**5 * UNIT, "OPTION")
        maker.fill(email, busy)


class _Maker(ABC):
    """Makes the events of one account's days in the order of time."""

    def __init__(self, world: World, rng: Random, name: str, assets: tuple[str, ...]) -> None:
        self.world, self.rng, self.name, self.assets = world, rng, name, assets
        self.number = 0

    def fill(self, email: str, busy: int) -> None:
        for midnight in map(start_of, self.world.days):
            kinds = [self.choose() for _ in range(self.rng.randint(0, 2 * busy))]
            drawn = [(midnight + self._moment(), kind) for kind in kinds]
            for moment, make in sorted([*drawn, *self.settled(midnight)], key=lambda one: one[0]):
                make(email, moment)

    def choose(self) -> Callable[[str, int], None]:
        """What happens next."""
        return self.move if self.rng.random() < 0.2 else self.event

    @abstractmethod
    def settled(self, midnight: int) -> list[tuple[int, Callable[[str, int], None]]]:
        """What happens at hours of its own."""

    @abstractmethod
    def event(self, email: str, moment: int) -> None:
        """Anything but a move between wallets."""

    def move(self, email: str, moment: int) -> None:
        """From SPOT and half of it back, at the end of its day at the latest."""
        asset, amount = self.rng.choice(self.assets), self._amount() // 100 * 2
        self.world.open(email, asset, self.world.opening[email, "SPOT"].get(asset, 0) + amount)
        back = min(moment + HOUR, moment // DAY * DAY + DAY - 1)
        name = f"MAIN_{self.name}", f"{self.name}_MAIN"
        first = MOVE_ID[self.name]
        self.world.add(WalletTransfer(first + self._id(), email, name[0], asset, amount, moment))
        self.world.add(WalletTransfer(first + self._id(), email, name[1], asset, amount // 2, back))

    def _moment(self) -> int:
        """Not in the minute after midnight, in which readers read."""
        edge = self.rng.random()
        return 0 if edge < 0.04 else DAY - 1 if edge < 0.08 else self.rng.randrange(60 * SECOND, DAY)

    def _id(self) -> int:
        self.number += self.rng.randint(1, 9)
        return self.number

    def _amount(self) -> int:
        return self.rng.randint(100, 10 ** self.rng.randint(3, 9)) * STEP


class _Coins(_Maker):
    def __init__(self, world: World, rng: Random, name: str, assets: tuple[str, ...]) -> None:
        super().__init__(world, rng, name, assets)
        self.held: dict[tuple[str, str, str], int] = defaultdict(int)
        """What is held of each side, as a size."""

    def settled(self, midnight: int) -> list[tuple[int, Callable[[str, int], None]]]:
        return [(midnight + hour * HOUR, self.funding) for hour in (0, 8, 16)]

    def funding(self, email: str, moment: int) -> None:
        self._income(email, moment, "FUNDING_FEE", "BTC", self._amount() * self.rng.choice([1, -1]))

    def event(self, email: str, moment: int) -> None:
        kind, coin, signed = self.rng.choice(KINDS), self.rng.choice(COINS), self._amount() * self.rng.choice([1, -1])
        if kind == FILL:
            self._fill(email, moment, coin, signed)
        else:
            self._income(email, moment, kind, coin, signed)

    def _fill(self, email: str, moment: int, coin: str, realized: int) -> None:
        """Coins have sides of their own, BNB no more than one."""
        number, side = self._id(), "BOTH" if coin == "BNB" else self.rng.choice(["LONG", "SHORT"])
        place = email, coin, side
        qty = self.rng.randint(1, 100) * UNIT
        buyer = self.rng.random() < 0.5 if side == "BOTH" or self.held[place] > qty else side == "LONG"
        self.held[place] += qty if buyer == (side != "SHORT") else -qty
        fee = self._amount()
        self.world.add(
            CoinFill(
                email=email,
                time=moment,
                symbol=f"{coin}USD_PERP",
                number=number,
                order_id=number,
                tran_id=number,
                buyer=buyer,
                price=60_000 * UNIT,
                qty=qty,
                realized=realized,
                commission=fee,
                commission_asset=coin,
                asset=coin,
                position_side=side,
            )
        )

    def _income(self, email: str, moment: int, kind: str, coin: str, amount: int) -> None:
        """Every fourth one twice, equal in everything."""
        number, symbol = self._id(), f"{coin}USD_PERP"
        for nth in (1, 2)[: 1 + (number % 4 == 0)]:
            self.world.add(
                CoinIncome(
                    email=email,
                    time=moment // SECOND * SECOND,
                    type=kind,
                    asset=coin,
                    amount=amount,
                    tran_id=number,
                    symbol=symbol,
                    nth=nth,
                )
            )


class _Options(_Maker):
    def settled(self, midnight: int) -> list[tuple[int, Callable[[str, int], None]]]:
        return [(midnight + 8 * HOUR, self.exercise)] if self.rng.random() < 0.5 else []

    def event(self, email: str, moment: int) -> None:
        """A trade, or what no document names."""
        symbol = "BTC-261127-100000-C"
        if self.rng.random() < 0.1:
            return self._bill(email, moment, "MOON_CREDIT", self._amount())
        self._bill(email, moment, "CONTRACT", self._amount() * self.rng.choice([1, -1]), symbol)
        return self._bill(email, moment, "FEE", -self._amount() // 1000 // STEP * STEP - STEP, symbol)

    def exercise(self, email: str, moment: int) -> None:
        symbol, amount, fee = "BTC-261120-99000-C", self._amount(), STEP
        self.world.add(
            OptionExercise(email=email, time=moment, number=self._id(), symbol=symbol, amount=amount, fee=fee)
        )
        self._bill(email, moment, "EXERCISE_PNL", amount, symbol)
        self._bill(email, moment, "EXERCISE_FEE", -fee, symbol)

    def _bill(self, email: str, moment: int, kind: str, amount: int, symbol: str = "") -> None:
        number = FIRST_ID + self._id()
        self.world.add(OptionBill(email=email, time=moment, number=number, type=kind, amount=amount, symbol=symbol))


# trouble -------------------------------------------------------------------------------------------------------


def hidden_row(scenario: Scenario, rng: Random) -> None:
    """One row of these ledgers is never listed."""
    if row := _row(scenario, rng):
        scenario.hide(row)


def late_row(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.delay(row, row.time + rng.randint(3, 30) * DAY)


def altered_row(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.alter(row, amount=row.amount + rng.choice([STEP, UNIT]))


def unreadable_row(scenario: Scenario, rng: Random) -> None:
    if row := _row(scenario, rng):
        scenario.spoil(row, **{row.MONEY[1]: "0.1234567890123456789"})


def _row(scenario: Scenario, rng: Random) -> CoinIncome | OptionBill | None:
    """Any row of a ledger that is listed as it happened."""
    events = scenario.world.events
    rows = [row for event in events for row in [event, *scenario.incomes_of(event)]]
    found = [row for row in rows if isinstance(row, CoinIncome | OptionBill) and scenario.is_plain(row)]
    return rng.choice(found) if found else None


LEDGER_TROUBLES = (hidden_row, late_row, altered_row, unreadable_row)

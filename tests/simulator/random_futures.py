"""Seeded trading of USDⓈ-M futures, laid over a seeded world without changing its other events."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from .clock import DAY, HOUR, SECOND, start_of
from .contracts import CONTRACTS, Contract
from .events import FamilyTransfer, WalletTransfer
from .positions import STEP, Position, realized
from .products.futures import FuturesFill, FuturesIncome, exchanged
from .units import UNIT
from .world import World

FIRST_ID = 6 * 10**9
LONG_ID = 1_302_273_555_483_444_120
"""Of funding and the like: nineteen digits."""
UNKNOWN = ("MOON_FEE", "EVENT_CONTRACTS_PAYOUT", "LIEN_CLAIM")
PLAIN = ("BFUSD_REWARD", "REFERRAL_KICKBACK", "WELCOME_BONUS", "INTERNAL_TRANSFER", "SPECIAL_FUNDING_FEE", *UNKNOWN)
SIDES = ("BOTH", "BOTH", "LONG", "SHORT")


def add_futures(world: World, seed: int, busy: int, burst: int) -> None:
    """To each account about `busy` events a day, bursts of fills within one second, funding on the hour, at midnight
    too. Balances may fall below zero, as they may in multi-assets mode; those of SPOT never below what they were."""
    trader = _Trader(world, Random(f"futures {seed}"), burst)
    for email in world.accounts:
        for asset, amount in (("USDT", 1000), ("USDC", 10)):
            held = world.opening[email, "FUTURES"].get(asset, 0)
            world.open(email, asset, held + amount * UNIT, "FUTURES")
        for day in world.days:
            trader.trade_day(email, start_of(day), busy)


class _Trader:
    """Makes the events of one account's day in the order of time."""

    def __init__(self, world: World, rng: Random, burst: int) -> None:
        self.world = world
        self.rng = rng
        self.burst = burst
        self.held: dict[tuple[str, str, str], Position] = {}
        self.number = FIRST_ID
        self.kinds: list[Callable[[str, int], None]] = [
            *[self.fill] * 6,
            self.fills,
            self.plain,
            self.cleared,
            self.swap,
            self.twins,
            self.there_and_back,
            self.between_accounts,
        ]

    def trade_day(self, email: str, midnight: int, busy: int) -> None:
        settled = [(midnight + hour * HOUR, self.funding) for hour in (0, 8, 16)]
        drawn = [(midnight + self._moment(), self.rng.choice(self.kinds)) for _ in range(self.rng.randint(0, 2 * busy))]
        for moment, make in sorted([*settled, *drawn], key=lambda one: one[0]):
            make(email, moment)

    def _moment(self) -> int:
        edge = self.rng.random()
        return 0 if edge < 0.04 else DAY - 1 if edge < 0.08 else self.rng.randrange(DAY)

    def _id(self) -> int:
        self.number += self.rng.randint(1, 9)
        return self.number

    def _amount(self) -> int:
        return self.rng.randint(1, 10 ** self.rng.randint(1, 10)) * STEP

    def _income(self, email: str, moment: int, **fields: Any) -> None:
        usual = {"email": email, "time": moment // SECOND * SECOND, "tran_id": LONG_ID + self._id()}
        self.world.add(FuturesIncome(**{**usual, **fields}))

    # what happens ------------------------------------------------------------------------------------------------

    def fill(self, email: str, moment: int) -> None:
        contract, side = CONTRACTS[self.rng.choice(list(CONTRACTS))], self.rng.choice(SIDES)
        place = email, contract.name, side
        held = self.held.get(place, Position(contract.name, side, contract.quote))
        made = self._order(email, moment, contract, held)
        made = replace(made, realized=realized(held, made))
        self.world.add(made)
        self.held[place] = held.after(made)

    def _order(self, email: str, moment: int, contract: Contract, held: Position) -> FuturesFill:
        price = contract.price * self.rng.randint(950, 1050) // 1000
        qty, number = self.rng.randint(1, 1000) * UNIT // 1000, self._id()
        usual = qty * price // UNIT // 2000 // STEP * STEP
        fee_asset, fee = self.rng.choice([(contract.quote, usual), ("BNB", self._amount()), ("BNB", 0)])
        return FuturesFill(
            email=email,
            time=moment,
            symbol=contract.name,
            number=number,
            order_id=8 * 10**15 + number,
            tran_id=number,
            buyer=self._buys(held, qty),
            price=price,
            qty=qty,
            commission=fee,
            commission_asset=fee_asset,
            asset=contract.quote,
            position_side=held.side,
            maker=self.rng.random() < 0.5,
            bare=self.rng.random() < 0.1,
        )

    def _buys(self, held: Position, qty: int) -> bool:
        """In hedge mode nothing turns round."""
        if held.side != "BOTH" and abs(held.amount) <= qty:
            return held.side == "LONG"
        return self.rng.random() < 0.5

    def fills(self, email: str, moment: int) -> None:
        """All in one second, most in one millisecond."""
        for number in range(self.burst):
            self.fill(email, moment // SECOND * SECOND + number // 10)

    def funding(self, email: str, moment: int) -> None:
        """Of each open position, the two of hedge mode apart."""
        for (owner, symbol, _), position in self.held.items():
            if owner == email and position.amount:
                paid = self._amount() * self.rng.choice([1, -1])
                self._income(email, moment, type="FUNDING_FEE", symbol=symbol, amount=paid, asset=position.asset)

    def plain(self, email: str, moment: int) -> None:
        kind = self.rng.choice(PLAIN)
        self._income(email, moment, type=kind, amount=self._amount(), asset=self.rng.choice(["USDT", "BFUSD", "BNB"]))

    def cleared(self, email: str, moment: int) -> None:
        """A fee of a liquidation, or what the fund makes good."""
        symbol, amount = self.rng.choice(["BTCUSDT", "ETHUSDT"]), self._amount() * self.rng.choice([-1, 1])
        self._income(email, moment, type="INSURANCE_CLEAR", symbol=symbol, amount=amount)

    def swap(self, email: str, moment: int) -> None:
        types = self.rng.choice([("AUTO_EXCHANGE", "AUTO_EXCHANGE"), ("COIN_SWAP_WITHDRAW", "COIN_SWAP_DEPOSIT")])
        given, received = self.rng.sample(["USDT", "USDC", "BTC", "BNFCR"], 2)
        ends = (given, self._amount()), (received, self._amount())
        for event in exchanged(email, moment // SECOND * SECOND, LONG_ID + self._id(), *ends, types):
            self.world.add(event)

    def twins(self, email: str, moment: int) -> None:
        """Two rows that are equal in everything."""
        amount, number = -self._amount(), LONG_ID + self._id()
        for nth in (1, 2):
            self._income(email, moment, type="FUNDING_FEE", symbol="BNBUSDT", amount=amount, tran_id=number, nth=nth)

    def there_and_back(self, email: str, moment: int) -> None:
        """To SPOT and half of it back, at the end of its day at the latest."""
        amount, back = 2 * self._amount(), min(moment + HOUR, moment // DAY * DAY + DAY - 1)
        pending = self.rng.choice([0, moment + HOUR])
        out = WalletTransfer(self._id(), email, "UMFUTURE_MAIN", "USDT", amount, moment, pending_until=pending)
        self.world.add(out)
        status = self.rng.choice(["CONFIRMED", "CONFIRMED", "CONFIRMED", "FAILED"])
        self.world.add(WalletTransfer(self._id(), email, "MAIN_UMFUTURE", "USDT", amount // 2, back, status))

    def between_accounts(self, email: str, moment: int) -> None:
        others = [other for other in self.world.accounts if other != email]
        if others:
            other, kind = self.rng.choice(others), "USDT_FUTURE"
            self.world.add(FamilyTransfer(self._id(), email, other, "USDT", self._amount(), moment, kind, kind))


def crowded_second(world: World, email: str, moment: int, rows: int) -> None:
    """So many rows of income within one second, of three symbols and of none: more than a page can hold."""
    who: dict[str, Any] = {"email": email, "time": moment // SECOND * SECOND}
    for number in range(rows):
        symbol = ("BTCUSDT", "ETHUSDT", "BNBUSDT", "")[number % 4]
        kind = "FUNDING_FEE" if symbol else "REFERRAL_KICKBACK"
        world.add(FuturesIncome(**who, type=kind, symbol=symbol, amount=(number + 1) * STEP, tran_id=LONG_ID + number))

"""Seeded events, one account at a time in the order of time: every kind, many magnitudes, no balance below zero."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from .clock import DAY, HOUR, MINUTE, SECOND, start_of
from .events import Convert, Deposit, Event, FamilyTransfer, Fill, WalletTransfer, Withdrawal
from .units import UNIT, units
from .world import Symbol, World

ASSETS = ("USDT", "BTC", "ETH", "BNB", "PEPE", "币安人生")
HUGE = 10**17 * UNIT
WALLETS = {"MAIN": "SPOT", "UMFUTURE": "FUTURES", "MARGIN": "MARGIN", "FUNDING": "FUNDING"}
TYPES = {"SPOT": "SPOT", "USDT_FUTURE": "FUTURES", "MARGIN": "MARGIN"}
BIG_ID = 2**53 + 1


class Deal(NamedTuple):
    """A trade about to be made."""

    pair: Symbol
    buyer: bool
    qty: int
    price: int


class Maker:
    """Adds events in the order of time, keeping every balance at or above zero."""

    def __init__(self, rng: Random, world: World, burst: int) -> None:
        self.rng = rng
        self.world = world
        self.burst = burst
        self.emails = list(world.accounts)
        self.held: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.coming: list[tuple[int, int, str, str, str, int]] = []
        self.trade_ids = dict.fromkeys(world.symbols, 1000)
        self.allocation_ids = dict.fromkeys(world.symbols, -1)
        self.last_id = BIG_ID
        self.known: set[tuple] = set()
        self._kinds, self._weights = zip(*self._menu(), strict=True)

    def _menu(self) -> list[tuple[Callable[[str, int], None], int]]:
        alone = [
            (self.trade, 30),
            (self.self_trade, 4),
            (self.trade_burst, 2),
            (self.deposit, 14),
            (self.withdraw, 12),
            (self.move_wallet, 12),
            (self.convert, 8),
        ]
        return alone + ([(self.move_family, 14), (self.internal_trade, 5)] if len(self.emails) > 1 else [])

    def fill_days(self, busy: int) -> None:
        for email in self.emails:
            self._open(email)
        times = sorted(self._moments(busy))
        for moment, email in times:
            self._settle(moment)
            self.rng.choices(self._kinds, self._weights)[0](email, moment)

    def _open(self, email: str) -> None:
        for asset in ASSETS:
            if self.rng.random() < 0.8:
                exact, whole = self.rng.randint(1, 10**6 * UNIT), self.rng.randint(1, 10**4) * UNIT
                amount = HUGE if asset == "PEPE" else self.rng.choice([1, UNIT, exact, whole])
                self.world.open(email, asset, amount)
                self.held[email, "SPOT"][asset] = amount
        if self.rng.random() < 0.3:
            self.world.open(email, "LDUSDT", units("12.34"))

    def _moments(self, busy: int) -> list[tuple[int, str]]:
        found = []
        for day in self.world.days:
            start = start_of(day)
            for email in self.emails:
                for _ in range(self.rng.randint(0, 2 * busy)):
                    edge = self.rng.random()
                    inside = self.rng.randrange(DAY)
                    offset = 0 if edge < 0.04 else DAY - 1 if edge < 0.08 else inside
                    found.append((start + offset, email))
        return found

    # keeping balances ----------------------------------------------------------------------------------------

    def _settle(self, moment: int) -> None:
        while self.coming and self.coming[0][0] <= moment:
            _, _, email, wallet, asset, amount = heapq.heappop(self.coming)
            self.held[email, wallet][asset] += amount

    def _add(self, *events: Event) -> bool:
        """Add events that leave no balance below zero, a later debit counted at once; False when one would."""
        net: dict[tuple[str, str, str], int] = defaultdict(int)
        later = []
        for event in events:
            for posting in event.postings():
                if posting.time > event.time and posting.amount > 0:
                    later.append(posting)
                else:
                    net[posting.email, posting.wallet, posting.asset] += posting.amount
        if any(self.held[email, wallet][asset] + amount < 0 for (email, wallet, asset), amount in net.items()):
            return False
        for (email, wallet, asset), amount in net.items():
            self.held[email, wallet][asset] += amount
        for posting in later:
            entry = (posting.time, len(self.world.events), posting.email, posting.wallet, posting.asset, posting.amount)
            heapq.heappush(self.coming, entry)
        for event in events:
            self.world.add(event)
        return True

    def _portion(self, email: str, asset: str, wallet: str = "SPOT") -> int:
        """Part of what is held: one unit, a part with 8 or with 18 decimals, or all of it."""
        held = self.held[email, wallet][asset]
        if held < 1:
            return 0
        dice = self.rng.random()
        if dice < 0.1:
            return 1
        if dice > 0.97:
            return held
        amount = self.rng.randint(0, held // 10)
        return amount // 10**10 * 10**10 if dice < 0.7 else amount

    def _asset(self, email: str, wallet: str = "SPOT") -> str | None:
        """Any asset held but a flexible share, which only Earn moves."""
        found = [asset for asset, amount in self.held[email, wallet].items() if amount and not asset.startswith("LD")]
        return self.rng.choice(found) if found else None

    def _id(self) -> int:
        self.last_id += self.rng.randint(1, 1000)
        return self.last_id

    # events --------------------------------------------------------------------------------------------------

    def _next_trade(self, pair: Symbol) -> int:
        self.trade_ids[pair.name] += self.rng.randint(1, 3)
        return self.trade_ids[pair.name]

    def _price(self, pair: Symbol) -> int:
        return max(pair.price * self.rng.randint(95, 105) // 100 // 10**10, 1) * 10**10

    def _fill(self, deal: Deal, email: str, moment: int, number: int) -> Fill:
        pair, buyer, qty, price = deal
        quote = qty * price // UNIT
        gained, amount = (pair.base, qty) if buyer else (pair.quote, quote)
        fees = [(gained, amount // 1000), ("BNB", self.rng.randint(0, 10**15)), (pair.quote, quote // 2000), ("BNB", 0)]
        asset, fee = self.rng.choice(fees)
        return Fill(
            symbol=pair.name,
            base=pair.base,
            quote=pair.quote,
            id=number,
            order_id=self._id(),
            email=email,
            is_buyer=buyer,
            price=price,
            qty=qty,
            quote_qty=quote,
            commission=fee,
            commission_asset=asset,
            time=moment,
            is_maker=self.rng.random() < 0.5,
        )

    def _deal(self, email: str) -> Deal:
        """What the account can pay; qty 0 when it cannot."""
        pair = self.rng.choice(list(self.world.symbols.values()))
        price, buyer = self._price(pair), self.rng.random() < 0.5
        if buyer:
            qty = self._portion(email, pair.quote) * UNIT // price // 10**8 * 10**8
        else:
            qty = self._portion(email, pair.base)
        return Deal(pair, buyer, min(qty, HUGE // 100), price)

    def trade(self, email: str, moment: int) -> None:
        deal = self._deal(email)
        if deal.qty:
            self._add(self._fill(deal, email, moment, self._next_trade(deal.pair)))

    def trade_burst(self, email: str, moment: int) -> None:
        deal = self._deal(email)
        part = deal._replace(qty=deal.qty // self.burst)
        for _ in range(self.burst if part.qty else 0):
            self._add(self._fill(part, email, moment, self._next_trade(deal.pair)))

    def _two_sides(self, seller: str, buyer: str, moment: int) -> None:
        deal = self._deal(seller)
        if deal.qty:
            number = self._next_trade(deal.pair)
            sides = ((seller, False), (buyer, True))
            self._add(*(self._fill(deal._replace(buyer=buys), email, moment, number) for email, buys in sides))

    def self_trade(self, email: str, moment: int) -> None:
        self._two_sides(email, email, moment)

    def internal_trade(self, email: str, moment: int) -> None:
        self._two_sides(email, self.rng.choice([other for other in self.emails if other != email]), moment)

    def deposit(self, email: str, moment: int) -> None:
        """Most are credited, some a day or more later; the complete time is left out only where it would not matter."""
        asset = self.rng.choice(ASSETS)
        amount = self.rng.choice([1, UNIT, self.rng.randint(1, 1000 * UNIT), self.rng.randint(1, 10**10) * 10**8])
        credit = moment + self.rng.choice([0, SECOND, 20 * MINUTE, 26 * HOUR, 60 * HOUR])
        later = credit + HOUR
        path = self.rng.choice(
            [((credit, 1),), ((credit, 1),), ((credit, 6), (later, 1))] + [((credit, n),) for n in (6, 2, 7)]
        )
        first = (moment, self.rng.choice([0, 8]))
        history = path if credit == moment else (first, *path)
        same_day = credit // DAY == moment // DAY
        self._add(
            Deposit(
                id=str(self._id() * 100),
                email=email,
                asset=asset,
                amount=amount,
                history=history,
                wallet_type=int(self.rng.random() < 0.15),
                shows_complete_time=not same_day or self.rng.random() < 0.7,
                transfer_type=int(self.rng.random() < 0.2),
            )
        )

    def withdraw(self, email: str, moment: int) -> None:
        """One in five fails and is paid back within the same day, since no endpoint tells when."""
        asset = self._asset(email)
        applied = moment // SECOND * SECOND
        end = applied // DAY * DAY + DAY - 1
        if asset is None:
            return
        amount = self._portion(email, asset)
        fee = self.rng.choice([0, min(10**15, amount // 7)])
        done = applied + self.rng.choice([SECOND, HOUR, 50 * HOUR])
        path: list[tuple[int, int]] = [(applied, 4), (done, 6)]
        if self.rng.random() < 0.2:
            path = [(applied, 2), (self.rng.randint(applied, end), self.rng.choice([1, 3, 5]))]
        if amount > fee:
            self._add(Withdrawal(f"{self._id():032x}", email, asset, amount - fee, fee, tuple(path)))

    def move_wallet(self, email: str, moment: int) -> None:
        source = self.rng.choice(["MAIN", "MAIN", "UMFUTURE", "MARGIN", "FUNDING"])
        target = self.rng.choice([name for name in WALLETS if name != source])
        asset = self._asset(email, WALLETS[source])
        amount = self._portion(email, asset, WALLETS[source]) if asset else 0
        if asset and amount:
            status = self.rng.choice(["CONFIRMED"] * 8 + ["FAILED", "PENDING"])
            pending = self.rng.choice([0, 0, moment + HOUR])
            move = WalletTransfer(self._id(), email, f"{source}_{target}", asset, amount, moment, status, pending)
            self._add(move)

    def move_family(self, email: str, moment: int) -> None:
        other = self.rng.choice([name for name in self.emails if name != email])
        source = self.rng.choice(["SPOT", "SPOT", "SPOT", "USDT_FUTURE"])
        target = self.rng.choice(["SPOT", "SPOT", "SPOT", "USDT_FUTURE", "MARGIN"])
        asset = self._asset(email, TYPES[source])
        amount = self._portion(email, asset, TYPES[source]) if asset else 0
        if asset and amount:
            self._add(
                FamilyTransfer(
                    id=self._id(),
                    sender=email,
                    receiver=other,
                    asset=asset,
                    amount=amount,
                    time=moment,
                    sender_type=source,
                    receiver_type=target,
                    status=self.rng.choice(["SUCCESS"] * 9 + ["FAILURE"]),
                    pending_until=self.rng.choice([0, 0, moment + HOUR]),
                    universal=self.rng.random() < 0.6,
                )
            )

    def convert(self, email: str, moment: int) -> None:
        source = self._asset(email)
        amount = self._portion(email, source) if source else 0
        if source and amount:
            target = self.rng.choice([asset for asset in ASSETS if asset != source])
            gained = self.rng.randint(1, 1000 * UNIT)
            status = self.rng.choice(["SUCCESS"] * 8 + ["FAIL", "PROCESS"])
            self._add(Convert(self._id(), email, source, amount, target, gained, moment, status=status))

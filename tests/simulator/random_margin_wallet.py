"""Seeded lives of margin accounts, cross and isolated, laid over a seeded world without changing its other events:
loans, hourly interest, trades, moves, small debts, liquidations, and the rows that tell them a second time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from random import Random

from .clock import DAY, HOUR, MINUTE, SECOND, start_of
from .events import WalletTransfer
from .fill import MarginFill
from .products.capital_flow import CapitalFlow, told_by_ledger
from .products.income import Dust
from .products.margin_clearing import ForcedOrder
from .products.margin_lists import ISOLATED, SPOT, MarginTransfer, told_by_margin
from .products.margin_record import CROSS_WALLET
from .random_margin_debts import CENT, COIN, Debtor
from .units import UNIT
from .world import Symbol, World

FIRST_ID = 2**53 + 9
FIRST_FLOW = 6 * 10**9
ISOLATED_PAIRS = ("BTCUSDT", "ETHBTC")
TICK, LOT = UNIT // 10**4, UNIT // 10**3
"""Steps of prices and quantities."""
ABROAD = ("MAIN", "UMFUTURE", "FUNDING", "ISOLATEDMARGIN")
"""Wallets that money of cross margin goes to and comes back from; the last holds the coins of its pair alone."""


def add_margin_wallet(world: World, seed: int) -> None:
    """To each account cross margin and one isolated pair, for all days. No other balance falls below what it was: what
    comes into margin had come out of it. Times in seconds, where this world's list of moves has them, are whole."""
    rng, ids = Random(f"margin wallet {seed}"), count(FIRST_ID, 7)
    in_seconds, alone = rng.random() < 0.5, []
    for email in world.accounts:
        world.switch(email, interest_in_bnb=rng.random() < 0.4)
        isolated, other = rng.sample(ISOLATED_PAIRS, 2)
        for pair, reached in (("", isolated), (isolated, other)):
            life = Life(world, rng, ids, email, pair, reached, in_seconds)
            life.live()
            alone += life.alone
    _tell_moves(world, ids, in_seconds)
    for flow in told_by_ledger([*world.events, *alone], FIRST_FLOW):
        world.add(flow)


def _tell_moves(world: World, ids: Iterator[int], in_seconds: bool) -> None:
    """Moves of cross margin stand in the list of margin moves too, under ids of their own."""
    told = {event.tx_id for event in world.events if isinstance(event, MarginTransfer)}
    for event in [one for one in world.events if isinstance(one, WalletTransfer)]:
        if "MARGIN" in event.type.split("_") and event.id not in told:
            world.add(told_by_margin(event, next(ids), in_seconds=in_seconds))


class Life(Debtor):
    """What happens to a margin account, in the order of time."""

    def live(self) -> None:
        """Some things a day, and interest every hour."""
        self._begin()
        often, names = 0.04 if self.pair else 0.12, self._menu()
        for hour in range(start_of(self.world.first_day), start_of(self.world.last_day) + DAY, HOUR):
            self._charge(hour)
            for moment in sorted(self._moments(hour, often)):
                act, *_ = self.rng.choices(list(names), list(names.values()))
                act(moment // SECOND * SECOND if self.in_seconds else moment)

    def _moments(self, hour: int, often: float) -> Iterator[int]:
        """Mostly none; the last millisecond of the hour more often than another."""
        while self.rng.random() < often:
            yield hour + self.rng.choice([self.rng.randrange(SECOND, HOUR), HOUR - 1])

    def _menu(self) -> dict[Callable[[int], None], int]:
        both = {self.borrow: 6, self.repay: 6, self.trade: 10, self.give_back: 1, self.liquidate: 1}
        cross = {self.move: 6, self.clear: 2, self.dust: 2, self.pay_interest_in_bnb: 3, self.take_over: 1}
        return both | ({self.move_isolated: 3} if self.pair else cross)

    # money ---------------------------------------------------------------------------------------------------

    def trade(self, moment: int) -> None:
        """One fill; prices and quantities are such that their product has eight decimals."""
        symbol, buyer = self.rng.choice(self.pairs), self.rng.random() < 0.5
        price = symbol.price // TICK * TICK
        budget = self._portion(symbol.quote) * UNIT // price if buyer else self._portion(symbol.base)
        if qty := budget // LOT * LOT:
            self._add(self._fill(symbol, moment, buyer, price, qty, next(self.ids)))

    def _fill(self, symbol: Symbol, moment: int, buyer: bool, price: int, qty: int, order: int) -> MarginFill:
        quote = qty * price // UNIT
        asset, gained = (symbol.base, qty) if buyer else (symbol.quote, quote)
        fee = gained // 1000 // COIN * COIN
        return MarginFill(
            symbol=symbol.name,
            base=symbol.base,
            quote=symbol.quote,
            id=self._trade_id(moment),
            order_id=order,
            email=self.email,
            is_buyer=buyer,
            price=price,
            qty=qty,
            quote_qty=quote,
            commission=fee,
            commission_asset=asset,
            time=moment,
            isolated=bool(self.pair),
        )

    def _trade_id(self, moment: int) -> int:
        """Ids of a pair ascend with time, and cross and isolated margin trade the same pairs."""
        self.fills += 1
        return (moment - start_of(self.world.first_day)) * 1000 + 500 * bool(self.pair) + self.fills % 500

    def give_back(self, moment: int) -> None:
        """Commission is returned."""
        self._alone(moment, "BNB" if not self.pair else self.coins[0], self._bit(CENT), "COMMISSION_RETURN")

    def dust(self, moment: int) -> None:
        """A little of a coin becomes BNB."""
        coin, parent = self.rng.choice(["ETH", "BTC"]), next(self.ids)
        amount, got = self._portion(coin) // 10**4 // COIN * COIN, self._bit(CENT)
        if amount:
            number = {"parent_id": parent, "trans_id": next(self.ids)}
            fields = {"asset": coin, "amount": amount, "got": got, "charge": got // 49}
            self._add(Dust(email=self.email, time=moment, account=CROSS_WALLET, **number, **fields))

    def move(self, moment: int) -> None:
        """Out to another wallet, or back what had gone there."""
        coin, back = self.rng.choice(self.coins), self.rng.random() < 0.5
        other = self.rng.choice(ABROAD if coin in self._common_coins() else ABROAD[:-1])
        amount = self.abroad[other, coin] // 2 // COIN * COIN if back else self._portion(coin)
        if amount:
            kind = f"{other}_MARGIN" if back else f"MARGIN_{other}"
            status = self.rng.choice(["CONFIRMED"] * 8 + ["FAILED", "PENDING"])
            late = self.rng.choice([0, 0, 0, moment + MINUTE])
            move = WalletTransfer(next(self.ids), self.email, kind, coin, amount, moment, status, late)
            pair = self.reached if other == "ISOLATEDMARGIN" else ""
            self._add(replace(move, from_symbol=pair) if back else replace(move, to_symbol=pair))
            if status == "CONFIRMED":
                self.abroad[other, coin] += -amount if back else amount

    def move_isolated(self, moment: int) -> None:
        """To SPOT or to the account of another pair, or back what had gone there."""
        coin, back = self.rng.choice(self.coins), self.rng.random() < 0.5
        other = self.rng.choice([SPOT, ISOLATED] if coin in self._common_coins() else [SPOT])
        amount = self.abroad[other, coin] // 2 // COIN * COIN if back else self._portion(coin)
        if amount:
            self.abroad[other, coin] += -amount if back else amount
            ends = (other, ISOLATED) if back else (ISOLATED, other)
            pairs = (self.reached, self.pair) if back and other == ISOLATED else (self.pair, self.reached)
            self._add(
                MarginTransfer(
                    email=self.email,
                    time=moment,
                    tx_id=next(self.ids),
                    asset=coin,
                    amount=amount,
                    source=ends[0],
                    target=ends[1],
                    pair=pairs[0],
                    to_pair=pairs[1] if other == ISOLATED else "",
                    in_seconds=self.in_seconds,
                )
            )

    def _common_coins(self) -> set[str]:
        """Coins that the isolated account can hold which is reached."""
        other = self.world.symbols[self.reached]
        return {other.base, other.quote}

    # liquidations --------------------------------------------------------------------------------------------

    def liquidate(self, moment: int) -> None:
        """Orders are forced, their fills pay back, and a fee is taken that the ledger alone tells."""
        symbol, order = self.rng.choice(self.pairs), next(self.ids)
        qty, price = self._portion(symbol.base) // LOT * LOT, symbol.price // TICK * TICK
        if qty and self._debt(symbol.quote):
            one = {"symbol": symbol.name, "side": "SELL", "price": price, "qty": qty}
            self._add(ForcedOrder(**self.own, time=moment, order_id=order, **one))
            self._add(self._fill(symbol, moment, False, price, qty, order))
            reach = self.books["balance"][symbol.quote] * 9 // 10 // COIN * COIN
            self._repay(symbol.quote, moment, min(reach, self._debt(symbol.quote)), "AUTO")
            self._alone(moment, symbol.quote, -self._bit(CENT), "LIQUIDATION_FEE")

    def take_over(self, moment: int) -> None:
        """All that is held and owed goes to the exchange: no order and no trade says so. Interest was paid before: the
        rows would not tell it apart."""
        coin = next((one for one in self.coins if self.books["loan"][one]), "")
        if not coin or not all([self._pay_interest(one, moment) for one in self.coins]):
            return
        fee = self._bit(CENT)
        for other in [one for one in self.coins if one != coin and self.books["balance"][one] > 0]:
            self._alone(moment, other, -self.books["balance"][other], "OTHER_LIQUIDATION")
        for owed in [one for one in self.coins if self._debt(one)]:
            due = self._debt(owed) + (fee if owed == coin else 0)
            self._alone(moment, owed, due - self.books["balance"][owed], "OTHER_LIQUIDATION")
            self._alone(moment, owed, -self._debt(owed), "REPAY_LIQUIDATION", self.books["interest"][owed])
        self._alone(moment, coin, -fee, "LIQUIDATION_FEE")

    def _alone(self, moment: int, asset: str, amount: int, kind: str, interest: int = 0) -> None:
        if amount:
            one = {"asset": asset, "amount": amount, "type": kind, "interest": interest}
            self._add(CapitalFlow(**self.own, time=moment, number=0, tran_id=next(self.ids), **one))

"""Seeded lives of margin accounts, cross and isolated, laid over a seeded world without changing its other events:
loans, hourly interest, trades, moves, small debts, liquidations, and the rows that tell them a second time."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from random import Random

from .clock import DAY, HOUR, MINUTE, SECOND, start_of
from .events import Event, WalletTransfer
from .fill import MarginFill
from .postings import MEASURES
from .products.capital_flow import CapitalFlow, told_by_ledger
from .products.income import Dust
from .products.margin_clearing import ForcedOrder, SmallLiability
from .products.margin_interest import MarginInterest, hourly
from .products.margin_lists import ISOLATED, SPOT, MarginTransfer, told_by_margin
from .products.margin_loans import MarginBorrow, MarginRepay
from .products.margin_record import CROSS_WALLET, ISOLATED_WALLET
from .units import UNIT, units
from .world import Symbol, World

FIRST_ID = 2**53 + 9
FIRST_FLOW = 6 * 10**9
COIN = UNIT // 10**8
"""The smallest amount of margin: its rows have eight decimals."""
CENT = UNIT // 100
RATES = {"USDT": units("0.00026"), "BTC": units("0.00008219"), "ETH": units("0.0001"), "BNB": units("0.0003")}
"""Daily rates of interest."""
HELD = {"USDT": 4000, "BTC": 2, "ETH": 9, "BNB": 6}
"""Coins that an account has at the beginning, at least."""
CROSS_PAIRS, ISOLATED_PAIRS = ("BTCUSDT", "ETHUSDT", "BNBUSDT"), ("BTCUSDT", "ETHBTC")
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


class Life:
    """What happens to one margin account, in the order of time, with what it holds and owes; `reached` is the pair of
    the isolated account that its money goes to, too."""

    def __init__(
        self, world: World, rng: Random, ids: Iterator[int], email: str, pair: str, reached: str, in_seconds: bool
    ) -> None:
        self.world = world
        self.rng = rng
        self.ids = ids
        self.email = email
        self.pair = pair
        self.reached = reached
        self.wallet = ISOLATED_WALLET if pair else CROSS_WALLET
        self.in_seconds = in_seconds
        self.in_bnb = not pair and world.accounts[email].functions.interest_in_bnb
        self.pairs = [world.symbols[name] for name in ((pair,) if pair else CROSS_PAIRS)]
        self.coins = sorted({coin for one in self.pairs for coin in (one.base, one.quote)})
        self.books: dict[str, Counter[str]] = {measure: Counter() for measure in MEASURES}
        self.abroad: Counter[tuple[str, str]] = Counter()
        self.alone: list[CapitalFlow] = []
        self.fills = 0

    @property
    def own(self) -> dict[str, str]:
        """What every record of margin says of the account."""
        return {"email": self.email, "pair": self.pair}

    def live(self) -> None:
        """Some things a day, and interest every hour."""
        self._begin()
        often, names = 0.04 if self.pair else 0.12, self._menu()
        for hour in range(start_of(self.world.first_day), start_of(self.world.last_day) + DAY, HOUR):
            self._charge(hour)
            while self.rng.random() < often:
                moment = hour + self.rng.choice([self.rng.randrange(SECOND, HOUR), HOUR - 1])
                act, *_ = self.rng.choices(list(names), list(names.values()))
                act(moment // SECOND * SECOND if self.in_seconds else moment)

    def _menu(self) -> dict[Callable[[int], None], int]:
        both = {self.borrow: 6, self.repay: 6, self.trade: 10, self.give_back: 1, self.liquidate: 1}
        cross = {self.move: 6, self.clear: 2, self.dust: 2, self.pay_interest_in_bnb: 3, self.take_over: 1}
        return both | ({self.move_isolated: 3} if self.pair else cross)

    def _begin(self) -> None:
        """A balance, and a loan with interest from before the first day."""
        for coin in self.coins:
            self._open(coin, HELD[coin] * UNIT + self._bit(UNIT), "balance")
        if self.rng.random() < 0.7:
            coin = self.rng.choice(self.coins)
            self._open(coin, self._bit(HELD[coin] * UNIT), "loan")
            self._open(coin, self._bit(CENT), "interest")

    def _open(self, coin: str, amount: int, measure: str) -> None:
        held = self.world.opened(self.email, coin, self.wallet, measure, self.pair)
        self.world.open(self.email, coin, held + amount, self.wallet, measure, self.pair)
        self.books[measure][coin] += amount

    def _bit(self, most: int) -> int:
        return self.rng.randint(1, max(most // COIN, 1)) * COIN

    def _portion(self, coin: str) -> int:
        """Part of what is held, or nothing."""
        held = self.books["balance"][coin] // COIN
        return self.rng.randint(1, held) * COIN // self.rng.choice([2, 9]) // COIN * COIN if held > 0 else 0

    def _add(self, event: Event) -> None:
        """To the world, but for rows of the ledger, which wait for their numbers."""
        if isinstance(event, CapitalFlow):
            self.alone.append(event)
        else:
            self.world.add(event)
        for posting in event.postings():
            if (posting.email, posting.wallet, posting.pair) == (self.email, self.wallet, self.pair):
                self.books[posting.measure][posting.asset] += posting.amount

    # debts ---------------------------------------------------------------------------------------------------

    def _charge(self, moment: int, borrowed: str = "") -> None:
        """An hour's interest on a loan just taken, or on all of them; a promotion waives some."""
        for coin in [borrowed] if borrowed else self.coins:
            principal = self.books["loan"][coin]
            if principal > 0 and self.rng.random() > 0.03:
                rate = RATES[coin] * self.rng.randint(90, 110) // 100
                amount = hourly(principal, rate)
                if self.in_bnb and coin != "BNB":
                    amount = max(amount // 600 // COIN, 1) * COIN
                self._add(
                    MarginInterest(
                        **self.own,
                        time=moment,
                        tx_id=next(self.ids),
                        asset=coin,
                        principal=principal,
                        amount=amount,
                        rate=rate,
                        on_borrow=bool(borrowed),
                        in_bnb=self.in_bnb,
                    )
                )

    def borrow(self, moment: int) -> None:
        """By hand or by an order; most is granted, some an hour later than asked for."""
        coin = self.rng.choice(self.coins)
        loan = MarginBorrow(
            **self.own,
            time=moment,
            tx_id=next(self.ids),
            asset=coin,
            principal=self._bit(HELD[coin] * UNIT // 4),
            type=self.rng.choice(["MANUAL", "AUTO"]),
            status=self.rng.choice(["CONFIRMED"] * 8 + ["FAILED", "PENDING"]),
            pending_until=self.rng.choice([0, 0, 0, moment + HOUR]),
            tells_principal=self.rng.random() < 0.8,
        )
        self._add(loan)
        if loan.status == "CONFIRMED":
            self._charge(moment, coin)

    def repay(self, moment: int) -> None:
        """The interest first, then the loan, as far as a portion of what is held reaches."""
        owing = [coin for coin in self.coins if self._debt(coin)]
        if owing:
            coin = self.rng.choice(owing)
            self._repay(coin, moment, min(self._portion(coin), self._debt(coin)))

    def _debt(self, coin: str) -> int:
        return self.books["loan"][coin] + self.books["interest"][coin]

    def _repay(self, coin: str, moment: int, amount: int, kind: str = "") -> None:
        interest = min(amount, self.books["interest"][coin])
        if amount:
            self._add(
                MarginRepay(
                    **self.own,
                    time=moment,
                    tx_id=next(self.ids),
                    asset=coin,
                    principal=amount - interest,
                    interest=interest,
                    type=kind or self.rng.choice(["MANUAL", "AUTO"]),
                    status="CONFIRMED" if kind else self.rng.choice(["CONFIRMED"] * 8 + ["FAILED", "PENDING"]),
                )
            )

    def pay_interest_in_bnb(self, moment: int) -> None:
        """All of it that is charged in BNB, without anything of a loan."""
        owed = self.books["interest"]["BNB"]
        if self.in_bnb and 0 < owed <= self.books["balance"]["BNB"]:
            self._repay("BNB", moment, owed, "BNB_AUTO_REPAY")

    def clear(self, moment: int) -> None:
        """A whole loan for a little of another coin, once its interest is paid: the row would not tell it apart."""
        small = [coin for coin in self.coins if self.books["loan"][coin] > 0 and coin != "USDT"]
        paid = self._portion("USDT")
        if small and paid:
            coin = self.rng.choice(small)
            if self._pay_interest(coin, moment):
                debt = {"asset": coin, "principal": self.books["loan"][coin]}
                self._add(SmallLiability(**self.own, time=moment, **debt, target="USDT", target_amount=paid))

    def _pay_interest(self, coin: str, moment: int) -> bool:
        """All of it, where it is held."""
        owed = self.books["interest"][coin]
        if owed <= self.books["balance"][coin]:
            self._repay(coin, moment, owed, "AUTO")
        return not self.books["interest"][coin]

    # money ---------------------------------------------------------------------------------------------------

    def trade(self, moment: int) -> None:
        """One fill; prices and quantities are such that their product has eight decimals."""
        symbol, buyer = self.rng.choice(self.pairs), self.rng.random() < 0.5
        step = UNIT // 10**3
        price = max(symbol.price // (UNIT // 10**4), 1) * (UNIT // 10**4)
        budget = self._portion(symbol.quote) * UNIT // price if buyer else self._portion(symbol.base)
        if qty := budget // step * step:
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
        step = UNIT // 10**3
        qty, price = self._portion(symbol.base) // step * step, max(symbol.price // (UNIT // 10**4), 1) * UNIT // 10**4
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

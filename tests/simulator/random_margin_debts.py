"""A margin account of a seeded world: what it holds and owes, what it is charged, borrows and pays back."""

from collections import Counter
from collections.abc import Iterator
from random import Random

from .clock import HOUR
from .events import Event
from .postings import MEASURES
from .products.capital_flow import CapitalFlow
from .products.margin_clearing import SmallLiability
from .products.margin_interest import MarginInterest, hourly
from .products.margin_loans import MarginBorrow, MarginRepay
from .products.margin_record import CROSS_WALLET, ISOLATED_WALLET
from .units import UNIT, units
from .world import World

COIN = UNIT // 10**8
"""The smallest amount of margin: its rows have eight decimals."""
CENT = UNIT // 100
RATES = {"USDT": units("0.00026"), "BTC": units("0.00008219"), "ETH": units("0.0001"), "BNB": units("0.0003")}
"""Daily rates of interest."""
HELD = {"USDT": 4000, "BTC": 2, "ETH": 9, "BNB": 6}
"""Coins that an account has at the beginning, at least."""
CROSS_PAIRS = ("BTCUSDT", "ETHUSDT", "BNBUSDT")


class Debtor:
    """One margin account with what it holds and owes; `reached` is the pair of the isolated account that its money goes
    to, too."""

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

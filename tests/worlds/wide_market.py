"""A made-up exchange with many pairs and an account that trades a few of them: what discovery is measured on."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.simulator import HOUR, Deposit, Fill, Symbol, World, start_of
from tests.simulator.units import UNIT

EMAIL = "main@example.com"
QUOTES = {"USDT": 1, "USDC": 1, "FDUSD": 1, "BTC": 60_000, "ETH": 2_500, "BNB": 600, "EUR": 1, "TRY": 1}
"""Quote assets and their rough price in dollars. All of them have a pair with USDT, or are dollars themselves."""

DOLLARS = ("USDT", "USDC", "FDUSD")
"""Orders in a coin that has pairs with two of them may be routed over both."""

CENT = UNIT // 100


class WideMarket:
    """`world` with `pairs` pairs over the quotes, its fills made by `buy` and `sell`."""

    def __init__(self, seed: int, pairs: int, days: int = 1, first_day: date = date(2026, 9, 1)) -> None:
        self.rng = Random(seed)
        self.world = World(first_day, first_day + timedelta(days=days - 1))
        self.world.add_account(EMAIL)
        self.price = {quote: price * UNIT for quote, price in QUOTES.items()}
        for quote in list(QUOTES)[1:]:
            self._list(quote, "USDT")
        number = 0
        while len(self.world.symbols) < pairs:
            self._add_coin(f"C{number}", pairs - len(self.world.symbols))
            number += 1
        self.number = 0

    def _add_coin(self, coin: str, room: int) -> None:
        """A coin has a USDT pair and up to four others; few have none in USDT."""
        self.price[coin] = self.rng.randint(CENT, 500 * UNIT)
        others = self.rng.sample(list(QUOTES)[1:], self.rng.randint(1, 4))
        quotes = [*([] if self.rng.random() < 0.05 else ["USDT"]), *others][:room]
        routed = [quote for quote in quotes if quote in DOLLARS]
        for quote in quotes:
            self._list(coin, quote, len(routed) > 1 and quote in routed)

    def _list(self, base: str, quote: str, routed: bool = False) -> None:
        price = max(self.price[base] * UNIT // self.price[quote] // 10**8, 1) * 10**8
        self.world.add_symbol(Symbol(base + quote, base, quote, price, routed=routed))

    def hold(self, count: int) -> list[str]:
        """Give the account this many assets, the quotes first; gives the names of the others."""
        coins = [asset for asset in self.price if asset not in QUOTES][: count - len(QUOTES)]
        self.open(*QUOTES, *coins)
        return coins

    def open(self, *assets: str) -> None:
        """Give the account a million dollars of each."""
        for asset in assets:
            self.world.open(EMAIL, asset, 10**6 * UNIT * UNIT // self.price[asset])

    def buy(self, symbol: str, dollars: int, moment: int, fee: str = "BNB") -> None:
        self._fill(symbol, dollars, moment, fee, True)

    def sell(self, symbol: str, dollars: int, moment: int, fee: str = "BNB") -> None:
        self._fill(symbol, dollars, moment, fee, False)

    def spend(self, symbol: str, quote: int, moment: int) -> None:
        """Buy for exactly so many units of the quote asset, without a fee."""
        pair = self.world.symbols[symbol]
        self._add(symbol, pair.price, quote * UNIT // pair.price, quote, ("BNB", 0), moment, True)

    def receive(self, asset: str, dollars: int, moment: int) -> None:
        """A deposit credited at once."""
        self.number += 1
        amount = dollars * UNIT * UNIT // self.price[asset]
        self.world.add(Deposit(str(self.number), EMAIL, asset, amount, ((moment, 1),)))

    def _fill(self, symbol: str, dollars: int, moment: int, fee: str, is_buyer: bool) -> None:
        """One fill at up to 3 % off the pair's price, with a fee of 0.1 % in the asset named, or none."""
        pair = self.world.symbols[symbol]
        price = pair.price * self.rng.randint(970, 1030) // 1000
        qty = dollars * UNIT * UNIT // self.price[pair.base] // 10**10 * 10**10
        charged = dollars * UNIT * UNIT // self.price[fee] // 1000 if fee else 0
        self._add(symbol, price, qty, qty * price // UNIT, (fee or "BNB", charged), moment, is_buyer)

    def _add(
        self, symbol: str, price: int, qty: int, quote: int, fee: tuple[str, int], moment: int, is_buyer: bool
    ) -> None:
        pair = self.world.symbols[symbol]
        self.number += 1
        self.world.add(
            Fill(
                symbol,
                pair.base,
                pair.quote,
                self.number,
                self.number,
                EMAIL,
                is_buyer,
                price,
                qty,
                quote,
                fee[1],
                fee[0],
                moment,
            )
        )

    def pairs_of(self, assets: set[str], *, new: bool = False) -> list[str]:
        """Pairs of a coin among the assets, or with `new` of a coin not among them."""
        return [
            pair.name
            for pair in self.world.symbols.values()
            if pair.base not in QUOTES and (pair.base in assets) is not new
        ]

    def trade_day(self, day: date, symbols: list[str]) -> None:
        """One to three fills in each pair, mostly in one direction, fees mostly in BNB; what was not held is bought."""
        orders = [
            (start_of(day) + self.rng.randrange(24 * HOUR), symbol, side or self.rng.random() < 0.1)
            for symbol in symbols
            for side in [self._not_held(symbol) or self.rng.random() < 0.5] * self.rng.randint(1, 3)
        ]
        for moment, symbol, is_buyer in sorted(orders):
            fee = self.rng.choice(["BNB", "BNB", self.world.symbols[symbol].quote])
            self._fill(symbol, self.rng.randint(50, 5000), moment, fee, is_buyer)

    def _not_held(self, symbol: str) -> bool:
        return self.world.symbols[symbol].base not in self.world.opening[EMAIL, "SPOT"]

"""The demo world: a main account and two subs over a few days, clean days, one of each planted trouble, one late
record."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from .clock import DAY, FOREVER, HOUR, MINUTE, SECOND, MovedClock, start_of
from .demo_plant import Plant
from .demo_products import usual_products
from .demo_wallet_plants import readings, wallet_plants
from .demo_wallets import CALLED, furnish, live
from .events import Convert, Deposit, FamilyTransfer, Fill, Invisible, WalletTransfer, Withdrawal
from .keys import Key, make_key
from .postings import MEASURES
from .product import Product
from .products.earn import FlexibleRedemption
from .products.income import Dividend
from .scenario import Scenario
from .units import UNIT, units
from .world import Symbol, World

MAIN, ALPHA, BETA, FORGOTTEN = (
    "main@fund.example",
    "alpha+arb@fund.example",
    "beta@fund.example",
    "forgotten@fund.example",
)
WALLETS = {MAIN: ("SPOT", *CALLED.values()), ALPHA: ("SPOT",), BETA: ("SPOT",)}
"""Those that are reconciled."""
CONNECTIONS = {MAIN: "binance_main", ALPHA: "binance_sub_alpha", BETA: "binance_sub_beta"}
PAIRS = {
    "BTCUSDT": ("BTC", "USDT", "61250"),
    "ETHUSDT": ("ETH", "USDT", "2480.5"),
    "BNBUSDT": ("BNB", "USDT", "585.2"),
    "SOLUSDT": ("SOL", "USDT", "152.4"),
    "XRPUSDT": ("XRP", "USDT", "0.54"),
    "ADAUSDT": ("ADA", "USDT", "0.36"),
    "DOGEUSDT": ("DOGE", "USDT", "0.125"),
    "LINKUSDT": ("LINK", "USDT", "11.8"),
    "ETHBTC": ("ETH", "BTC", "0.0405"),
    "BNBBTC": ("BNB", "BTC", "0.00955"),
    "SOLETH": ("SOL", "ETH", "0.0615"),
    "ADABTC": ("ADA", "BTC", "0.0000059"),
}
OPENING = {
    MAIN: {"USDT": "250000", "BTC": "3.5", "ETH": "40", "BNB": "120", "SOL": "300", "LDUSDT": "5000", "LDSOL": "60"},
    ALPHA: {"USDT": "80000", "ETH": "12", "BNB": "15", "SOL": "90", "XRP": "25000", "EUR": "1000"},
    BETA: {"USDT": "60000", "BTC": "1.25", "ADA": "40000", "LINK": "900"},
    FORGOTTEN: {"USDT": "1000"},
}
FIRST_TRADE = 41_000_000
HELD_BACK = FOREVER
"""Until when a late record is not listed, unless it is told to appear before."""
USUAL = {MAIN: ("BTCUSDT", "ETHUSDT", "BNBBTC"), ALPHA: ("SOLUSDT", "XRPUSDT", "SOLETH"), BETA: ("BTCUSDT", "LINKUSDT")}


class Demo:
    """The scenario, the keys and the list of what was planted."""

    weight_share = "1"
    """Nobody else draws on this exchange's budgets: with half of them the demo would wait for the next minute twice."""

    def __init__(self, last_day: date, days: int) -> None:
        self.world = World(last_day - timedelta(days=days - 1), last_day)
        self.scenario = Scenario(self.world)
        self.plants: list[Plant] = []
        self.late: list[Plant] = []
        self._held_back: list[Deposit] = []
        self.keys: list[Key] = []
        self.connections, self.wallets = CONNECTIONS, WALLETS
        self._unread = list(readings(self.world.days).items())
        self._rng = Random(20)
        self._id = 9_007_199_254_741_000
        self._furnish()
        for day in self.world.days:
            self._usual_day(day)
        self._plant_open()
        self._plant_products()
        self._plant_unproved()
        self._plant_late()
        self.plants += wallet_plants(self.scenario, MAIN, self.world.days, self._next_id)
        live(self.world, MAIN, self._next_id)

    def reveal(self, now: int) -> int:
        """List the late records from `now` (ms) on; gives how many that were not listed so far. Safe to call again."""
        appeared = list(self._held_back)
        for event in appeared:
            self.scenario.delay(event, now)
        self._held_back.clear()
        return len(appeared)

    def next_midnight(self, clock: MovedClock) -> dict[str, str | None]:
        """Move the clock to the next moment at which the wallets without a snapshot are read, and tell of which day
        that is the end; after the last one the clock is right again."""
        if not self._unread:
            clock.move_back()
            return {"day": None}
        day, moment = self._unread.pop(0)
        clock.move_to(moment)
        return {"day": str(day)}

    def truth(self) -> dict[str, Any]:
        """What truth.json holds: the days, the accounts, every planted cell with its variance (of late records the one
        before they are listed, and what the cell is `then`), and how many records of products are listed."""
        before = self.scenario.expected_variance(HELD_BACK - 1)
        after = {measure: self.scenario.expected_variance(measure=measure) for measure in MEASURES}
        return {
            "days": [str(day) for day in self.world.days],
            "accounts": list(CONNECTIONS),
            "forgotten": FORGOTTEN,
            "planted": [plant.cell(after[plant.measure]) for plant in self.plants],
            "late": [{**plant.cell(before), "then": "proved"} for plant in self.late],
            "products": self._product_records(),
        }

    def _product_records(self) -> list[dict[str, Any]]:
        """How many records that moved SPOT each list of a product shows of an account over all days."""
        listed = Counter(
            (email, event.kind)
            for event in self.world.events
            if isinstance(event, Product) and any(moved.wallet == "SPOT" for moved in event.postings())
            for email in event.emails
            if self.scenario.listing(event.kind, email, FOREVER).count(event)
        )
        return [{"email": email, "list": kind, "records": records} for (email, kind), records in sorted(listed.items())]

    def _furnish(self) -> None:
        for name, (base, quote, price) in PAIRS.items():
            self.world.add_symbol(Symbol(name, base, quote, units(price)))
        for email, assets in OPENING.items():
            self.world.add_account(email, in_file=email != FORGOTTEN)
            for asset, amount in assets.items():
                self.world.open(email, asset, units(amount))
        furnish(self.world, MAIN)
        self.world.open(MAIN, "USDT", units("5000"), "FUNDING")
        self.world.open(ALPHA, "XRP", units("1000"), "FUNDING")
        for email, connection in CONNECTIONS.items():
            self.keys.append(make_key(connection, email, ed25519=email == BETA))

    # building blocks -----------------------------------------------------------------------------------------

    def _next_id(self) -> int:
        self._id += self._rng.randint(1, 5000)
        return self._id

    def _at(self, day: date, hours: float) -> int:
        return start_of(day) + round(hours * HOUR)

    def _trade(self, email: str, name: str, moment: int, buyer: bool, qty: str, fee: str | None = None) -> Fill:
        """A fill; the fee is a thousandth of what was received unless given as "amount ASSET"."""
        pair = self.world.symbols[name]
        # From the time alone: within a pair the exchange's ids follow time, in whichever order a world is planned.
        trade_id = FIRST_TRADE + (moment - start_of(self.world.first_day)) // SECOND
        base, quote = units(qty), units(qty) * pair.price // UNIT
        gained = (base // 1000, pair.base) if buyer else (quote // 1000, pair.quote)
        amount, asset = (units(fee.split()[0]), fee.split()[1]) if fee else gained
        fill = Fill(
            name,
            pair.base,
            pair.quote,
            trade_id,
            self._next_id(),
            email,
            buyer,
            pair.price,
            base,
            quote,
            amount,
            asset,
            moment,
        )
        self.world.add(fill)
        return fill

    def _deposit(self, email: str, asset: str, amount: str, moment: int) -> Deposit:
        deposit = Deposit(str(self._next_id()), email, asset, units(amount), ((moment, 0), (moment + 9 * MINUTE, 1)))
        self.world.add(deposit)
        return deposit

    def _usual_day(self, day: date) -> None:
        """What happens every day and is always listed right."""
        for email, pairs in USUAL.items():
            for step, name in enumerate(pairs):
                qty = str(self._rng.randint(1, 40) / 100)
                fee = "0.0004 BNB" if email != BETA and step == 0 else None
                self._trade(
                    email, name, self._at(day, 8 + step + self._rng.random()), self._rng.random() < 0.5, qty, fee
                )
        self._deposit(MAIN, "USDT", str(self._rng.randint(100, 2000)), self._at(day, 7))
        applied = self._at(day, 15) // SECOND * SECOND
        sent = ((applied, 4), (applied + HOUR, 6))
        self.world.add(Withdrawal(f"{self._next_id():032x}", MAIN, "ETH", units("0.25"), units("0.0012"), sent))
        self.world.add(FamilyTransfer(self._next_id(), MAIN, ALPHA, "USDT", units("750"), self._at(day, 16)))
        self.world.add(
            FamilyTransfer(self._next_id(), ALPHA, BETA, "USDT", units("125.5"), self._at(day, 17), universal=False)
        )
        self.world.add(WalletTransfer(self._next_id(), ALPHA, "MAIN_UMFUTURE", "USDT", units("300"), self._at(day, 18)))
        self.world.add(Convert(self._next_id(), BETA, "USDT", units("40"), "LINK", units("3.38"), self._at(day, 19)))
        for event in usual_products(day, MAIN, ALPHA, self._next_id):
            self.world.add(event)
        if day == self.world.first_day:
            self.world.add(FamilyTransfer(self._next_id(), MAIN, FORGOTTEN, "USDT", units("100"), self._at(day, 20)))

    # troubles ------------------------------------------------------------------------------------------------

    def _day(self, number: int) -> date:
        return self.world.days[min(number, len(self.world.days) - 1)]

    def _plant(self, email: str, day: date, assets: str, kind: str, verdict: str, note: str) -> None:
        self.plants += [Plant(email, day, asset, kind, verdict, note) for asset in assets.split()]

    def _plant_open(self) -> None:
        """Troubles that show as a variance; records explain one of them exactly."""
        opening, first, second, third = (self._day(number) for number in range(4))
        self.scenario.hide(self._deposit(MAIN, "SOL", "25", self._at(opening, 11)))
        self._plant(MAIN, opening, "SOL", "hidden_deposit", "open", "a deposit no list shows")
        self.world.add(Invisible("airdrop", ALPHA, "XRP", units("150"), self._at(first, 12)))
        self._plant(ALPHA, first, "XRP", "airdrop", "open", "an airdrop no endpoint lists")
        self.world.add(
            Convert(
                self._next_id(),
                MAIN,
                "USDT",
                units("512.37841"),
                "BNB",
                units("0.8541937"),
                self._at(second, 13),
                wallet="FUNDING",
            )
        )
        self._plant(
            MAIN,
            second,
            "USDT BNB",
            "convert_from_funding",
            "explained",
            "a convert paid from the funding wallet, which its list leaves out",
        )
        self.scenario.hide(self._trade(ALPHA, "SOLETH", self._at(second, 14), True, "3"))
        self._plant(
            ALPHA, second, "SOL ETH", "hidden_trade", "open", "a trade missing from the list of a pair that is read"
        )
        sale = self._trade(MAIN, "ETHUSDT", self._at(third, 12), False, "0.5", "1.8 USDT")
        self.scenario.alter(sale, commission=units("1"))
        self._plant(MAIN, third, "USDT", "altered_fee", "open", "a fee listed as 1 USDT that was 1.8 USDT")

    def _plant_products(self) -> None:
        """Products that show as a variance: money under way over midnight, and money no list tells of."""
        evening, morning = self._day(2), self._day(3)
        coins = {"redeem_id": self._next_id(), "asset": "SOL", "amount": units("12.463712")}
        self.world.add(FlexibleRedemption(email=MAIN, time=self._at(evening, 24) - 8 * MINUTE, **coins))
        self.scenario.shift_snapshot(MAIN, evening, "SOL", -units("12.463712"))
        for day in dict.fromkeys((evening, morning)):
            note = "coins redeemed from Earn before midnight, in the balance after it"
            self._plant(MAIN, day, "SOL", "slow_redemption", "explained", note)
        gain = {"number": self._next_id(), "asset": "BNB", "amount": units("0.0425")}
        self.scenario.hide(self.world.add(Dividend(email=ALPHA, time=self._at(self._day(1), 6), **gain)))
        self._plant(ALPHA, self._day(1), "BNB", "untold_dividend", "open", "a dividend no list tells")

    def _plant_late(self) -> None:
        """A record that is listed only after its day was judged."""
        day = self._day(1)
        self._held_back.append(self._deposit(MAIN, "BTC", "0.75", self._at(day, 21)))
        self.scenario.delay(self._held_back[-1], HELD_BACK)
        note = "a deposit that is listed only after its day was judged"
        self.late.append(Plant(MAIN, day, "BTC", "late_deposit", "open", note))

    def _plant_unproved(self) -> None:
        """Troubles that leave something unread."""
        self._trade(BETA, "ADABTC", self._at(self._day(1), 9), True, "1000")
        self.scenario.refuse_symbol(BETA, "ADABTC")
        for day in self.world.days:
            self._plant(
                BETA, day, "ADA BTC", "refused_symbol", "unproved", "ADABTC always answers -1121 to this account"
            )
        self.scenario.no_snapshot(BETA, self._day(1))
        for day in dict.fromkeys((self._day(1), self._day(2))):
            self._plant(
                BETA, day, "USDT LINK", "missing_snapshot", "unproved", f"there is no snapshot of {self._day(1)}"
            )
        deposit = self._deposit(BETA, "LINK", "0.123456789012345678", self._at(self._day(3), 10))
        self.scenario.spoil(deposit, amount="0.1234567890123456789")
        self._plant(
            BETA,
            self._day(3),
            "USDT LINK",
            "too_precise",
            "unproved",
            "a deposit listed with 19 decimals: its list cannot be read whole",
        )


def newest_settled_day(now: int) -> date:
    """The newest day whose run may start: two days ago once it is 02:00 UTC, else three."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + (now - 2 * HOUR) // DAY - 2)

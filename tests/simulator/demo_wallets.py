"""What the demo's main account does in its wallets besides SPOT, all of it listed as it happened: a loan with interest
by the hour, a position of futures that is never liquidated, coins, options, and money moved between all of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from .clock import HOUR, MINUTE, start_of
from .contracts import CONTRACTS
from .events import WalletTransfer
from .fill import MarginFill
from .positions import STEP, Position, realized
from .products.capital_flow import told_by_ledger
from .products.coin_futures import CoinFill, CoinIncome
from .products.futures import FuturesFill, FuturesIncome, exchanged
from .products.margin_interest import MarginInterest, hourly
from .products.margin_lists import ISOLATED, SPOT, MarginTransfer, told_by_margin
from .products.margin_loans import MarginBorrow, MarginRepay
from .products.options import FIRST_ID, OptionBill, OptionExercise
from .units import UNIT, units
from .world import World

NextId = Callable[[], int]
OPENING = {
    "MARGIN": {"USDT": "4000", "BTC": "0.4", "BNB": "2"},
    "FUTURES": {"USDT": "20000", "BNB": "3", "USDC": "500"},
    "COIN_FUTURE": {"BTC": "1.5", "ETH": "8"},
    "OPTION": {"USDT": "9000"},
}
"""What lies in each wallet before the first day. A further wallet is named here, in CALLED and in `live`."""
PAIR, IN_PAIR = "ETHUSDT", {"USDT": "1500", "ETH": "0.6"}
"""A pair of isolated margin, and what lies in it before the first day."""
CALLED = {
    "MARGIN": "MARGIN",
    "ISOLATED_MARGIN": "ISOLATED_MARGIN",
    "FUTURES": "FUTURES",
    "COIN_FUTURE": "COIN_M_FUTURES",
    "OPTION": "OPTION",
}
"""Wallet as the world names it -> as an accounts file does."""
_RATE = units("0.00026")
_FIRST_FLOW = 6 * 10**9
_OPTION = "BTC-261225-70000-C"


def furnish(world: World, email: str) -> None:
    """Give an account all wallets and what lies in them."""
    world.switch(email, options=True)
    for wallet, assets in OPENING.items():
        for asset, amount in assets.items():
            world.open(email, asset, units(amount), wallet)
    for asset, amount in IN_PAIR.items():
        world.open(email, asset, units(amount), ISOLATED, pair=PAIR)


def live(world: World, email: str, next_id: NextId) -> None:
    """All days of the account in these wallets."""
    life = _Life(world, email, next_id)
    for day in world.days:
        for use in (life.move, life.borrow, life.trade_on_margin, life.use_pair):
            use(day)
        for use in (life.trade_futures, life.coins, life.options):
            use(day)
    life.tell_margin_twice()


class _Life:
    """One account's use of its wallets, in the order of time."""

    def __init__(self, world: World, email: str, next_id: NextId) -> None:
        self.world, self.email, self.next_id = world, email, next_id
        self.position = Position("BTCUSDT", "BOTH", "USDT")
        self.loan = 0

    def _at(self, day: date, hours: float) -> int:
        return start_of(day) + round(hours * HOUR)

    def move(self, day: date) -> None:
        """Money to each wallet and between two of them, and some of it back."""
        moves = (
            ("MAIN_MARGIN", "USDT", "310.25", 5.1),
            ("MAIN_UMFUTURE", "USDT", "420.5", 5.2),
            ("MAIN_CMFUTURE", "BTC", "0.012", 5.3),
            ("MAIN_OPTION", "USDT", "150.75", 5.4),
            ("MARGIN_UMFUTURE", "USDT", "60.125", 13.5),
            ("UMFUTURE_MAIN", "USDT", "75.5", 21.2),
        )
        for kind, asset, amount, hours in moves:
            moment = self._at(day, hours)
            self.world.add(WalletTransfer(self.next_id(), self.email, kind, asset, units(amount), moment))

    def borrow(self, day: date) -> None:
        """On the first day a loan; on each later one a part of it is paid back, its interest first. Interest is charged
        with the loan and at every full hour after it."""
        for hour in range(24):
            if self.loan:
                self._charge(self._at(day, hour))
            if day == self.world.first_day and hour == 9:
                self._take(self._at(day, 9.5), units("1200"))
            elif hour == 16 and day != self.world.first_day:
                self._pay_back(self._at(day, 16.25), units("90"))

    def _take(self, moment: int, amount: int) -> None:
        self.loan = amount
        loan = {"tx_id": self.next_id(), "asset": "USDT", "principal": amount}
        self.world.add(MarginBorrow(email=self.email, time=moment, **loan))
        self._charge(moment, on_borrow=True)

    def _charge(self, moment: int, on_borrow: bool = False) -> None:
        self.world.add(
            MarginInterest(
                email=self.email,
                time=moment,
                tx_id=self.next_id(),
                asset="USDT",
                principal=self.loan,
                amount=hourly(self.loan, _RATE),
                rate=_RATE,
                on_borrow=on_borrow,
            )
        )

    def _pay_back(self, moment: int, amount: int) -> None:
        interest = self.world.balance_at(self.email, moment, "MARGIN", "interest")["USDT"]
        self.loan -= amount - interest
        parts = {"asset": "USDT", "principal": amount - interest, "interest": interest}
        self.world.add(MarginRepay(email=self.email, time=moment, tx_id=self.next_id(), **parts))

    def trade_on_margin(self, day: date) -> None:
        """A fill of a pair that SPOT trades too, its fee in BNB."""
        self._fill_on_margin(self._at(day, 10.75), "BTCUSDT", "0.011", ("BNB", "0.0011"))

    def use_pair(self, day: date) -> None:
        """Money from SPOT to a pair of isolated margin, a fill there whose fee is in the coin that came, and some of it
        back."""
        for moment, amount, back in ((self._at(day, 5.6), "130.5", False), (self._at(day, 20.1), "30.25", True)):
            ends = {"source": ISOLATED, "target": SPOT} if back else {}
            move = {"tx_id": self.next_id(), "asset": "USDT", "amount": units(amount), "pair": PAIR, **ends}
            self.world.add(MarginTransfer(email=self.email, time=moment, **move))
        self._fill_on_margin(self._at(day, 12.4), PAIR, "0.05", ("ETH", "0.00005"), isolated=True)

    def _fill_on_margin(
        self, moment: int, name: str, quantity: str, fee: tuple[str, str], isolated: bool = False
    ) -> None:
        pair, qty = self.world.symbols[name], units(quantity)
        number = 31_000_000 + (moment - start_of(self.world.first_day)) // MINUTE
        self.world.add(
            MarginFill(
                pair.name,
                pair.base,
                pair.quote,
                number,
                self.next_id(),
                self.email,
                is_buyer=True,
                price=pair.price,
                qty=qty,
                quote_qty=qty * pair.price // UNIT,
                commission=units(fee[1]),
                commission_asset=fee[0],
                time=moment,
                isolated=isolated,
            )
        )

    def tell_margin_twice(self) -> None:
        """The list of margin moves, and the ledger, which has a row for every change of a balance."""
        for move in [event for event in self.world.events if isinstance(event, WalletTransfer)]:
            if move.email == self.email and "MARGIN" in move.type.split("_"):
                self.world.add(told_by_margin(move, self.next_id()))
        for flow in told_by_ledger(self.world.events, _FIRST_FLOW):
            self.world.add(flow)

    # futures and options ---------------------------------------------------------------------------------------

    def trade_futures(self, day: date) -> None:
        """A long position that grows in the morning and is half closed in the evening, funding at midnight and every
        eight hours after it, and income of other kinds."""
        for hour in (0, 8, 16):
            self._income(self._at(day, hour), "FUNDING_FEE", "-0.73125", symbol="BTCUSDT")
        self._fill(self._at(day, 6.5), True, "0.08", 995)
        self._fill(self._at(day, 19.25), False, "0.04", 1004)
        self._income(self._at(day, 11), "REFERRAL_KICKBACK", "0.00075", asset="BNB")
        given, received = ("USDC", units("12.5")), ("USDT", units("12.4931"))
        for row in exchanged(self.email, self._at(day, 12), self.next_id(), given, received):
            self.world.add(row)

    def _income(self, moment: int, kind: str, amount: str, asset: str = "USDT", symbol: str = "") -> None:
        row = {"type": kind, "amount": units(amount), "asset": asset, "symbol": symbol, "tran_id": self.next_id()}
        self.world.add(FuturesIncome(email=self.email, time=moment, **row))

    def _fill(self, moment: int, buyer: bool, qty: str, per_mille: int) -> None:
        """At so many thousandths of the contract's usual price."""
        contract, number = CONTRACTS["BTCUSDT"], self.next_id()
        price = contract.price * per_mille // 1000
        fill = FuturesFill(
            email=self.email,
            time=moment,
            symbol=contract.name,
            number=number,
            order_id=number,
            tran_id=number,
            buyer=buyer,
            price=price,
            qty=units(qty),
            realized=0,
            commission=units(qty) * price // UNIT // 2000 // STEP * STEP,
        )
        self.world.add(replace(fill, realized=realized(self.position, fill)))
        self.position = self.position.after(fill)

    def coins(self, day: date) -> None:
        """Contracts of coins bought in the morning and sold in the evening, what they realize and cost, and funding."""
        for hour in (0, 8, 16):
            self._coin(self._at(day, hour), "FUNDING_FEE", "-0.00001275", "BTC")
        for coin, fee, profit in (("BTC", "0.00011", "0.0042"), ("ETH", "0.0009", "-0.037")):
            self._coin_fill(self._at(day, 9.25), True, coin, fee, "0")
            self._coin_fill(self._at(day, 17), False, coin, fee, profit)

    def _coin_fill(self, moment: int, buyer: bool, coin: str, fee: str, profit: str) -> None:
        number = self.next_id()
        self.world.add(
            CoinFill(
                email=self.email,
                time=moment,
                symbol=f"{coin}USD_PERP",
                number=number,
                order_id=number,
                tran_id=number,
                buyer=buyer,
                price=self.world.symbols[f"{coin}USDT"].price,
                qty=units("25"),
                realized=units(profit),
                commission=units(fee),
                commission_asset=coin,
                asset=coin,
                position_side="BOTH",
            )
        )

    def _coin(self, moment: int, kind: str, amount: str, coin: str) -> None:
        row = {"type": kind, "asset": coin, "amount": units(amount), "symbol": f"{coin}USD_PERP"}
        self.world.add(CoinIncome(email=self.email, time=moment, tran_id=self.next_id(), **row))

    def options(self, day: date) -> None:
        """A premium and its fee; at eight o'clock what was bought the day before is exercised."""
        if day != self.world.first_day:
            number, moment = self.next_id(), self._at(day, 8)
            ends = {"symbol": _OPTION, "amount": units("187.5"), "fee": units("0.28")}
            self.world.add(OptionExercise(email=self.email, time=moment, number=number, **ends))
            self._bill(moment, "EXERCISE_PNL", "187.5")
            self._bill(moment, "EXERCISE_FEE", "-0.28")
        self._bill(self._at(day, 14.5), "CONTRACT", "-120.5")
        self._bill(self._at(day, 14.5), "FEE", "-0.03")

    def _bill(self, moment: int, kind: str, amount: str) -> None:
        row = {"number": FIRST_ID + self.next_id(), "type": kind, "amount": units(amount), "symbol": _OPTION}
        self.world.add(OptionBill(email=self.email, time=moment, **row))

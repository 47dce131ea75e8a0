"""Seeded records of fiat, Pay, loans, mining and custody, to be mixed into a maker of events."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from .clock import DAY, HOUR, SECOND
from .products.fiat_pay import FiatOrder, FiatPayment, PayTransaction
from .products.loans import LiquidationRepay, LoanAdjustment, LoanBorrow, LoanLiquidation, LoanRepay
from .products.other_products import PAYMENT, REFUND, CloudMining, CustodyTransfer, DualInvestment, MiningEarning
from .units import UNIT

if TYPE_CHECKING:
    from .random_products import ProductMaker

UPDATES = (0, SECOND, HOUR, 26 * HOUR, 3 * DAY)
ALGOS = ("sha256", "ethash")
COLLATERAL = "BNB"


class MoneyMaker:
    """Methods of ProductMaker about money that comes, goes or is lent."""

    rng: Random
    known: set[tuple]

    def money_menu(self: "ProductMaker") -> list[tuple[Callable[[str, int], None], int]]:
        return [
            (self.fiat_order, 4),
            (self.fiat_payment, 4),
            (self.pay, 4),
            (self.loan, 6),
            (self.liquidation, 3),
            (self.dual, 2),
            (self.cloud_mining, 3),
            (self.mining, 3),
            (self.custody, 2),
        ]

    def _order_no(self: "ProductMaker") -> str:
        return f"{self._id():032x}"

    def fiat_order(self: "ProductMaker", email: str, moment: int) -> None:
        side = self.rng.choice([0, 0, 1])
        amount = self._portion(email, "EUR") if side else self.rng.randint(1, 10**6) * UNIT // 100
        fee = self.rng.choice([0, 0, UNIT // 2])
        updated = moment + self.rng.choice(UPDATES)
        status = self.rng.choice(["Successful"] * 6 + ["Finished", "Failed", "Expired", "Refunded"])
        if amount > fee:
            fields = {"asset": "EUR", "amount": amount - fee, "fee": fee, "status": status}
            times = {"time": moment, "updated": updated, "pending_until": updated}
            self._new(FiatOrder(email=email, order_no=self._order_no(), side=side, **times, **fields))

    def fiat_payment(self: "ProductMaker", email: str, moment: int) -> None:
        side, asset = self.rng.choice([0, 0, 1]), self._coin()
        method = self.rng.choice(["Credit Card", "Cash Balance"])
        from_spot = side or method == "Cash Balance"
        paid = self._portion(email, asset if side else "EUR") if from_spot else 20 * UNIT
        updated = moment + self.rng.choice(UPDATES)
        status = self.rng.choice(["Completed"] * 6 + ["Failed", "Refunded"])
        if paid:
            fields = {"fiat": "EUR", "asset": asset, "paid": paid, "got": self._gain(), "fee": min(paid // 100, UNIT)}
            times = {"time": moment, "updated": updated, "pending_until": updated}
            order = {"order_no": self._order_no(), "side": side, "method": method, "status": status}
            self._new(FiatPayment(email=email, **order, **times, **fields))

    def pay(self: "ProductMaker", email: str, moment: int) -> None:
        asset, incoming = self._coin(), self.rng.random() < 0.4
        if incoming:
            parts = {"spot": self._gain() * self.rng.choice([0, 1]), "funding": self._gain()}
        else:
            parts = {"spot": self._portion(email, asset), "funding": self._portion(email, asset, "FUNDING")}
        second = next(other for other in ("BTC", "USDT") if other != asset)
        bit = 0 if incoming else self._portion(email, second)
        more = ((second, bit, 0),) if bit and self.rng.random() < 0.3 else ()
        if sum(parts.values()):
            number, one_map = f"M_P_{self._id()}", self.rng.random() < 0.5
            fields = {"asset": asset, "incoming": incoming, "more": more, "one_map": one_map}
            self._new(PayTransaction(email=email, time=moment, transaction_id=number, **parts, **fields))

    def loan(self: "ProductMaker", email: str, moment: int) -> None:
        """Money is lent, paid back, or its collateral changed."""
        pair = {"email": email, "time": moment, "loan_coin": "USDT", "collateral_coin": COLLATERAL}
        collateral, repaid = self._portion(email, COLLATERAL), self._portion(email, "USDT")
        choice = self.rng.randint(0, 2)
        if choice == 0 and collateral:
            status = self.rng.choice(["SUCCESS"] * 5 + ["FAILED", "PENDING"])
            fields = {"loan": self._gain(), "collateral": collateral, "status": status}
            self._new(LoanBorrow(pending_until=self._pending(moment), **pair, **fields))
        if choice == 1 and repaid:
            status = self.rng.choice(["REPAID", "REPAID", "Repaid", "Failed"])
            returned = self.rng.choice([0, self._gain()])
            self._new(LoanRepay(repaid=repaid, returned=returned, status=status, **pair))
        if choice == 2:
            more = self.rng.random() < 0.5 and collateral
            amount, direction = (collateral, "ADDITIONAL") if more else (self._gain(), "REDUCED")
            self._new(LoanAdjustment(amount=amount, direction=direction, **pair))

    def liquidation(self: "ProductMaker", email: str, moment: int) -> None:
        owed = self._portion(email, "USDC")
        if owed and self.rng.random() < 0.6:
            status = self.rng.choice(["SUCCESS", "SUCCESS", "PENDING"])
            self._new(LiquidationRepay(email=email, time=moment, repay_id=self._id(), amount=owed, status=status))
            return
        pair = {"email": email, "time": moment, "loan_coin": "USDT", "collateral_coin": COLLATERAL}
        returned = self.rng.choice([0, self._gain()])
        self._new(LoanLiquidation(debt=UNIT, collateral=2 * UNIT, returned=returned, fee=UNIT // 50, **pair))

    def dual(self: "ProductMaker", email: str, moment: int) -> None:
        """Every other one that was bought settles two days later in one of its coins, and the list tells how; the rest
        after the last day."""
        amount = self._portion(email, "USDT")
        if amount:
            status, number = self.rng.choice(["PURCHASE_SUCCESS"] * 4 + ["PURCHASE_FAIL", "REFUND_SUCCESS"]), self._id()
            fields = {
                "asset": "USDT",
                "amount": amount,
                "exercised": "BNB",
                "status": status,
                "settle": moment + 90 * DAY,
            }
            if status == "PURCHASE_SUCCESS" and number % 2:
                back = ("BNB", amount // 600 + 1) if number % 4 == 1 else ("USDT", amount + amount // 1000)
                fields |= {"settle": moment + 2 * DAY, "settles": back, "tells": True}
            self._new(DualInvestment(email=email, time=moment, number=number, **fields))

    def cloud_mining(self: "ProductMaker", email: str, moment: int) -> None:
        kind = self.rng.choice([PAYMENT, REFUND])
        amount = self._portion(email, "USDT") if kind == PAYMENT else self._gain()
        if amount:
            self._new(CloudMining(email=email, time=moment, tran_id=self._id(), asset="USDT", amount=amount, type=kind))

    def mining(self: "ProductMaker", email: str, moment: int) -> None:
        """Listed under the midnight that begins its day, paid later that day."""
        amount, midnight = self.rng.randint(1, 10**9) * 10**10, moment // DAY * DAY
        fields = {"algo": self.rng.choice(ALGOS), "type": self.rng.choice([0, 2, 31]), "amount": amount}
        self._new(MiningEarning(email=email, time=midnight, paid=moment, **fields))

    def custody(self: "ProductMaker", email: str, moment: int) -> None:
        """Only the main account can ask."""
        asset, kind = self._asset(email), self.rng.choice(["Delegate", "Undelegate"])
        amount = self._portion(email, asset) if asset and kind == "Delegate" else self._gain()
        if email == self.world.main.email and asset and amount:
            fields = {"asset": asset, "amount": amount, "type": kind}
            self._new(CustodyTransfer(email=email, time=moment, client_id=self._id(), **fields))

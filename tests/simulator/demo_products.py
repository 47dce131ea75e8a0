"""What the demo's accounts earn, stake, swap and pay every day, all of it listed as it happened."""

from collections.abc import Callable, Iterator
from datetime import date

from .clock import HOUR, MINUTE, start_of
from .product import Product
from .products.earn import FlexibleRedemption, FlexibleReward, FlexibleSubscription
from .products.fiat_pay import FiatOrder, PayTransaction
from .products.income import Dividend, Dust
from .products.staking import EthStaking
from .units import UNIT, units

NextId = Callable[[], int]


def usual_products(day: date, main: str, sub: str, next_id: NextId) -> Iterator[Product]:
    """The product records of one day of both accounts."""
    morning = start_of(day) + 3 * HOUR
    yield from _earn(main, morning, next_id)
    yield from _income(sub, morning, next_id)
    yield from _payments(sub, morning, next_id)


def _earn(email: str, morning: int, next_id: NextId) -> Iterator[Product]:
    """Earn in and out of a share, staking, and a bonus that the dividends list tells of as well."""
    bonus = {"email": email, "asset": "USDT", "amount": units("0.0137")}
    yield FlexibleReward(time=morning, in_dividends=True, **bonus)
    yield Dividend(time=morning + 20 * MINUTE, number=next_id(), info="Flexible", **bonus)
    coins = {"email": email, "asset": "USDT"}
    yield FlexibleSubscription(time=morning + 3 * HOUR, purchase_id=next_id(), amount=units("200"), **coins)
    yield FlexibleRedemption(time=morning + 18 * HOUR, redeem_id=next_id(), amount=units("150"), **coins)
    yield EthStaking(email=email, time=morning + 7 * HOUR, amount=units("0.535"), got=UNIT // 2)


def _income(email: str, morning: int, next_id: NextId) -> Iterator[Product]:
    """A dividend, and one conversion of two small balances."""
    yield Dividend(
        email=email, time=morning + HOUR, number=next_id(), asset="BNB", amount=units("0.0125"), info="Launchpool"
    )
    number = next_id()
    for asset, amount, got in (("XRP", "3.7", "0.00334572"), ("ETH", "0.0002", "0.00083082")):
        details = {"asset": asset, "amount": units(amount), "got": units(got), "charge": units(got) // 49}
        yield Dust(email=email, time=morning + 2 * HOUR, parent_id=number, trans_id=number, **details)


def _payments(email: str, morning: int, next_id: NextId) -> Iterator[Product]:
    """Fiat from the bank, and a payment of which the funding wallet pays a part."""
    paid = morning + 6 * HOUR
    order = {"order_no": str(next_id()), "side": 0, "updated": paid + 12 * MINUTE}
    yield FiatOrder(email=email, time=paid, asset="EUR", amount=units("249"), fee=units("1"), **order)
    payment = {"asset": "XRP", "spot": units("21"), "funding": units("4")}
    yield PayTransaction(email=email, time=morning + 10 * HOUR, transaction_id=f"P{next_id()}", **payment)

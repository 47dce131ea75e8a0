"""Fiat deposits and withdrawals, card and balance payments, Binance Pay."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call, invalid
from ..clock import DAY, FOREVER
from ..habits import distinct
from ..limits import uid_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import Answer, chosen, cut, newest, shown, window_of
from ..registry import Fields, Statement, register
from ..units import UNIT, fixed, plain

FUNDING_WALLET, SPOT_WALLET = 1, 2
PAY_KEPT = 18 * 30 * DAY
_ENVELOPE = {"code": "000000", "message": "success"}


@dataclass(frozen=True, kw_only=True)
class FiatRecord(Product):
    """A record that is filtered by its creation and takes effect at `updated`."""

    PENDING: ClassVar[str] = "Processing"

    order_no: str
    side: int
    updated: int

    @property
    def id(self) -> str:
        return self.order_no

    def times(self, now: int) -> dict[str, int]:
        pending = now < self.pending_until
        return {"createTime": self.time, "updateTime": self.time if pending else self.updated}


@dataclass(frozen=True, kw_only=True)
class FiatOrder(FiatRecord):
    """Side 0: `amount` comes in, what was sent is amount + fee. Side 1: amount + fee go out, `amount` is paid out."""

    kind: ClassVar[str] = "fiat_orders"
    GOOD: ClassVar[frozenset[str]] = frozenset({"Successful", "Finished"})

    asset: str
    amount: int
    fee: int = 0
    status: str = "Successful"

    def moves(self) -> Iterator[Posting]:
        if self.side == 0:
            yield self.into(self.asset, self.amount, at=self.updated)
            return
        yield self.out(self.asset, self.amount, at=self.updated)
        if self.fee:
            yield self.out(self.asset, self.fee, at=self.updated)._replace(leg="fee")

    def row(self, now: int) -> dict[str, Any]:
        return {
            "orderNo": self.order_no,
            "fiatCurrency": self.asset,
            "indicatedAmount": fixed(self.amount + self.fee, 2),
            "amount": fixed(self.amount, 2),
            "totalFee": fixed(self.fee, 2),
            "method": "BankAccount",
            "status": self.status_at(now),
            **self.times(now),
        }


@dataclass(frozen=True, kw_only=True)
class FiatPayment(FiatRecord):
    """Side 0 buys crypto: `got` comes in, and `paid` (fee within) goes out of SPOT when the method is Cash Balance.

    Side 1 sells crypto: `paid` of it goes out and `got` of the fiat comes in. Only a purchase names its method.
    """

    kind: ClassVar[str] = "fiat_payments"
    MONEY: ClassVar[tuple[str, str]] = ("got", "obtainAmount")
    GOOD: ClassVar[frozenset[str]] = frozenset({"Completed"})

    fiat: str
    asset: str
    paid: int
    got: int
    fee: int = 0
    method: str = "Credit Card"
    status: str = "Completed"

    def moves(self) -> Iterator[Posting]:
        given, received = (self.asset, self.fiat) if self.side else (self.fiat, self.asset)
        yield self.into(received, self.got, at=self.updated)
        if self.side or self.method == "Cash Balance":
            yield self.out(given, self.paid, at=self.updated)

    def row(self, now: int) -> dict[str, Any]:
        row = {
            "orderNo": self.order_no,
            "sourceAmount": fixed(self.paid, 1),
            "fiatCurrency": self.fiat,
            "obtainAmount": plain(self.got),
            "cryptoCurrency": self.asset,
            "totalFee": plain(self.fee),
            "price": plain(self._price()),
            "status": self.status_at(now),
            **self.times(now),
        }
        return row if self.side else {**row, "paymentMethod": self.method}

    def _price(self) -> int:
        """Fiat for one coin, the fee left out."""
        fiat, coins = (self.got + self.fee, self.paid) if self.side else (self.paid - self.fee, self.got)
        return fiat * UNIT // coins


@dataclass(frozen=True, kw_only=True)
class PayTransaction(Product):
    """A payment of Binance Pay, in or out: of `asset`, and of each (asset, from SPOT, from FUNDING) in `more`.

    `amount` in the row counts both wallets; only `walletAssetCost["2"]` is SPOT. That comes as a list of maps or, with
    `one_map`, as one map.
    """

    kind: ClassVar[str] = "pay_transactions"
    MONEY: ClassVar[tuple[str, str]] = ("spot", "fundsDetail")

    transaction_id: str
    asset: str
    spot: int
    funding: int = 0
    incoming: bool = False
    more: tuple[tuple[str, int, int], ...] = ()
    one_map: bool = False
    type: str = "PAY"

    @property
    def id(self) -> str:
        return self.transaction_id

    @property
    def funds(self) -> tuple[tuple[str, int, int], ...]:
        return ((self.asset, self.spot, self.funding), *self.more)

    def moves(self) -> Iterator[Posting]:
        move = self.into if self.incoming else self.out
        for asset, spot, funding in self.funds:
            if spot:
                yield move(asset, spot, part=asset)
            if funding:
                yield move(asset, funding, wallet="FUNDING", part=asset)

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # a payment is listed when it is done
        return self.moves()

    def row(self, now: int) -> dict[str, Any]:
        del now  # a payment is listed when it is done
        total = self.spot + self.funding
        wallets = [FUNDING_WALLET] * any(f[2] for f in self.funds) + [SPOT_WALLET] * any(f[1] for f in self.funds)
        return {
            "orderType": self.type,
            "transactionId": self.transaction_id,
            "transactionTime": self.time,
            "amount": plain(total if self.incoming else -total),
            "currency": self.asset,
            "walletType": wallets[0],
            "walletTypes": wallets,
            "fundsDetail": [self._fund(*fund) for fund in self.funds],
            "payerInfo": {"name": "Jack", "type": "USER", "binanceId": "12345678", "accountId": "67736251"},
            "receiverInfo": _RECEIVER,
        }

    def _fund(self, asset: str, spot: int, funding: int) -> dict[str, Any]:
        parts = {FUNDING_WALLET: funding, SPOT_WALLET: spot}
        costs = {str(wallet): plain(amount) for wallet, amount in parts.items() if amount}
        shown = costs if self.one_map else [{wallet: amount} for wallet, amount in costs.items()]
        return {"currency": asset, "amount": plain(spot + funding), "walletAssetCost": shown}


_RECEIVER = {
    "name": "Alan",
    "type": "MERCHANT",
    "email": "alan@test.com",
    "binanceId": "34355667",
    "accountId": "21326891",
    "countryCode": "1",
    "phoneNumber": "8057651210",
    "mobileCode": "US",
    "extend": {"institutionName": "", "cardNumber": "", "digitalWalletId": ""},
}


def fiat(kind: str, *, data_may_lack: bool) -> Answer:
    """One `transactionType` (0 or 1) between `beginTime` and `endTime`; an empty list may come without `data`."""
    window = window_of(30 * DAY, FOREVER, "beginTime")

    def answer(call: Call) -> Any:
        if call.need("transactionType") not in ("0", "1"):
            raise invalid("transactionType")
        size, page = call.page_size("rows", 100, 500), call.page_number()
        found = chosen(call, kind, window(call), {"transactionType": "side"})
        body = {**_ENVELOPE, "data": shown(call, cut(found, page, size)), "total": distinct(found), "success": True}
        if data_may_lack and not found:
            del body["data"]
        return body

    return answer


def pay(call: Call) -> Any:
    """The newest `limit` payments of at most 90 days and the last 18 months; no pages, no total."""
    size = call.page_size("limit", 100, 100)
    start, end = window_of(90 * DAY, 90 * DAY)(call)
    found = chosen(call, "pay_transactions", (max(start, call.now - PAY_KEPT), end))
    return {**_ENVELOPE, "data": shown(call, newest(found, size)), "success": True}


register(
    FiatOrder,
    "/sapi/v1/fiat/orders",
    fiat("fiat_orders", data_may_lack=False),
    45_000,
    Statement(lambda event, posting: "Fiat Withdraw" if event.side else "Fiat Deposit"),
    Fields("amount", "status", "fiatCurrency"),
    pool=uid_pool,
)
register(
    FiatPayment,
    "/sapi/v1/fiat/payments",
    fiat("fiat_payments", data_may_lack=True),
    1,
    Statement(lambda event, posting: "Sell Crypto To Fiat" if event.side else "Buy Crypto With Card"),
    Fields("obtainAmount", "status", "cryptoCurrency"),
)
register(
    PayTransaction,
    "/sapi/v1/pay/transactions",
    pay,
    3000,
    Statement("Binance Pay", remark="Binance Pay"),
    Fields("amount", "orderType", "currency"),
    pool=uid_pool,
)

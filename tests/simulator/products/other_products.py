"""Dual investment, cloud mining, pool mining and custody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call, invalid
from ..clock import DAY, FOREVER
from ..habits import distinct
from ..limits import uid_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import chosen, cut, shown
from ..registry import Fields, Statement, register
from ..units import UNIT, plain
from ..wire import NO_RELATION

PAYMENT, REFUND = 248, 249
_DUAL_STATES = ("PENDING", "PURCHASE_SUCCESS", "SETTLED", "PURCHASE_FAIL", "REFUNDING", "REFUND_SUCCESS", "SETTLING")


@dataclass(frozen=True, kw_only=True)
class DualInvestment(Product):
    """−`amount` of the invested coin at `time`; with `settles` = (coin, units) that comes in truly at `settle`.

    No document names a field for it. With `tells` the row has four that real answers carry, from the settlement on.
    """

    kind: ClassVar[str] = "dual_investment"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "subscriptionAmount")
    GOOD: ClassVar[frozenset[str]] = frozenset({"PURCHASE_SUCCESS", "SETTLING", "SETTLED", "REFUNDING"})

    number: int
    asset: str
    amount: int
    exercised: str
    settle: int
    strike: int = 330 * UNIT
    settles: tuple[str, int] | None = None
    tells: bool = False
    status: str = "PURCHASE_SUCCESS"

    @property
    def id(self) -> int:
        return self.number

    def status_at(self, now: int) -> str:
        return "SETTLED" if self.settles is not None and self.settle <= now else super().status_at(now)

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.asset, self.amount)

    def postings(self) -> Iterator[Posting]:
        yield from super().postings()
        if self.settles is not None:
            yield self.into(*self.settles, at=self.settle, part="settlement")

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        yield from super().listed(now)
        if self.tells and self.settles is not None and self.settle <= now:
            yield self.into(*self.settles, at=self.settle, part="settlement")

    def row(self, now: int) -> dict[str, Any]:
        return self._bought(now) | (self._settled() if self.tells and self.settle <= now else {})

    def _settled(self) -> dict[str, Any]:
        if self.settles is None:
            return {}
        asset, amount = self.settles
        told = {"settlePrice": plain(self.strike), "settleAmount": plain(amount), "settleAsset": asset}
        return {**told, "isExercised": asset == self.exercised}

    def _bought(self, now: int) -> dict[str, Any]:
        return {
            "id": str(self.number),
            "investCoin": self.asset,
            "exercisedCoin": self.exercised,
            "subscriptionAmount": plain(self.amount),
            "strikePrice": plain(self.strike),
            "duration": max((self.settle - self.time) // DAY, 1),
            "settleDate": self.settle,
            "purchaseStatus": self.status_at(now),
            "apr": "0.0365",
            "orderId": self.number + 10**9,
            "purchaseEndTime": self.settle - DAY,
            "optionType": "PUT",
            "autoCompoundPlan": "STANDARD",
            "subscriptionTime": self.time,
        }


@dataclass(frozen=True, kw_only=True)
class CloudMining(Product):
    """A payment (248) or a refund (249); only what succeeded is listed."""

    kind: ClassVar[str] = "cloud_mining"
    GOOD: ClassVar[frozenset[str]] = frozenset({"S"})

    tran_id: int
    asset: str
    amount: int
    type: int = PAYMENT
    status: str = "S"

    @property
    def id(self) -> int:
        return self.tran_id

    def moves(self) -> Iterator[Posting]:
        yield (self.out if self.type == PAYMENT else self.into)(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "createTime": self.time,
            "tranId": self.tran_id,
            "type": self.type,
            "asset": self.asset,
            "amount": plain(self.amount),
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class MiningEarning(Product):
    """Pool earnings of the mining day `time`, paid at `paid`, which no list tells; no id.

    The amount is a JSON number: it must have at most 15 digits.
    """

    kind: ClassVar[str] = "mining_earnings"
    STEP: ClassVar[int] = 10**10

    asset: str = "BTC"
    amount: int
    paid: int
    algo: str = "sha256"
    type: int = 2
    puid: int = 59985472

    @property
    def id(self) -> str:
        return f"{self.time}:{self.type}:{self.puid}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.asset, self.amount)

    def postings(self) -> Iterator[Posting]:
        yield self.into(self.asset, self.amount, at=self.paid)

    def row(self, now: int) -> dict[str, Any]:
        del now  # an earning is listed when it is paid
        return {
            "time": self.time,
            "coinName": self.asset,
            "type": self.type,
            "puid": self.puid,
            "subName": "vdvaghani",
            "amount": float(plain(self.amount)),
        }


@dataclass(frozen=True, kw_only=True)
class CustodyTransfer(Product):
    """Coins delegated to a custodian (out of SPOT) or undelegated (back)."""

    kind: ClassVar[str] = "custody_transfer"

    client_id: int
    asset: str
    amount: int
    type: str = "Undelegate"

    @property
    def id(self) -> int:
        return self.client_id

    def moves(self) -> Iterator[Posting]:
        yield (self.out if self.type == "Delegate" else self.into)(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # only what is done is listed
        return {
            "clientTranId": str(self.client_id),
            "transferType": self.type,
            "asset": self.asset,
            "amount": plain(self.amount),
            "time": self.time,
        }


def dual_investments(call: Call) -> Any:
    """Every position ever, by `status` if sent; no time filter."""
    status = call.text("status")
    if status is not None and status not in _DUAL_STATES:
        raise invalid("status")
    size, page = call.page_size("pageSize", 10, 100), call.page_number("pageIndex")
    every = chosen(call, "dual_investment", (0, FOREVER))
    found = [event for event in every if status in (None, event.status_at(call.now))]
    return {"total": distinct(found), "list": shown(call, cut(found, page, size))}


def _both_ends(call: Call) -> tuple[int, int]:
    call.need("startTime")
    call.need("endTime")
    return call.number("startTime") or 0, call.number("endTime") or 0


def cloud_mining(call: Call) -> Any:
    """Both ends must be sent; the start is inclusive, the end is not. Only what succeeded is listed."""
    start, end = _both_ends(call)
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    every = chosen(call, "cloud_mining", (start, end - 1), {"tranId": "tran_id", "asset": "asset"})
    found = [event for event in every if event.status_at(call.now) == "S"]
    return {"total": distinct(found), "rows": shown(call, cut(found, page, size))}


def mining_earnings(call: Call) -> Any:
    """Earnings of one algorithm; `code` is the number 0 and amounts are numbers."""
    call.need("algo")
    size, page = call.page_size("pageSize", 20, 200, smallest=_smallest(call, 10)), call.page_number("pageIndex")
    start, end = call.number("startDate") or 0, call.number("endDate")
    found = chosen(call, "mining_earnings", (start, call.now if end is None else end), {"algo": "algo"})
    data = {"accountProfits": shown(call, cut(found, page, size)), "totalNum": distinct(found), "pageSize": size}
    return {"code": 0, "msg": "", "data": data}


def _smallest(call: Call, documented: int) -> int:
    """The smallest page, lowered together with the largest where a test does so."""
    return min(documented, call.settings.page_caps.get(call.path, documented))


def custody_transfers(call: Call) -> Any:
    """Moves of the account `email`; both ends must be sent."""
    email, window = call.need("email"), _both_ends(call)
    if email not in call.scenario.world.accounts:
        raise NO_RELATION
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    kind = (call.text("type") or "").capitalize()
    every = chosen(call, "custody_transfer", window, email=email)
    found = [event for event in every if kind in ("", event.type)]
    return {"total": distinct(found), "rows": shown(call, cut(found, page, size))}


register(
    DualInvestment,
    "/sapi/v1/dci/product/positions",
    dual_investments,
    1,
    Statement(lambda event, posting: f"Dual Investment - {'Subscribe' if posting.amount < 0 else 'Settlement'}"),
    Fields("subscriptionAmount", "purchaseStatus", "investCoin"),
)
register(
    CloudMining,
    "/sapi/v1/asset/ledger-transfer/cloud-mining/queryByPage",
    cloud_mining,
    600,
    Statement("Cloud Mining", guessed=True),
    pool=uid_pool,
)
register(
    MiningEarning,
    "/sapi/v1/mining/payment/uid",
    mining_earnings,
    1,
    Statement("Pool Distribution"),
    Fields("amount", "", "coinName"),
)
register(
    CustodyTransfer,
    "/sapi/v1/asset/custody/transfer-history",
    custody_transfers,
    60,
    Statement("ThirdParty Wallet Transfer"),
    Fields(status="transferType"),
    caller="main",
)

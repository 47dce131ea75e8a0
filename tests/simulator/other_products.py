"""Dual investment, cloud mining, pool mining and custody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .clock import DAY, FOREVER
from .postings import Posting
from .product import Product
from .units import UNIT, plain

PAYMENT, REFUND = 248, 249


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

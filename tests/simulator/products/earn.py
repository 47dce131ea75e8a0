"""Simple Earn Flexible: subscriptions, redemptions and rewards; SPOT holds the share as LD<asset>."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..postings import Posting
from ..product import Product
from ..product_lists import THIRTY_DAYS, by_type, rows_total
from ..registry import Fields, Statement, register
from ..units import fixed, plain

PAID_BY_USER = frozenset({"AUTO", "NORMAL"})
FLEXIBLE_TYPES = ("AUTO", "NORMAL", "CONVERT", "LOAN", "AI", "TRANSFER")


def share_of(asset: str) -> str:
    """Name under which SPOT shows the flexible share of an asset."""
    return f"LD{asset}"


@dataclass(frozen=True, kw_only=True)
class Subscription(Product):
    """A subscription paid from SPOT, FUNDING or both (`from_spot` says how much of it SPOT paid)."""

    PENDING: ClassVar[str] = "PURCHASING"

    purchase_id: int
    asset: str
    amount: int
    type: str = "NORMAL"
    source: str = "SPOT"
    from_spot: int = 0

    @property
    def id(self) -> int:
        return self.purchase_id

    @property
    def spot_part(self) -> int:
        """What leaves SPOT when the user pays."""
        return self.amount if self.source == "SPOT" else self.from_spot

    def paid(self) -> Iterator[Posting]:
        """The debits of the wallets that pay."""
        if self.spot_part:
            yield self.out(self.asset, self.spot_part)
        if self.amount > self.spot_part:
            yield self.out(self.asset, self.amount - self.spot_part, wallet="FUNDING")

    def sources(self) -> dict[str, str]:
        return {
            "sourceAccount": self.source,
            "amtFromSpot": plain(self.spot_part),
            "amtFromFunding": plain(self.amount - self.spot_part),
        }


@dataclass(frozen=True, kw_only=True)
class FlexibleSubscription(Subscription):
    """Coins become an LD share in SPOT. CONVERT, LOAN, AI and TRANSFER are paid from elsewhere."""

    kind: ClassVar[str] = "flexible_subscription"

    @property
    def product_id(self) -> str:
        return f"{self.asset}001"

    def moves(self) -> Iterator[Posting]:
        if self.type in PAID_BY_USER:
            yield from self.paid()
        yield self.into(share_of(self.asset), self.amount)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "amount": fixed(self.amount),
            "asset": self.asset,
            "time": self.time,
            "purchaseId": self.purchase_id,
            "productId": self.product_id,
            "type": self.type,
            **self.sources(),
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class FlexibleRedemption(Product):
    """The LD share goes; the coins come into SPOT or FUNDING at the same moment."""

    kind: ClassVar[str] = "flexible_redemption"
    PENDING: ClassVar[str] = "CREATED"
    GOOD: ClassVar[frozenset[str]] = frozenset({"PAID"})

    redeem_id: int
    asset: str
    amount: int
    dest: str = "SPOT"
    status: str = "PAID"

    @property
    def id(self) -> int:
        return self.redeem_id

    @property
    def product_id(self) -> str:
        return f"{self.asset}001"

    def moves(self) -> Iterator[Posting]:
        yield self.out(share_of(self.asset), self.amount)
        yield self.into(self.asset, self.amount, wallet=self.dest)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "amount": fixed(self.amount),
            "asset": self.asset,
            "time": self.time,
            "projectId": self.product_id,
            "redeemId": self.redeem_id,
            "destAccount": self.dest,
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class Reward(Product):
    """A reward. With `in_dividends` the dividend list tells of the same money as `told_as`, and that dividend posts
    it."""

    told_as: ClassVar[str] = "Flexible"

    asset: str
    amount: int
    in_dividends: bool = False

    @property
    def may_be_dividend(self) -> bool:
        """Whether a dividend of the same asset and amount within twelve hours stands for this row."""
        return True

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.asset, self.amount)

    def postings(self) -> Iterator[Posting]:
        return iter(()) if self.in_dividends else self.moves()


@dataclass(frozen=True, kw_only=True)
class FlexibleReward(Reward):
    """REALTIME grows the LD share; BONUS and REWARDS are paid out as coins. The list gives no id."""

    kind: ClassVar[str] = "flexible_rewards"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "rewards")

    type: str = "BONUS"

    @property
    def id(self) -> str:
        return f"{self.time}:{self.product_id}:{self.asset}:{self.type}"

    @property
    def product_id(self) -> str:
        return f"{self.asset}001"

    @property
    def may_be_dividend(self) -> bool:
        return self.type != "REALTIME"

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.asset if self.type != "REALTIME" else share_of(self.asset), self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # a reward has no status
        return {
            "asset": self.asset,
            "rewards": fixed(self.amount),
            "projectId": self.product_id,
            "type": self.type,
            "time": self.time,
        }


_PATH = "/sapi/v1/simple-earn/flexible/history"
_PRODUCT = {"productId": "product_id", "asset": "asset"}

register(
    FlexibleSubscription,
    f"{_PATH}/subscriptionRecord",
    rows_total("flexible_subscription", filters={**_PRODUCT, "purchaseId": "purchase_id"}),
    150,
    Statement("Simple Earn Flexible Subscription"),
)
register(
    FlexibleRedemption,
    f"{_PATH}/redemptionRecord",
    rows_total("flexible_redemption", filters={**_PRODUCT, "redeemId": "redeem_id"}),
    150,
    Statement("Simple Earn Flexible Redemption"),
)
register(
    FlexibleReward,
    f"{_PATH}/rewardsRecord",
    by_type("flexible_rewards", ("BONUS", "REALTIME", "REWARDS", "ALL"), THIRTY_DAYS, _PRODUCT, "ALL"),
    150,
    Statement("Simple Earn Flexible Interest"),
    Fields("rewards", "type"),
)

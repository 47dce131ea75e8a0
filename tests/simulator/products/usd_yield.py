"""BFUSD and RWUSD: bought at once, redeemed with a fee at the arrival time, rewarded in coins. No list gives an id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..postings import Posting
from ..product import Product
from ..product_lists import SIX_MONTHS, rows_total
from ..registry import Fields, Statement, register
from ..units import plain


@dataclass(frozen=True, kw_only=True)
class BfusdSubscription(Product):
    """−asset, +BFUSD at one moment."""

    kind: ClassVar[str] = "bfusd_subscription"

    asset: str
    amount: int
    received: str = "BFUSD"
    got: int

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.received}"

    def moves(self) -> Iterator[Posting]:
        return self.swap(self.asset, self.amount, self.received, self.got)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "time": self.time,
            "asset": self.asset,
            "amount": plain(self.amount),
            "receiveAsset": self.received,
            "receiveAmount": plain(self.got),
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class BfusdRedemption(Product):
    """−BFUSD at `time`, +`got` of the received asset at `arrival`; the fee is the difference and no leg of its own."""

    kind: ClassVar[str] = "bfusd_redemption"

    asset: str = "BFUSD"
    amount: int
    received: str = "USDT"
    got: int
    fee: int = 0
    arrival: int

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.received}"

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.asset, self.amount)
        yield self.into(self.received, self.got, at=self.arrival, part="arrival")

    def row(self, now: int) -> dict[str, Any]:
        return {
            "time": self.time,
            "asset": self.asset,
            "amount": plain(self.amount),
            "receiveAsset": self.received,
            "receiveAmount": plain(self.got),
            "fee": plain(self.fee),
            "arrivalTime": self.arrival,
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class BfusdReward(Product):
    """Coins of `asset`, which is the product itself unless told. `in_futures`: of what is held in the wallet FUTURES,
    whose income, an event of its own, is the money."""

    kind: ClassVar[str] = "bfusd_rewards"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "rewardsAmount")
    PRODUCT: ClassVar[str] = "BFUSD"

    asset: str = "BFUSD"
    amount: int
    position: int = 0
    in_futures: bool = False

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        if not self.in_futures:
            yield self.into(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # a reward has no status
        return {
            "time": self.time,
            "rewardAsset": self.asset,
            "rewardsAmount": plain(self.amount),
            f"{self.PRODUCT}Position": plain(self.position),
            "annualPercentageRate": "0.0418",
        }


class RwusdSubscription(BfusdSubscription):
    """The same of RWUSD."""

    kind = "rwusd_subscription"


class RwusdRedemption(BfusdRedemption):
    """The same of RWUSD."""

    kind = "rwusd_redemption"


class RwusdReward(BfusdReward):
    """The same of RWUSD."""

    kind = "rwusd_rewards"
    PRODUCT = "RWUSD"


_BFUSD = "/sapi/v1/bfusd/history"
_RWUSD = "/sapi/v1/rwusd/history"
_ASSET = {"asset": "asset"}
_REWARDS = Fields("rewardsAmount", "", "rewardAsset")

register(
    BfusdSubscription,
    f"{_BFUSD}/subscriptionHistory",
    rows_total("bfusd_subscription", SIX_MONTHS, _ASSET),
    150,
    Statement("BFUSD Subscription", guessed=True),
)
register(
    BfusdRedemption,
    f"{_BFUSD}/redemptionHistory",
    rows_total("bfusd_redemption", SIX_MONTHS),
    150,
    Statement("BFUSD Redemption"),
)
register(
    BfusdReward,
    f"{_BFUSD}/rewardsHistory",
    rows_total("bfusd_rewards", SIX_MONTHS),
    150,
    Statement("BFUSD Rewards", guessed=True),
    _REWARDS,
)
register(
    RwusdSubscription,
    f"{_RWUSD}/subscriptionHistory",
    rows_total("rwusd_subscription", SIX_MONTHS, _ASSET),
    150,
    Statement("RWUSD - Subscription"),
)
register(
    RwusdRedemption,
    f"{_RWUSD}/redemptionHistory",
    rows_total("rwusd_redemption", SIX_MONTHS),
    150,
    Statement("RWUSD - Redemption"),
)
register(
    RwusdReward,
    f"{_RWUSD}/rewardsHistory",
    rows_total("rwusd_rewards", SIX_MONTHS),
    150,
    Statement("RWUSD - Distribution", guessed=True),
    _REWARDS,
)

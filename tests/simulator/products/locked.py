"""Locked products, of Simple Earn and on-chain: the position is nowhere in SPOT; cash comes on the delivery date."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import totals
from ..call import Call
from ..postings import Posting
from ..product import Product
from ..product_lists import THIRTY_DAYS, THREE_MONTHS, chosen, rows_total
from ..registry import Fields, Statement, register
from ..units import plain
from .earn import Reward, Subscription

PAID_BY_USER = frozenset({"NORMAL", "ACTIVITY"})
LOCKED_TYPES = ("NORMAL", "ACTIVITY", "AUTO", "TRIAL", "RESTAKE")
TO_SPOT = frozenset({"MATURE", "AHEAD", "NORMAL"})


@dataclass(frozen=True, kw_only=True)
class LockedSubscription(Subscription):
    """NORMAL and ACTIVITY are paid by the user; AUTO, RESTAKE and TRIAL move nothing."""

    kind: ClassVar[str] = "locked_subscription"

    position_id: int = 123123
    lock_period: int = 30

    def moves(self) -> Iterator[Posting]:
        return self.paid() if self.type in PAID_BY_USER else iter(())

    def row(self, now: int) -> dict[str, Any]:
        return {
            "positionId": self.position_id,
            "purchaseId": str(self.purchase_id),
            "projectId": f"{self.asset.title()}*{self.lock_period}",
            "time": self.time,
            "asset": self.asset,
            "amount": plain(self.amount),
            "lockPeriod": str(self.lock_period),
            "type": self.type,
            **self.sources(),
            "status": self.status_at(now),
        }


class OnchainSubscription(LockedSubscription):
    """The same of on-chain yields, where positionId is a text."""

    kind = "onchain_subscription"

    def row(self, now: int) -> dict[str, Any]:
        return {**super().row(now), "positionId": str(self.position_id)}


@dataclass(frozen=True, kw_only=True)
class LockedRedemption(Product):
    """`amount` arrives at `deliver` (ms; the row gives it as text or number); NEW_TRANSFERRED becomes a flexible share.

    `loss` is what early redemption takes back; `reward` tells what the rewards list has paid already.
    """

    kind: ClassVar[str] = "locked_redemption"
    PENDING: ClassVar[str] = "CREATED"
    GOOD: ClassVar[frozenset[str]] = frozenset({"PAID"})

    redeem_id: int
    asset: str
    amount: int
    deliver: int
    type: str = "MATURE"
    loss: int = 0
    reward: int = 0
    position_id: int = 123123
    lock_period: int = 30
    deliver_as_text: bool = True
    status: str = "PAID"

    @property
    def id(self) -> int:
        return self.redeem_id

    def moves(self) -> Iterator[Posting]:
        if self.type in TO_SPOT:
            yield self.into(self.asset, self.amount, at=self.deliver)

    def row(self, now: int) -> dict[str, Any]:
        return {
            **self._common(now),
            "positionId": self.position_id,
            "extraRewardAsset": "BNB",
            "estExtraRewardAmt": "0",
        }

    def _common(self, now: int) -> dict[str, Any]:
        return {
            "redeemId": self.redeem_id,
            "time": self.time,
            "asset": self.asset,
            "lockPeriod": str(self.lock_period),
            "amount": plain(self.amount),
            "originalAmount": plain(self.amount + self.loss),
            "type": self.type,
            "deliverDate": str(self.deliver) if self.deliver_as_text else self.deliver,
            "lossAmount": plain(self.loss),
            "isComplete": self.status_at(now) == "PAID",
            "rewardAsset": self.asset,
            "rewardAmt": plain(self.reward),
            "status": self.status_at(now),
        }


class OnchainRedemption(LockedRedemption):
    """The same of on-chain yields: positionId is a text, nothing extra."""

    kind = "onchain_redemption"

    def row(self, now: int) -> dict[str, Any]:
        return {**self._common(now), "positionId": str(self.position_id)}


@dataclass(frozen=True, kw_only=True)
class LockedReward(Reward):
    """`Locked Rewards` give positionId as a number, `Boost Rewards` as a text and without lockPeriod."""

    kind: ClassVar[str] = "locked_rewards"
    told_as: ClassVar[str] = "Locked"

    position_id: int = 123123
    lock_period: int = 30
    type: str = "Locked Rewards"

    @property
    def id(self) -> str:
        return f"{self.position_id}:{self.time}:{self.asset}:{self.type}"

    def row(self, now: int) -> dict[str, Any]:
        del now  # a reward has no status
        row = {
            "positionId": self.position_id,
            "time": self.time,
            "asset": self.asset,
            "lockPeriod": str(self.lock_period),
            "amount": plain(self.amount),
            "type": self.type,
        }
        if self.type == "Boost Rewards":
            row["positionId"] = str(self.position_id)
            del row["lockPeriod"]
        return row


class OnchainReward(LockedReward):
    """The same of on-chain yields: a text for positionId, no type, and no dividend stands for it."""

    kind = "onchain_rewards"

    @property
    def id(self) -> str:
        return f"{self.position_id}:{self.time}:{self.asset}"

    @property
    def may_be_dividend(self) -> bool:
        return False

    def row(self, now: int) -> dict[str, Any]:
        row = {**super().row(now), "positionId": str(self.position_id)}
        del row["type"]
        return row


def locked_rewards(call: Call) -> Any:
    """`{rows, total}` as the other lists of Earn; what the total counts is the exchange's secret."""
    answer = rows_total("locked_rewards", filters={"positionId": "position_id", "asset": "asset"})(call)
    found = chosen(call, "locked_rewards", THIRTY_DAYS(call), {"positionId": "position_id", "asset": "asset"})
    return {**answer, "total": totals.of_rewards(call.settings.totals, found)}


_LOCKED = "/sapi/v1/simple-earn/locked/history"
_ONCHAIN = "/sapi/v1/onchain-yields/locked/history"
_POSITION = {"positionId": "position_id", "asset": "asset"}
_PURCHASE = {"purchaseId": "purchase_id", "asset": "asset"}
_REDEEM = {**_POSITION, "redeemId": "redeem_id"}

register(
    LockedSubscription,
    f"{_LOCKED}/subscriptionRecord",
    rows_total("locked_subscription", filters=_PURCHASE),
    150,
    Statement("Simple Earn Locked Subscription"),
)
register(
    LockedRedemption,
    f"{_LOCKED}/redemptionRecord",
    rows_total("locked_redemption", filters=_REDEEM),
    150,
    Statement("Simple Earn Locked Redemption"),
)
register(
    LockedReward,
    f"{_LOCKED}/rewardsRecord",
    locked_rewards,
    150,
    Statement("Simple Earn Locked Rewards"),
    Fields(status="type"),
)
register(
    OnchainSubscription,
    f"{_ONCHAIN}/subscriptionRecord",
    rows_total("onchain_subscription", THREE_MONTHS, _PURCHASE),
    50,
    Statement("Staking Purchase"),
)
register(
    OnchainRedemption,
    f"{_ONCHAIN}/redemptionRecord",
    rows_total("onchain_redemption", THREE_MONTHS, _REDEEM),
    50,
    Statement("Staking Redemption"),
)
register(
    OnchainReward,
    f"{_ONCHAIN}/rewardsRecord",
    rows_total("onchain_rewards", THREE_MONTHS, _POSITION),
    50,
    Statement("Staking Rewards"),
    Fields(status=""),
)

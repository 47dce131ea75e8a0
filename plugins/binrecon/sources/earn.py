"""Simple Earn, flexible and locked, and the yield-bearing coins BFUSD and RWUSD."""

from __future__ import annotations

from binrecon.sources.booking import (
    DelayedRedemption,
    Leg,
    LockedRedemption,
    LockedSubscription,
    OwnFiles,
    Payment,
    Swap,
    Table,
)
from binrecon.sources.pages import Numbered
from binrecon.sources.product import ADDS, BOTH, EARNED, INCOME, SWAPPED, TAKES, listed
from binrecon.sources.source import Source, Told

# The example of the documents has a total of 1 beside a reward and its boost, of one position and moment.
_BY_POSITION = Numbered(100, "current", "size", "total", groups=(("positionId", "time"), ("positionId",)))
_FLEXIBLE = "/sapi/v1/simple-earn/flexible/history"
_LOCKED = "/sapi/v1/simple-earn/locked/history"
_BFUSD = "/sapi/v1/bfusd/history"
_RWUSD = "/sapi/v1/rwusd/history"
_BOUGHT = "amount:s asset:s receiveAmount:s receiveAsset:s status:s time:n"
_REDEEMED = "amount:s arrivalTime:n asset:s fee:s receiveAmount:s receiveAsset:s status:s time:n"
_RECEIVED = ("receiveAsset", "receiveAmount")

FLEXIBLE: tuple[Source, ...] = (
    listed(
        "flexible_subscription",
        f"{_FLEXIBLE}/subscriptionRecord",
        time_field="time",
        identity=("purchaseId",),
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "+LD share; −asset as far as SPOT paid (SPOT: amount, SPOTANDFUNDING: amtFromSpot, FUNDING: nothing; types "
            "CONVERT, LOAN, AI, TRANSFER: nothing)",
            "time",
        ),
        **EARNED,
        known_fields=(
            "amount:s amtFromFunding:s amtFromSpot:s asset:s productId:s purchaseId:n sourceAccount:s status:s time:n "
            "type:s"
        ),
    ),
    listed(
        "flexible_redemption",
        f"{_FLEXIBLE}/redemptionRecord",
        time_field="time",
        identity=("redeemId",),
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("−LD share; +asset where `destAccount` is SPOT", "time"),
        **EARNED,
        known_fields="amount:s asset:s destAccount:s projectId:s redeemId:n status:s time:n",
    ),
    listed(
        "flexible_rewards",
        f"{_FLEXIBLE}/rewardsRecord",
        time_field="time",
        fixed=(("type", "ALL"),),
        **ADDS,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("BONUS, REWARDS: +asset; REALTIME: +LD share", "time", "BONUS and REWARDS give way to a dividend"),
        **INCOME,
        known_fields="asset:s projectId:s rewards:s time:n type:s",
    ),
)
LOCKED: tuple[Source, ...] = (
    listed(
        "locked_subscription",
        f"{_LOCKED}/subscriptionRecord",
        time_field="time",
        identity=("purchaseId",),
        **TAKES,
        booking=LockedSubscription(),
        told=Told(
            "−asset as far as SPOT paid; AUTO, RESTAKE, TRIAL: nothing; no share shows in SPOT",
            "time",
        ),
        **EARNED,
        known_fields=(
            "amount:s amtFromFunding:s amtFromSpot:s asset:s lockPeriod:s positionId:n projectId:s purchaseId:s "
            "sourceAccount:s status:s time:n type:s"
        ),
    ),
    listed(
        "locked_redemption",
        f"{_LOCKED}/redemptionRecord",
        identity=("redeemId",),
        **ADDS,
        booking=LockedRedemption(types=("MATURE", "AHEAD", "NEW_TRANSFERRED")),
        told=Told(
            "MATURE, AHEAD: +amount (what is left after lossAmount); NEW_TRANSFERRED: nothing, the flexible "
            "subscription "
            "tells it",
            "deliverDate",
            "`rewardAmt` is told by the rewards list and not counted here",
        ),
        **EARNED,
        known_fields=(
            "amount:s asset:s deliverDate:ns estExtraRewardAmt:s extraRewardAsset:s isComplete:b lockPeriod:s "
            "lossAmount:s originalAmount:s positionId:n redeemId:n rewardAmt:s rewardAsset:s status:s time:n type:s"
        ),
    ),
    listed(
        "locked_rewards",
        f"{_LOCKED}/rewardsRecord",
        time_field="time",
        pages=_BY_POSITION,
        **ADDS,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("+amount", "time", "gives way to a dividend"),
        **INCOME,
        known_fields="amount:s asset:s lockPeriod:s positionId:ns time:n type:s",
    ),
)
YIELD: tuple[Source, ...] = (
    listed(
        "bfusd_subscription",
        f"{_BFUSD}/subscriptionHistory",
        time_field="time",
        **BOTH,
        booking=Swap(received=_RECEIVED),
        told=Told("exchange: −asset, +receiveAsset", "time"),
        **SWAPPED,
        known_fields=_BOUGHT,
    ),
    listed(
        "bfusd_redemption",
        f"{_BFUSD}/redemptionHistory",
        **BOTH,
        booking=DelayedRedemption(received=_RECEIVED),
        told=Told("−asset; +receiveAmount, from which the fee is taken already", "time; arrivalTime"),
        **EARNED,
        known_fields=_REDEEMED,
    ),
    listed(
        "bfusd_rewards",
        f"{_BFUSD}/rewardsHistory",
        time_field="time",
        **ADDS,
        booking=Payment(way=Leg.IN, ids=("time", "rewardAsset"), asset="rewardAsset", amount="rewardsAmount"),
        told=Told("+rewardsAmount", "time"),
        **INCOME,
        known_fields="BFUSDPosition:s annualPercentageRate:s rewardAsset:s rewardsAmount:s time:n",
    ),
    listed(
        "rwusd_subscription",
        f"{_RWUSD}/subscriptionHistory",
        time_field="time",
        **BOTH,
        booking=Swap(received=_RECEIVED),
        told=Told("exchange: −asset, +receiveAsset", "time"),
        **SWAPPED,
        known_fields=_BOUGHT,
    ),
    listed(
        "rwusd_redemption",
        f"{_RWUSD}/redemptionHistory",
        **BOTH,
        booking=DelayedRedemption(received=_RECEIVED),
        told=Told("−asset; +receiveAmount, from which the fee is taken already", "time; arrivalTime"),
        **EARNED,
        known_fields=_REDEEMED,
    ),
    listed(
        "rwusd_rewards",
        f"{_RWUSD}/rewardsHistory",
        time_field="time",
        **ADDS,
        booking=Payment(way=Leg.IN, ids=("time", "rewardAsset"), asset="rewardAsset", amount="rewardsAmount"),
        told=Told("+rewardsAmount", "time"),
        **INCOME,
        known_fields="RWUSDPosition:s annualPercentageRate:s rewardAsset:s rewardsAmount:s rwusdPosition:s time:n",
    ),
)
LISTS: tuple[Source, ...] = (*FLEXIBLE, *LOCKED, *YIELD)

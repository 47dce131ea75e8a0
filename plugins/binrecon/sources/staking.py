"""ETH, SOL and soft staking, and on-chain yields."""

from __future__ import annotations

from binrecon.sources.booking import (
    FINAL,
    DelayedRedemption,
    Leg,
    LockedRedemption,
    LockedSubscription,
    Payment,
    Swap,
)
from binrecon.sources.product import ADDS, BOTH, EARNED, INCOME, SWAPPED, TAKES, listed
from binrecon.sources.source import Source, Told

_ETH = "/sapi/v1/eth-staking"
_SOL = "/sapi/v1/sol-staking/sol/history"
_ONCHAIN = "/sapi/v1/onchain-yields/locked/history"
_DISTRIBUTED = ("distributeAsset", "distributeAmount")
_WRAPPED = Swap(given=("fromAsset", "fromAmount"), received=("toAsset", "toAmount"))
_WRAPPED_FIELDS = "exchangeRate:s fromAmount:s fromAsset:s status:s time:n toAmount:s toAsset:s"

COINS: tuple[Source, ...] = (
    listed(
        "eth_staking",
        f"{_ETH}/eth/history/stakingHistory",
        time_field="time",
        **BOTH,
        booking=Swap(received=_DISTRIBUTED),
        told=Told("exchange: −ETH, +WBETH", "time"),
        **SWAPPED,
        known_fields="amount:s asset:s conversionRatio:s distributeAmount:s distributeAsset:s status:s time:n",
    ),
    listed(
        "eth_redemption",
        f"{_ETH}/eth/history/redemptionHistory",
        **BOTH,
        booking=DelayedRedemption(received=_DISTRIBUTED),
        told=Told("−WBETH; +ETH", "time; arrivalTime"),
        **EARNED,
        known_fields=(
            "amount:s arrivalTime:n asset:s conversionRatio:s distributeAmount:s distributeAsset:s status:s time:n"
        ),
    ),
    listed(
        "wbeth_wrap",
        f"{_ETH}/wbeth/history/wrapHistory",
        time_field="time",
        **BOTH,
        booking=_WRAPPED,
        told=Told("exchange: −fromAsset (BETH), +toAsset (WBETH)", "time"),
        **SWAPPED,
        known_fields=_WRAPPED_FIELDS,
    ),
    listed(
        "wbeth_unwrap",
        f"{_ETH}/wbeth/history/unwrapHistory",
        time_field="time",
        **BOTH,
        booking=_WRAPPED,
        told=Told("exchange: −fromAsset (WBETH), +toAsset (BETH)", "time"),
        **SWAPPED,
        known_fields=_WRAPPED_FIELDS,
    ),
    listed(
        "sol_staking",
        f"{_SOL}/stakingHistory",
        time_field="time",
        **BOTH,
        booking=Swap(received=_DISTRIBUTED),
        told=Told("exchange: −SOL, +BNSOL", "time"),
        **SWAPPED,
        known_fields="amount:s asset:s distributeAmount:s distributeAsset:s exchangeRate:s status:s time:n",
    ),
    listed(
        "sol_redemption",
        f"{_SOL}/redemptionHistory",
        **BOTH,
        booking=DelayedRedemption(received=_DISTRIBUTED),
        told=Told("−BNSOL; +SOL", "time; arrivalTime"),
        **EARNED,
        known_fields=(
            "amount:s arrivalTime:n asset:s distributeAmount:s distributeAsset:s exchangeRate:s status:s time:n"
        ),
    ),
    # What is only distributed (type DISTRIBUTE) pays nothing yet. The list gives its time in seconds where others give
    # ms.
    listed(
        "sol_boost_rewards",
        f"{_SOL}/boostRewardsHistory",
        key_param="type",
        keys=("CLAIM",),
        **ADDS,
        booking=Payment(
            way=Leg.IN, ids=("time", "token"), asset="token", status="status", words=FINAL, in_seconds=True
        ),
        told=Told("type CLAIM: +amount; DISTRIBUTE pays nothing and is not asked", "time (seconds or ms)"),
        **INCOME,
        known_fields="amount:s bnsolHolding:s status:s time:n token:s",
    ),
    # The coins it is paid for never leave SPOT.
    listed(
        "soft_staking_rewards",
        "/sapi/v1/soft-staking/history/rewardsRecord",
        weight=50,
        time_field="time",
        **ADDS,
        booking=Payment(way=Leg.IN, ids=("time", "asset", "rewardAsset"), asset="rewardAsset", amount="rewards"),
        told=Told("+rewards of rewardAsset", "time"),
        **INCOME,
        known_fields="asset:s avgAmount:s rewardAsset:s rewards:s time:n",
    ),
)
ONCHAIN: tuple[Source, ...] = (
    listed(
        "onchain_subscription",
        f"{_ONCHAIN}/subscriptionRecord",
        weight=50,
        time_field="time",
        identity=("purchaseId",),
        **TAKES,
        booking=LockedSubscription(),
        told=Told("as `locked_subscription`", "time"),
        **EARNED,
        known_fields=(
            "amount:s amtFromFunding:s amtFromSpot:s asset:s clientId:s lockPeriod:s positionId:s projectId:s "
            "purchaseId:s sourceAccount:s status:s time:n type:s"
        ),
    ),
    listed(
        "onchain_redemption",
        f"{_ONCHAIN}/redemptionRecord",
        weight=50,
        identity=("redeemId",),
        **ADDS,
        booking=LockedRedemption(types=("NORMAL", "MATURE", "AHEAD", "NEW_TRANSFERRED")),
        told=Told("as `locked_redemption`, type NORMAL too", "deliverDate"),
        **EARNED,
        known_fields=(
            "amount:s asset:s deliverDate:ns isComplete:b lockPeriod:s lossAmount:s originalAmount:s positionId:s "
            "redeemId:n rewardAmt:s rewardAsset:s status:s time:n type:s"
        ),
    ),
    listed(
        "onchain_rewards",
        f"{_ONCHAIN}/rewardsRecord",
        weight=50,
        time_field="time",
        **ADDS,
        booking=Payment(way=Leg.IN, ids=("positionId", "time", "asset")),
        told=Told("+amount", "time"),
        **INCOME,
        known_fields="amount:s asset:s lockPeriod:s positionId:s time:n",
    ),
)
LISTS: tuple[Source, ...] = (*COINS, *ONCHAIN)

"""The fields of each list's records that documents, official clients or our templates know, and the shape of a record.

A shape is the set of a record's field names with their JSON types, one step into objects and lists of objects. What is not
here came into an answer without a word: it may move money, so that it is counted and named (`storage.record_shapes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

Shape = frozenset[str]
"""`name:type`, with `outer.name` in an object and `outer[].name` in a list; the types are s, n, b, o, a, as below."""

_TYPES: Mapping[type, str] = {str: "s", int: "n", Decimal: "n", bool: "b", dict: "o", list: "a"}
_LONGEST = 64

_KNOWN: dict[str, str] = {
    "daily_snapshot": (
        "data:o data.assets:a data.balances:a data.marginLevel:s data.position:a data.totalAssetOfBtc:s "
        "data.totalLiabilityOfBtc:s data.totalNetAssetOfBtc:s data.userAssets:a type:s updateTime:n"
    ),
    "deposit_history": (
        "address:s addressTag:s amount:s coin:s completeTime:n confirmTimes:s id:s insertTime:n network:s "
        "status:n transferType:n travelRuleStatus:n txId:s unlockConfirm:n walletType:n"
    ),
    "withdraw_history": (
        "address:s amount:s applyTime:s coin:s completeTime:s confirmNo:n id:s info:s network:s status:n "
        "transactionFee:s transferType:n txId:s txKey:s walletType:n withdrawOrderId:s"
    ),
    "sub_transfer_history": "asset:s from:s qty:s status:s time:n to:s tranId:n",
    "universal_transfer": (
        "amount:s asset:s clientTranId:s createTimeStamp:n fromAccountType:s fromEmail:s status:s toAccountType:s "
        "toEmail:s tranId:n"
    ),
    "sub_user_history": (
        "asset:s counterParty:s email:s fromAccountType:s qty:s status:s time:n toAccountType:s tranId:n type:n"
    ),
    "wallet_transfer": "amount:s asset:s status:s timestamp:n tranId:n type:s",
    "trades": (
        "commission:s commissionAsset:s id:n isBestMatch:b isBuyer:b isMaker:b orderId:n orderListId:n price:s "
        "qty:s quoteQty:s symbol:s time:n"
    ),
    "convert_history": (
        "createTime:n fromAmount:s fromAsset:s inverseRatio:s orderId:n orderStatus:s quoteId:s ratio:s "
        "toAmount:s toAsset:s"
    ),
    "dust_log": (
        "operateTime:n totalServiceChargeAmount:s totalTransferedAmount:s transId:n userAssetDribbletDetails:a "
        "userAssetDribbletDetails[].amount:s userAssetDribbletDetails[].fromAsset:s "
        "userAssetDribbletDetails[].operateTime:n userAssetDribbletDetails[].serviceChargeAmount:s "
        "userAssetDribbletDetails[].targetAsset:s userAssetDribbletDetails[].transId:n "
        "userAssetDribbletDetails[].transferedAmount:s"
    ),
    "asset_dividend": "amount:s asset:s direction:n divTime:n enInfo:s id:n tranId:n",
    "rebates": "amount:s asset:s type:n updateTime:n",
    "flexible_subscription": (
        "amount:s amtFromFunding:s amtFromSpot:s asset:s productId:s purchaseId:n sourceAccount:s status:s time:n "
        "type:s"
    ),
    "flexible_redemption": "amount:s asset:s destAccount:s projectId:s redeemId:n status:s time:n",
    "flexible_rewards": "asset:s projectId:s rewards:s time:n type:s",
    "locked_subscription": (
        "amount:s amtFromFunding:s amtFromSpot:s asset:s lockPeriod:s positionId:n projectId:s purchaseId:s "
        "sourceAccount:s status:s time:n type:s"
    ),
    "locked_redemption": (
        "amount:s asset:s deliverDate:ns estExtraRewardAmt:s extraRewardAsset:s isComplete:b lockPeriod:s "
        "lossAmount:s originalAmount:s positionId:n redeemId:n rewardAmt:s rewardAsset:s status:s time:n type:s"
    ),
    "locked_rewards": "amount:s asset:s lockPeriod:s positionId:ns time:n type:s",
    "bfusd_subscription": "amount:s asset:s receiveAmount:s receiveAsset:s status:s time:n",
    "bfusd_redemption": "amount:s arrivalTime:n asset:s fee:s receiveAmount:s receiveAsset:s status:s time:n",
    "bfusd_rewards": "BFUSDPosition:s annualPercentageRate:s rewardAsset:s rewardsAmount:s time:n",
    "rwusd_subscription": "amount:s asset:s receiveAmount:s receiveAsset:s status:s time:n",
    "rwusd_redemption": "amount:s arrivalTime:n asset:s fee:s receiveAmount:s receiveAsset:s status:s time:n",
    "rwusd_rewards": ("RWUSDPosition:s annualPercentageRate:s rewardAsset:s rewardsAmount:s rwusdPosition:s time:n"),
    "fiat_orders": (
        "amount:s createTime:n fiatCurrency:s indicatedAmount:s method:s orderNo:s status:s totalFee:s updateTime:n"
    ),
    "fiat_payments": (
        "createTime:n cryptoCurrency:s fiatCurrency:s obtainAmount:s orderNo:s paymentMethod:s price:s "
        "sourceAmount:s status:s totalFee:s updateTime:n"
    ),
    "pay_transactions": (
        "amount:s currency:s fundsDetail:a fundsDetail[].amount:s fundsDetail[].currency:s "
        "fundsDetail[].walletAssetCost:ao orderType:s payerInfo:o payerInfo.accountId:s payerInfo.binanceId:s "
        "payerInfo.name:s payerInfo.type:s receiverInfo:o receiverInfo.accountId:s receiverInfo.binanceId:s "
        "receiverInfo.countryCode:s receiverInfo.email:s receiverInfo.extend:o receiverInfo.mobileCode:s "
        "receiverInfo.name:s receiverInfo.phoneNumber:s receiverInfo.type:s transactionId:s transactionTime:n "
        "walletType:n walletTypes:a"
    ),
    "eth_staking": "amount:s asset:s conversionRatio:s distributeAmount:s distributeAsset:s status:s time:n",
    "eth_redemption": (
        "amount:s arrivalTime:n asset:s conversionRatio:s distributeAmount:s distributeAsset:s status:s time:n"
    ),
    "wbeth_wrap": "exchangeRate:s fromAmount:s fromAsset:s status:s time:n toAmount:s toAsset:s",
    "wbeth_unwrap": "exchangeRate:s fromAmount:s fromAsset:s status:s time:n toAmount:s toAsset:s",
    "sol_staking": "amount:s asset:s distributeAmount:s distributeAsset:s exchangeRate:s status:s time:n",
    "sol_redemption": (
        "amount:s arrivalTime:n asset:s distributeAmount:s distributeAsset:s exchangeRate:s status:s time:n"
    ),
    "sol_boost_rewards": "amount:s bnsolHolding:s status:s time:n token:s",
    "soft_staking_rewards": "asset:s avgAmount:s rewardAsset:s rewards:s time:n",
    "onchain_subscription": (
        "amount:s amtFromFunding:s amtFromSpot:s asset:s clientId:s lockPeriod:s positionId:s projectId:s "
        "purchaseId:s sourceAccount:s status:s time:n type:s"
    ),
    "onchain_redemption": (
        "amount:s asset:s deliverDate:ns isComplete:b lockPeriod:s lossAmount:s originalAmount:s positionId:s "
        "redeemId:n rewardAmt:s rewardAsset:s status:s time:n type:s"
    ),
    "onchain_rewards": "amount:s asset:s lockPeriod:s positionId:s time:n",
    "loan_borrow": ("borrowTime:n collateralCoin:s initialCollateralAmount:s initialLoanAmount:s loanCoin:s status:s"),
    "loan_repay": "collateralCoin:s collateralReturn:s loanCoin:s repayAmount:s repayStatus:s repayTime:n",
    "loan_ltv_adjustment": (
        "adjustTime:n afterLTV:s collateralAmount:s collateralCoin:s direction:s loanCoin:s preLTV:s"
    ),
    "loan_liquidation": (
        "collateralCoin:s liquidationCollateralAmount:s liquidationDebt:s liquidationFee:s "
        "liquidationStartingPrice:s liquidationStartingTime:n loanCoin:s returnCollateralAmount:s status:s"
    ),
    "liquidation_loan_repay": "amount:s asset:s createTime:n repayId:n status:s",
    "pm_loan_repay": "amount:s asset:s repayTime:n",
    "dual_investment": (
        "apr:s autoCompoundPlan:s duration:n exercisedCoin:s id:s investCoin:s isExercised:b optionType:s "
        "orderId:n purchaseEndTime:n purchaseStatus:s settleAmount:s settleAsset:s settleDate:n settlePrice:s "
        "strikePrice:s subscriptionAmount:s subscriptionTime:n"
    ),
    "cloud_mining": "amount:s asset:s createTime:n status:s tranId:n type:n",
    "mining_earnings": "amount:n coinName:s puid:n subName:s time:n type:n",
    "custody_transfer": "amount:s asset:s clientTranId:s time:n transferType:s",
    "margin_transfer": (
        "amount:s asset:s fromSymbol:s status:s timestamp:n toSymbol:s transFrom:s transTo:s txId:n type:s"
    ),
    "allocations": (
        "allocationId:n allocationType:s commission:s commissionAsset:s isAllocator:b isBuyer:b isMaker:b "
        "orderId:n orderListId:n price:s qty:s quoteQty:s symbol:s time:n"
    ),
}
"""By endpoint: what may come, with all its types. Written from the official Python SDKs of October 2026, the example answers of
the documents, and what we read though no document names it (the settlement of a dual investment)."""


def shape_of(record: Any) -> Shape:
    """The shape of one record; empty for what is no object. A value that is null says nothing of its type and is left out.

    Names are data of the exchange: cut at 64 characters, and without what a database cannot hold.
    """
    if not isinstance(record, dict):
        return frozenset()
    types = tuple(map(type, record.values()))
    if dict in types or list in types:
        return _named(_fields(record))
    return _flat(tuple(record), types)


def unknown_in(endpoint: str, shape: Shape) -> tuple[str, ...]:
    """The fields of a shape that nothing here knows, by name; none for an endpoint whose records are not described."""
    known = _known(endpoint)
    return tuple(sorted(shape - known)) if known else ()


def described() -> frozenset[str]:
    """The endpoints whose fields are known."""
    return frozenset(_KNOWN)


@lru_cache(maxsize=1000)
def _flat(names: tuple[str, ...], types: tuple[type, ...]) -> Shape:
    """The shape of records without anything inside: nearly all of a page have the same names in the same order."""
    return _named((name, _TYPES[kind]) for name, kind in zip(names, types, strict=True) if kind in _TYPES)


def _named(fields: Iterable[tuple[str, str]]) -> Shape:
    return frozenset(f"{_clean(name)}:{kind}" for name, kind in fields)


@cache
def _known(endpoint: str) -> Shape:
    words = (word.rsplit(":", 1) for word in _KNOWN.get(endpoint, "").split())
    return frozenset(f"{name}:{kind}" for name, kinds in words for kind in kinds)


def _fields(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        kind = _TYPES.get(type(value))
        if kind is not None:
            yield name, kind
        for prefix, inner in _inside(name, value):
            yield from ((f"{prefix}{key}", _TYPES[type(held)]) for key, held in inner.items() if type(held) in _TYPES)


def _inside(name: str, value: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, dict):
        return [(f"{name}.", value)]
    if isinstance(value, list):
        return [(f"{name}[].", item) for item in value if isinstance(item, dict)]
    return ()


def _clean(name: str) -> str:
    return name[:_LONGEST].replace("\x00", "\\0").encode("utf-8", "backslashreplace").decode()

"""Lists that only a probe reads: what is asked of margin, futures, options and portfolio margin beside the lists of the
catalogue.

Figures follow the exchange's documentation of each endpoint. All are read with GET and a key that only reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from binrecon.domain.limits import Limiter
from binrecon.sources.endpoint import Caller, Endpoint, Host
from binrecon.sources.pages import Numbered, Single

WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
YEAR = timedelta(days=360)


@dataclass(frozen=True, kw_only=True)
class ProbedList(Endpoint):
    """A list without a description in the catalogue."""


_sapi = partial(ProbedList, limiter=Limiter.SAPI_IP, caller=Caller.ANY)
_numbered = partial(_sapi, pages=Numbered(100, "current", "size", "total"), records="rows", identity=("txId",))
_fapi = partial(ProbedList, limiter=Limiter.FAPI_IP, caller=Caller.ANY, host=Host.FAPI)
_eapi = partial(ProbedList, limiter=Limiter.EAPI_IP, caller=Caller.ANY, host=Host.EAPI)
_papi = partial(ProbedList, limiter=Limiter.PAPI_IP, caller=Caller.ANY, host=Host.PAPI)
_now: dict[str, Any] = {"start_param": None, "end_param": None}
_document: dict[str, Any] = {"records": None, **_now}

WALLET_BALANCE = _sapi(
    name="wallet_balance",
    path="/sapi/v1/asset/wallet/balance",
    weight=60,
    fixed=(("needBalanceDetail", "true"),),
    known_fields=(
        "activate:b balance:s walletName:s assetBalances:a assetBalances[].asset:s assetBalances[].assetName:s "
        "assetBalances[].free:s assetBalances[].locked:s assetBalances[].freeze:s assetBalances[].withdrawing:s "
        "assetBalances[].btcValuation:s"
    ),
    **_now,
)

LIQUIDATIONS = _numbered(
    name="margin_liquidations",
    path="/sapi/v1/margin/forceLiquidationRec",
    weight=1,
    max_span=MONTH,
    identity=("symbol", "orderId"),
    known_fields=(
        "avgPrice:s executedQty:s orderId:n price:s qty:s side:s symbol:s timeInForce:s isIsolated:b updatedTime:n"
    ),
)
CROSS_ACCOUNT = _sapi(
    name="cross_account",
    path="/sapi/v1/margin/account",
    weight=10,
    records="userAssets",
    identity=("asset",),
    known_fields="asset:s borrowed:s free:s interest:s locked:s netAsset:s",
    **_now,
)

_POSITION_ASSET = (
    "asset:s walletBalance:s unrealizedProfit:s marginBalance:s maintMargin:s initialMargin:s positionInitialMargin:s "
    "openOrderInitialMargin:s crossWalletBalance:s crossUnPnl:s availableBalance:s maxWithdrawAmount:s updateTime:n"
)
UM_BALANCE = _fapi(
    name="um_balance",
    path="/fapi/v3/balance",
    weight=5,
    identity=("asset",),
    known_fields=(
        "accountAlias:s asset:s balance:s crossWalletBalance:s crossUnPnl:s availableBalance:s maxWithdrawAmount:s "
        "marginAvailable:b updateTime:n"
    ),
    **_now,
)
UM_ACCOUNT = _fapi(
    name="um_account",
    path="/fapi/v3/account",
    weight=5,
    records="assets",
    identity=("asset",),
    known_fields=_POSITION_ASSET,
    **_now,
)
OPTION_EXERCISES = _eapi(
    name="option_exercises",
    path="/eapi/v1/exerciseRecord",
    weight=5,
    pages=Single(1000),
    max_span=MONTH,
    time_field="createDate",
    identity=("id",),
    known_fields=(
        "id:s currency:s symbol:s exercisePrice:s markPrice:s quantity:s amount:s fee:s createDate:n priceScale:n "
        "quantityScale:n optionSide:s positionSide:s quoteAsset:s"
    ),
)
PM_BALANCE = _papi(
    name="pm_balance",
    path="/papi/v1/balance",
    weight=20,
    identity=("asset",),
    known_fields=(
        "asset:s totalWalletBalance:s crossMarginAsset:s crossMarginBorrowed:s crossMarginFree:s crossMarginInterest:s "
        "crossMarginLocked:s umWalletBalance:s umUnrealizedPNL:s cmWalletBalance:s cmUnrealizedPNL:s updateTime:n "
        "negativeBalance:s"
    ),
    **_now,
)
PM_INCOME = _papi(
    name="pm_um_income",
    path="/papi/v1/um/income",
    weight=30,
    pages=Single(1000),
    max_span=WEEK,
    time_field="time",
    known_fields="asset:s income:s incomeType:s info:s symbol:s time:n tradeId:s tranId:s",
)

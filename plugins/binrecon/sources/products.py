"""The lists of products that move a SPOT balance, as descriptions for the catalogue.

Figures follow Binance's documentation of each endpoint. Most lists filter by the time a record was made and tell of
money that arrives days later, or of a status that changes: so the last 30 days are read each time, which is also the
longest window that all of them accept. What a record does to SPOT is in include/sql/canonical.

Not asked: P2P orders, which settle in the funding wallet; gift cards, which have no list; rewards of WBETH and moves of
flexible collateral, which have no SPOT leg; prevented matches, which can be asked by the id of an order alone, and move
something only with the mode TRANSFER (`reconciliation.prevented_match` hints at those).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from binrecon.domain.limits import Limiter
from binrecon.sources.endpoint import Caller, Endpoint
from binrecon.sources.pages import FromId, Newest, Numbered, Single

DAY = timedelta(days=1)
MONTH = 30 * DAY
TWINS_APART = DAY / 2
"""A dividend that stands for a reward is listed within so much of its time: read so far beyond the day, one that comes
after midnight is known when the day is judged."""

_product = partial(
    Endpoint,
    limiter=Limiter.SAPI_IP,
    weight=150,
    caller=Caller.ANY,
    raw_table="binance_raw_product_history",
    data_column="product_data",
    max_span=MONTH,
    reread=MONTH - DAY,
    product=True,
)
_listed = partial(_product, pages=Numbered(100, "current", "size", "total"), records="rows")
_loan = partial(_listed, pages=Numbered(100, "current", "limit", "total"), weight=400)
_fiat = partial(
    _product,
    pages=Numbered(500, "page", "rows", "total"),
    records="data",
    key_param="transactionType",
    keys=("0", "1"),
    start_param="beginTime",
    identity=("orderNo",),
)
_ADDS: dict[str, Any] = {"adds": True}
_TAKES: dict[str, Any] = {"takes": True}
_BOTH: dict[str, Any] = {**_ADDS, **_TAKES}
"""What the records of a list can do to SPOT; a share of Earn counts as what is held there."""
_BY_UID: dict[str, Any] = {"limiter": Limiter.SAPI_UID}
_NO_WINDOW: dict[str, Any] = {"start_param": None, "end_param": None}

# The example of the documents has a total of 8 beside two conversions of two assets each.
_DUST = Newest(100, "operateTime", "total", parts="userAssetDribbletDetails")
# The example of the documents has a total of 1 beside a reward and its boost, of one position and moment.
_BY_POSITION = Numbered(100, "current", "size", "total", groups=(("positionId", "time"), ("positionId",)))

_FLEXIBLE = "/sapi/v1/simple-earn/flexible/history"
_LOCKED = "/sapi/v1/simple-earn/locked/history"
_ONCHAIN = "/sapi/v1/onchain-yields/locked/history"
_ETH = "/sapi/v1/eth-staking"
_SOL = "/sapi/v1/sol-staking/sol/history"
_LOAN = "/sapi/v2/loan/flexible"

INCOME: tuple[Endpoint, ...] = (
    # The newest hundred come whatever window is asked, so none is: a window could hide that older ones are missing.
    _product(
        "dust_log",
        "/sapi/v1/asset/dribblet",
        weight=1,
        pages=_DUST,
        records="userAssetDribblets",
        reread=7 * DAY,
        **_NO_WINDOW,
        identity=("transId",),
        **_BOTH,
    ),
    _product(
        "asset_dividend",
        "/sapi/v1/asset/assetDividend",
        weight=10,
        pages=Single(500, total_field="total"),
        records="rows",
        time_field="divTime",
        max_span=3 * MONTH,
        ahead=TWINS_APART,
        identity=("id",),
        **_BOTH,
    ),
    _product(
        "rebates",
        "/sapi/v1/rebate/taxQuery",
        weight=12_000,
        records="data.data",
        time_field="updateTime",
        pages=Numbered(200, "page", None, "data.totalRecords"),
        **_BY_UID,
        **_ADDS,
    ),
)
EARN: tuple[Endpoint, ...] = (
    _listed(
        "flexible_subscription", f"{_FLEXIBLE}/subscriptionRecord", time_field="time", identity=("purchaseId",), **_BOTH
    ),
    _listed("flexible_redemption", f"{_FLEXIBLE}/redemptionRecord", time_field="time", identity=("redeemId",), **_BOTH),
    _listed("flexible_rewards", f"{_FLEXIBLE}/rewardsRecord", time_field="time", fixed=(("type", "ALL"),), **_ADDS),
    _listed(
        "locked_subscription", f"{_LOCKED}/subscriptionRecord", time_field="time", identity=("purchaseId",), **_TAKES
    ),
    _listed("locked_redemption", f"{_LOCKED}/redemptionRecord", identity=("redeemId",), **_ADDS),
    _listed("locked_rewards", f"{_LOCKED}/rewardsRecord", time_field="time", pages=_BY_POSITION, **_ADDS),
    _listed("bfusd_subscription", "/sapi/v1/bfusd/history/subscriptionHistory", time_field="time", **_BOTH),
    _listed("bfusd_redemption", "/sapi/v1/bfusd/history/redemptionHistory", **_BOTH),
    _listed("bfusd_rewards", "/sapi/v1/bfusd/history/rewardsHistory", time_field="time", **_ADDS),
    _listed("rwusd_subscription", "/sapi/v1/rwusd/history/subscriptionHistory", time_field="time", **_BOTH),
    _listed("rwusd_redemption", "/sapi/v1/rwusd/history/redemptionHistory", **_BOTH),
    _listed("rwusd_rewards", "/sapi/v1/rwusd/history/rewardsHistory", time_field="time", **_ADDS),
)
PAID: tuple[Endpoint, ...] = (
    _fiat("fiat_orders", "/sapi/v1/fiat/orders", weight=45_000, **_BY_UID, **_BOTH),
    _fiat("fiat_payments", "/sapi/v1/fiat/payments", weight=1, **_BOTH),
    _product(
        "pay_transactions",
        "/sapi/v1/pay/transactions",
        weight=3000,
        pages=Single(100, confirm=True),
        records="data",
        time_field="transactionTime",
        retention=18 * MONTH,
        **_BY_UID,
        identity=("transactionId",),
        **_BOTH,
    ),
)
STAKING: tuple[Endpoint, ...] = (
    _listed("eth_staking", f"{_ETH}/eth/history/stakingHistory", time_field="time", **_BOTH),
    _listed("eth_redemption", f"{_ETH}/eth/history/redemptionHistory", **_BOTH),
    _listed("wbeth_wrap", f"{_ETH}/wbeth/history/wrapHistory", time_field="time", **_BOTH),
    _listed("wbeth_unwrap", f"{_ETH}/wbeth/history/unwrapHistory", time_field="time", **_BOTH),
    _listed("sol_staking", f"{_SOL}/stakingHistory", time_field="time", **_BOTH),
    _listed("sol_redemption", f"{_SOL}/redemptionHistory", **_BOTH),
    _listed("sol_boost_rewards", f"{_SOL}/boostRewardsHistory", key_param="type", keys=("CLAIM",), **_ADDS),
    _listed(
        "soft_staking_rewards", "/sapi/v1/soft-staking/history/rewardsRecord", weight=50, time_field="time", **_ADDS
    ),
    _listed(
        "onchain_subscription",
        f"{_ONCHAIN}/subscriptionRecord",
        weight=50,
        time_field="time",
        identity=("purchaseId",),
        **_TAKES,
    ),
    _listed("onchain_redemption", f"{_ONCHAIN}/redemptionRecord", weight=50, identity=("redeemId",), **_ADDS),
    _listed("onchain_rewards", f"{_ONCHAIN}/rewardsRecord", weight=50, time_field="time", **_ADDS),
)
LOANS: tuple[Endpoint, ...] = (
    _loan("loan_borrow", f"{_LOAN}/borrow/history", **_BOTH),
    _loan("loan_repay", f"{_LOAN}/repay/history", **_BOTH),
    _loan("loan_ltv_adjustment", f"{_LOAN}/ltv/adjustment/history", **_BY_UID, **_BOTH),
    _loan("loan_liquidation", f"{_LOAN}/liquidation/history", **_ADDS),
    _listed(
        "liquidation_loan_repay",
        "/sapi/v1/margin/liquidation-loan/repay-history",
        weight=100,
        retention=90 * DAY,
        **_BY_UID,
        identity=("repayId",),
        **_TAKES,
    ),
    _listed("pm_loan_repay", "/sapi/v1/portfolio/pmloan-history", weight=500, **_TAKES),
)
OTHER: tuple[Endpoint, ...] = (
    # Every position ever made comes, by number of the page.
    _product(
        "dual_investment",
        "/sapi/v1/dci/product/positions",
        weight=1,
        records="list",
        pages=Numbered(100, "pageIndex", "pageSize", "total"),
        **_NO_WINDOW,
        identity=("id",),
        **_BOTH,
    ),
    _listed(
        "cloud_mining",
        "/sapi/v1/asset/ledger-transfer/cloud-mining/queryByPage",
        weight=600,
        end_excluded=True,
        time_field="createTime",
        **_BY_UID,
        identity=("tranId",),
        **_BOTH,
    ),
    _product(
        "mining_earnings",
        "/sapi/v1/mining/payment/uid",
        weight=5,
        records="data.accountProfits",
        pages=Numbered(200, "pageIndex", "pageSize", "data.totalNum"),
        key_param="algo",
        keys=("sha256", "ethash"),
        start_param="startDate",
        end_param="endDate",
        **_ADDS,
    ),
    _listed(
        "custody_transfer",
        "/sapi/v1/asset/custody/transfer-history",
        weight=60,
        caller=Caller.MAIN,
        email_param="email",
        time_field="time",
        identity=("clientTranId",),
        **_BOTH,
    ),
    # Its times come in seconds too, so that a record cannot be held against the window; one reading tells of all pairs.
    _listed("margin_transfer", "/sapi/v1/margin/transfer", weight=1, identity=("txId",), **_BOTH),
)
BY_PAIR: tuple[Endpoint, ...] = (
    # Fills by smart order routing, which myTrades does not list: "newest allocations until endTime", and of the pair alone
    # "allocations from oldest to newest"; then by id.
    _product(
        "allocations",
        "/api/v3/myAllocations",
        limiter=Limiter.API_IP,
        weight=20,
        raw_table="binance_raw_trades",
        data_column="trade_data",
        key_param="symbol",
        keys=(),
        time_field="time",
        pages=FromId(1000, "allocationId", "fromAllocationId", inclusive=False, newest_until="endTime", oldest=()),
        lag=DAY,
        **_BOTH,
    ),
)
"""Asked pair by pair; which pairs is for `collectors.pair_lists` to say."""
PRODUCTS = (*INCOME, *EARN, *PAID, *STAKING, *LOANS, *OTHER, *BY_PAIR)

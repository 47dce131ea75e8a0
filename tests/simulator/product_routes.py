"""The table of product lists: path, weight, limiter and shape of each."""

from collections.abc import Callable

from . import product_shapes as shapes
from .call import Route
from .clock import DAY
from .limits import Pool, calls_a_second, ip_pool, uid_pool
from .product_lists import SIX_MONTHS, THIRTY_DAYS, THREE_MONTHS, Answer, by_type, rows_total, window_of

_EARN = "/sapi/v1/simple-earn"
_STAKING = "/sapi/v1/eth-staking"
_SOL = "/sapi/v1/sol-staking/sol/history"
_ONCHAIN = "/sapi/v1/onchain-yields/locked/history"
_LOAN = "/sapi/v2/loan/flexible"
_ASSET = {"asset": "asset"}
_PRODUCT = {"productId": "product_id", "asset": "asset"}
_POSITION = {"positionId": "position_id", "asset": "asset"}
_PURCHASE = {"purchaseId": "purchase_id", "asset": "asset"}
_REDEEM = {**_POSITION, "redeemId": "redeem_id"}
_LIQUIDATION_LOAN = window_of(7 * DAY, 90 * DAY)
_MARGIN_MOVES = window_of(7 * DAY, 30 * DAY)
_PM_LOAN = window_of(30 * DAY, 360 * DAY)

PRODUCT_ROUTES: dict[str, Route] = {}


def _list(
    path: str,
    answer: Answer,
    weight: int,
    pool: Callable[[str], Pool] = ip_pool,
    caller: str = "any",
    calls: int | None = None,
) -> None:
    """`calls`: how many an account may make in a second."""
    burst = None if calls is None else calls_a_second(path, calls)
    PRODUCT_ROUTES[path] = Route(answer, pool(path), weight, caller=caller, burst=burst)


_list("/sapi/v1/asset/dribblet", shapes.dust, 1)
_list("/sapi/v1/asset/assetDividend", shapes.dividends, 10)

_flexible = f"{_EARN}/flexible/history"
_rewards = by_type("flexible_rewards", ("BONUS", "REALTIME", "REWARDS", "ALL"), THIRTY_DAYS, _PRODUCT, "ALL")
_purchases = {**_PRODUCT, "purchaseId": "purchase_id"}
_redemptions = {**_PRODUCT, "redeemId": "redeem_id"}
_list(f"{_flexible}/subscriptionRecord", rows_total("flexible_subscription", filters=_purchases), 150)
_list(f"{_flexible}/redemptionRecord", rows_total("flexible_redemption", filters=_redemptions), 150)
_list(f"{_flexible}/rewardsRecord", _rewards, 150)
_locked = f"{_EARN}/locked/history"
_list(f"{_locked}/subscriptionRecord", rows_total("locked_subscription", filters=_PURCHASE), 150)
_list(f"{_locked}/redemptionRecord", rows_total("locked_redemption", filters=_REDEEM), 150)
_list(f"{_locked}/rewardsRecord", shapes.locked_rewards, 150)
_list(f"{_ONCHAIN}/subscriptionRecord", rows_total("onchain_subscription", THREE_MONTHS, _PURCHASE), 50)
_list(f"{_ONCHAIN}/redemptionRecord", rows_total("onchain_redemption", THREE_MONTHS, _REDEEM), 50)
_list(f"{_ONCHAIN}/rewardsRecord", rows_total("onchain_rewards", THREE_MONTHS, _POSITION), 50)
for _coin in ("bfusd", "rwusd"):
    _history = f"/sapi/v1/{_coin}/history"
    _list(f"{_history}/subscriptionHistory", rows_total(f"{_coin}_subscription", SIX_MONTHS, _ASSET), 150)
    _list(f"{_history}/redemptionHistory", rows_total(f"{_coin}_redemption", SIX_MONTHS), 150)
    _list(f"{_history}/rewardsHistory", rows_total(f"{_coin}_rewards", SIX_MONTHS), 150)

_list(f"{_STAKING}/eth/history/stakingHistory", rows_total("eth_staking", THREE_MONTHS), 150)
_list(f"{_STAKING}/eth/history/redemptionHistory", rows_total("eth_redemption", THREE_MONTHS), 150)
_list(f"{_STAKING}/wbeth/history/wrapHistory", rows_total("wbeth_wrap", THREE_MONTHS), 150)
_list(f"{_STAKING}/wbeth/history/unwrapHistory", rows_total("wbeth_unwrap", THREE_MONTHS), 150)
_list(f"{_SOL}/stakingHistory", rows_total("sol_staking", THREE_MONTHS), 150)
_list(f"{_SOL}/redemptionHistory", rows_total("sol_redemption", THREE_MONTHS), 150)
_list(f"{_SOL}/boostRewardsHistory", by_type("sol_boost_rewards", ("CLAIM", "DISTRIBUTE"), THREE_MONTHS, {}), 150)
_list("/sapi/v1/soft-staking/history/rewardsRecord", rows_total("soft_staking_rewards", THREE_MONTHS, _ASSET), 50)

_list("/sapi/v1/fiat/orders", shapes.fiat("fiat_orders", data_may_lack=False), 45_000, uid_pool)
_list("/sapi/v1/fiat/payments", shapes.fiat("fiat_payments", data_may_lack=True), 1)
_list("/sapi/v1/pay/transactions", shapes.pay, 3000, uid_pool)
_list("/sapi/v1/rebate/taxQuery", shapes.rebates, 12_000, uid_pool)

_list(f"{_LOAN}/borrow/history", shapes.loans("loan_borrow"), 400, calls=5)
_list(f"{_LOAN}/repay/history", shapes.loans("loan_repay"), 400, calls=5)
_list(f"{_LOAN}/ltv/adjustment/history", shapes.loans("loan_ltv_adjustment"), 400, uid_pool, calls=5)
_list(f"{_LOAN}/liquidation/history", shapes.loans("loan_liquidation"), 400, calls=1)
_list(
    "/sapi/v1/margin/liquidation-loan/repay-history",
    rows_total("liquidation_loan_repay", _LIQUIDATION_LOAN, default=50),
    100,
    uid_pool,
)

_list("/sapi/v1/portfolio/pmloan-history", rows_total("pm_loan_repay", _PM_LOAN), 500)
_list("/sapi/v1/margin/transfer", rows_total("margin_transfer", _MARGIN_MOVES, {**_ASSET, "type": "type"}), 1)
_list("/sapi/v1/dci/product/positions", shapes.dual_investments, 1)
_list("/sapi/v1/asset/ledger-transfer/cloud-mining/queryByPage", shapes.cloud_mining, 600, uid_pool)
_list("/sapi/v1/mining/payment/uid", shapes.mining_earnings, 1)
_list("/sapi/v1/asset/custody/transfer-history", shapes.custody_transfers, 60, caller="main")

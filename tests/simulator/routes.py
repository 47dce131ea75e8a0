"""The table of endpoints: pool, weight, caller and parameters of each, as Binance documents them."""

from . import family, fill_lists, futures_account, margin_account, spot, wallet
from .call import Route
from .limits import API, FUTURES, ip_pool, second_pool, uid_pool
from .products import every_list

_SIGNED = {"recvWindow", "timestamp", "signature"}


def _names(*names: str, signed: bool = False) -> frozenset[str]:
    return frozenset(names) | (_SIGNED if signed else set())


def _trades_weight(params: dict[str, str]) -> int:
    return 5 if "orderId" in params else 20


def _ticker_weight(params: dict[str, str]) -> int:
    return 2 if "symbol" in params else 4


_TRADES = _names("symbol", "orderId", "startTime", "endTime", "fromId", "limit", signed=True)
_ALLOCATIONS = _names("symbol", "orderId", "startTime", "endTime", "fromAllocationId", "limit", signed=True)
_KLINES = _names("symbol", "interval", "startTime", "endTime", "timeZone", "limit")
_INFO = _names("symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus")

ROUTES: dict[str, Route] = {
    "/api/v3/time": Route(spot.server_time, API, 1, signed=False, params=_names()),
    "/api/v3/exchangeInfo": Route(spot.exchange_info, API, 20, signed=False, params=_INFO),
    "/api/v3/klines": Route(spot.klines, API, 2, signed=False, params=_KLINES),
    "/api/v3/ticker/price": Route(
        spot.ticker_price, API, _ticker_weight, signed=False, params=_names("symbol", "symbols", "symbolStatus")
    ),
    "/api/v3/myTrades": Route(fill_lists.my_trades, API, _trades_weight, params=_TRADES),
    "/api/v3/myAllocations": Route(fill_lists.my_allocations, API, 20, params=_ALLOCATIONS),
    "/api/v3/account": Route(spot.account, API, 20, params=_names("omitZeroBalances", signed=True)),
    "/fapi/v1/time": Route(spot.server_time, FUTURES, 1, signed=False),
    "/fapi/v1/exchangeInfo": Route(futures_account.exchange_info, FUTURES, 1, signed=False),
    "/fapi/v3/account": Route(futures_account.account, FUTURES, 5),
    "/fapi/v3/balance": Route(futures_account.balances, FUTURES, 5),
    "/fapi/v1/multiAssetsMargin": Route(futures_account.modes, FUTURES, 30),
    "/fapi/v1/feeBurn": Route(futures_account.fee_burn, FUTURES, 30),
}


def _sapi(path: str, **route: object) -> None:
    full = f"/sapi/v1/{path}"
    pool = route.pop("pool", ip_pool)
    ROUTES[full] = Route(pool=pool(full), **route)  # type: ignore[operator,arg-type]


_sapi("accountSnapshot", answer=wallet.account_snapshot, weight=2400)
_sapi("account/apiRestrictions", answer=wallet.api_restrictions)
_sapi("account/info", answer=wallet.account_info)
_sapi("bnbBurn", answer=wallet.bnb_burn)
_sapi("margin/account", answer=margin_account.cross_account, weight=10)
_sapi("margin/isolated/account", answer=margin_account.isolated_account, weight=10)
_sapi("margin/myTrades", answer=fill_lists.margin_trades, weight=10)
_sapi("capital/deposit/hisrec", answer=wallet.deposit_history)
_sapi("capital/withdraw/history", answer=wallet.withdraw_history, weight=18_000, pool=second_pool)
_sapi("asset/transfer", answer=wallet.wallet_transfers)
_sapi("convert/tradeFlow", answer=wallet.convert_history, weight=3000, pool=uid_pool)
_sapi("sub-account/list", answer=family.sub_accounts, caller="main")
_sapi("sub-account/sub/transfer/history", answer=family.sub_transfer_history, caller="main")
_sapi("sub-account/universalTransfer", answer=family.universal_transfers, caller="main")
_sapi("sub-account/futures/internalTransfer", answer=family.futures_transfers, caller="main")
_sapi("sub-account/transfer/subUserHistory", answer=family.sub_user_history, caller="sub")
ROUTES |= {one.path: one.route for one in every_list().values()}

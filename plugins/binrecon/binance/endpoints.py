"""The endpoint catalogue: every address we ask, as data. Adding a source is adding a description here.

Figures follow Binance's documentation of each endpoint (spot `rest-api.md`; wallet, sub-account, convert catalogues).
Where its pages disagree on a page size, the size that every one of them accepts is taken.
"""

from __future__ import annotations

from datetime import timedelta

from binrecon.binance.endpoint import Caller, Endpoint
from binrecon.binance.pages import FromId, MoreData, Numbered, Offset, Single
from binrecon.binance.products import PRODUCTS
from binrecon.limits import Limiter

__all__ = ["CATALOGUE", "Caller", "Endpoint", "SPOT_TRANSFER_TYPES"]

DAY = timedelta(days=1)
# The documented types that touch the spot wallet ("MAIN"); moves between spot and isolated margin have none:
# the list of margin moves tells them.
SPOT_TRANSFER_TYPES = (
    "MAIN_UMFUTURE", "MAIN_CMFUTURE", "MAIN_MARGIN", "MAIN_FUNDING", "MAIN_OPTION", "MAIN_PORTFOLIO_MARGIN",
    "UMFUTURE_MAIN", "CMFUTURE_MAIN", "MARGIN_MAIN", "FUNDING_MAIN", "OPTION_MAIN", "PORTFOLIO_MARGIN_MAIN",
)

_ALL = (
    Endpoint("server_time", "/api/v3/time", Limiter.API_IP, 1, Caller.PUBLIC, records=None,
             start_param=None, end_param=None),
    Endpoint("api_restrictions", "/sapi/v1/account/apiRestrictions", Limiter.SAPI_IP, 1, Caller.ANY, records=None,
             start_param=None, end_param=None),
    Endpoint("exchange_info", "/api/v3/exchangeInfo", Limiter.API_IP, 20, Caller.PUBLIC,
             "binance_raw_exchange_info", "exchange_info_data", records="symbols",
             start_param=None, end_param=None),
    Endpoint("klines", "/api/v3/klines", Limiter.API_IP, 2, Caller.PUBLIC,
             "binance_raw_klines", "kline_data", Single(1000), key_param="symbol", keys=(),
             max_span=30 * DAY, fixed=(("interval", "1d"),)),
    # Under 30 days may be asked, one row a day comes: 29 days can never fill a page of 30.
    Endpoint("daily_snapshot", "/sapi/v1/accountSnapshot", Limiter.SAPI_IP, 2400, Caller.ANY,
             "binance_raw_daily_snapshot", "snapshot_data", Single(30), "snapshotVos",
             key_param="type", keys=("SPOT",), max_span=29 * DAY, retention=30 * DAY),
    Endpoint("deposit_history", "/sapi/v1/capital/deposit/hisrec", Limiter.SAPI_IP, 1, Caller.ANY,
             "binance_raw_deposit_history", "deposit_data", Offset(1000), max_span=89 * DAY, reread=14 * DAY,
             adds=True),
    # Its documented limit is ten a second; counted by the minute it stays within every reading of the documentation.
    Endpoint("withdraw_history", "/sapi/v1/capital/withdraw/history", Limiter.SAPI_UID, 18_000, Caller.ANY,
             "binance_raw_withdraw_history", "withdraw_data", Offset(1000), max_span=89 * DAY, reread=14 * DAY,
             takes=True),
    Endpoint("sub_transfer_history", "/sapi/v1/sub-account/sub/transfer/history", Limiter.SAPI_IP, 1, Caller.MAIN,
             "binance_raw_transfer_between_account_main_spot", "transfer_data", Numbered(200),
             email_param="{key}Email", keys=("from", "to"), max_span=30 * DAY, reread=7 * DAY,
             time_field="time", adds=True, takes=True),
    Endpoint("universal_transfer", "/sapi/v1/sub-account/universalTransfer", Limiter.SAPI_IP, 1, Caller.MAIN,
             "binance_raw_transfer_between_account_main_spot", "transfer_data",
             Numbered(200, total_field="totalCount"), "result",
             email_param="{key}Email", keys=("from", "to"), max_span=6 * DAY, reread=7 * DAY,
             time_field="createTimeStamp", adds=True, takes=True),
    Endpoint("sub_user_history", "/sapi/v1/sub-account/transfer/subUserHistory", Limiter.SAPI_IP, 1, Caller.SUB,
             "binance_raw_transfer_between_account_sub", "transfer_data", Single(200, confirm=True),
             key_param="type", keys=("1", "2"), max_span=30 * DAY, reread=7 * DAY,
             fixed=(("returnFailHistory", "true"),), time_field="time", adds=True, takes=True),
    Endpoint("wallet_transfer", "/sapi/v1/asset/transfer", Limiter.SAPI_IP, 1, Caller.ANY,
             "binance_raw_transfer_between_wallets", "transfer_data",
             Numbered(100, "current", "size", "total"), "rows",
             key_param="type", keys=SPOT_TRANSFER_TYPES, max_span=30 * DAY, reread=7 * DAY, retention=180 * DAY,
             time_field="timestamp", adds=True, takes=True),
    Endpoint("trades", "/api/v3/myTrades", Limiter.API_IP, 20, Caller.ANY,
             "binance_raw_trades", "trade_data", FromId(1000), key_param="symbol", keys=(), end_param=None,
             time_field="time", adds=True, takes=True),
    Endpoint("convert_history", "/sapi/v1/convert/tradeFlow", Limiter.SAPI_UID, 3000, Caller.ANY,
             "binance_raw_convert_history", "convert_data", MoreData(1000), "list",
             max_span=30 * DAY, reread=7 * DAY, time_field="createTime", adds=True, takes=True),
    Endpoint("sub_account_list", "/sapi/v1/sub-account/list", Limiter.SAPI_IP, 1, Caller.MAIN,
             "binance_raw_sub_accounts", "sub_account_data", Numbered(200), "subAccounts",
             start_param=None, end_param=None),
)
CATALOGUE: dict[str, Endpoint] = {endpoint.name: endpoint for endpoint in (*_ALL, *PRODUCTS)}


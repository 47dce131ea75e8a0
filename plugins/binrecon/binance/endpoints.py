"""The endpoint catalogue: every address we ask, as data. Adding a source is adding a description here.

Figures follow Binance's documentation of each endpoint (spot `rest-api.md`; wallet, sub-account, convert catalogues).
Where its pages disagree on a page size, the size that every one of them accepts is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from binrecon.binance.pages import FromId, MoreData, Numbered, Offset, PageStyle, Single
from binrecon.calls import Params
from binrecon.intervals import Interval
from binrecon.limits import Limiter


class Caller(Enum):
    """Whose key an endpoint wants."""

    PUBLIC = "public"
    ANY = "any account"
    MAIN = "main accounts"
    SUB = "sub-accounts"


@dataclass(frozen=True)
class Endpoint:
    """One address: what it costs, how it pages and where its pages are kept.

    `records` is the path to the list in the answer ("" = the answer is the list; None = the answer is one object).
    `keys` are the values that make up a full reading, sent as `key_param`; with `own_email_params` the key ("from",
    "to") names the side that is the account's own e-mail. No keys means that they are symbols, chosen elsewhere.
    `max_span` is the longest window asked at once; `reread` how far before the day a window starts again, because
    records arrive and change late; `retention` how far back the exchange answers; `time_field` the field (ms) by which
    it filters, where that is beyond doubt: a record outside the window is then the sign of a wrong page.
    """

    name: str
    path: str
    limiter: Limiter
    weight: int
    caller: Caller
    raw_table: str | None = None
    data_column: str | None = None
    pages: PageStyle = Single()
    records: str | None = ""
    key_param: str | None = None
    own_email_params: bool = False
    keys: tuple[str, ...] = ("",)
    start_param: str | None = "startTime"
    end_param: str | None = "endTime"
    max_span: timedelta = timedelta(days=1)
    reread: timedelta = timedelta(0)
    retention: timedelta | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    time_field: str | None = None

    @property
    def signed(self) -> bool:
        return self.caller is not Caller.PUBLIC

    def key_params(self, key: str, email: str) -> Params:
        """The parameters that choose one key of the reading."""
        if self.own_email_params:
            return {f"{key}Email": email}
        return {} if self.key_param is None else {self.key_param: key}

    def window_params(self, window: Interval) -> Params:
        """The parameters that choose the window; the exchange counts in ms and includes the end."""
        bounds = {self.start_param: window.first_ms, self.end_param: window.last_ms}
        return {name: moment for name, moment in bounds.items() if name is not None}


DAY = timedelta(days=1)
# The documented types that touch the spot wallet ("MAIN"); moves between spot and isolated margin have none.
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
             "binance_raw_deposit_history", "deposit_data", Offset(1000), max_span=89 * DAY, reread=14 * DAY),
    # Its documented limit is ten a second; counted by the minute it stays within every reading of the documentation.
    Endpoint("withdraw_history", "/sapi/v1/capital/withdraw/history", Limiter.SAPI_UID, 18_000, Caller.ANY,
             "binance_raw_withdraw_history", "withdraw_data", Offset(1000), max_span=89 * DAY, reread=14 * DAY),
    Endpoint("sub_transfer_history", "/sapi/v1/sub-account/sub/transfer/history", Limiter.SAPI_IP, 1, Caller.MAIN,
             "binance_raw_transfer_between_account_main_spot", "transfer_data", Numbered(200),
             own_email_params=True, keys=("from", "to"), max_span=30 * DAY, reread=7 * DAY,
             time_field="time"),
    Endpoint("universal_transfer", "/sapi/v1/sub-account/universalTransfer", Limiter.SAPI_IP, 1, Caller.MAIN,
             "binance_raw_transfer_between_account_main_spot", "transfer_data",
             Numbered(200, total_field="totalCount"), "result",
             own_email_params=True, keys=("from", "to"), max_span=6 * DAY, reread=7 * DAY,
             time_field="createTimeStamp"),
    Endpoint("sub_user_history", "/sapi/v1/sub-account/transfer/subUserHistory", Limiter.SAPI_IP, 1, Caller.SUB,
             "binance_raw_transfer_between_account_sub", "transfer_data", Single(200, confirm=True),
             key_param="type", keys=("1", "2"), max_span=30 * DAY, reread=7 * DAY,
             fixed=(("returnFailHistory", "true"),), time_field="time"),
    Endpoint("wallet_transfer", "/sapi/v1/asset/transfer", Limiter.SAPI_IP, 1, Caller.ANY,
             "binance_raw_transfer_between_wallets", "transfer_data",
             Numbered(100, "current", "size", "total"), "rows",
             key_param="type", keys=SPOT_TRANSFER_TYPES, max_span=30 * DAY, reread=7 * DAY, retention=180 * DAY,
             time_field="timestamp"),
    Endpoint("trades", "/api/v3/myTrades", Limiter.API_IP, 20, Caller.ANY,
             "binance_raw_trades", "trade_data", FromId(1000), key_param="symbol", keys=(), end_param=None,
             time_field="time"),
    Endpoint("convert_history", "/sapi/v1/convert/tradeFlow", Limiter.SAPI_UID, 3000, Caller.ANY,
             "binance_raw_convert_history", "convert_data", MoreData(1000), "list",
             max_span=30 * DAY, reread=7 * DAY, time_field="createTime"),
    Endpoint("sub_account_list", "/sapi/v1/sub-account/list", Limiter.SAPI_IP, 1, Caller.MAIN,
             "binance_raw_sub_accounts", "sub_account_data", Numbered(200), "subAccounts",
             start_param=None, end_param=None),
)
CATALOGUE: dict[str, Endpoint] = {endpoint.name: endpoint for endpoint in _ALL}


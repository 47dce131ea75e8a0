"""What is asked of an account itself: the exchange's clock, the key's rights, whose key it is, what it has switched on,
its daily balances, its sub-accounts."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.booking import Snapshot
from binrecon.sources.endpoint import Caller, Endpoint
from binrecon.sources.pages import Numbered, Single
from binrecon.sources.source import Source, Told

DAY = timedelta(days=1)
NO_LAG = timedelta(0)

SERVER_TIME = Endpoint(
    "server_time", "/api/v3/time", Limiter.API_IP, 1, Caller.PUBLIC, records=None, start_param=None, end_param=None
)
API_RESTRICTIONS = Endpoint(
    "api_restrictions",
    "/sapi/v1/account/apiRestrictions",
    Limiter.SAPI_IP,
    1,
    Caller.ANY,
    records=None,
    start_param=None,
    end_param=None,
)
ACCOUNT = Endpoint(
    "account",
    "/api/v3/account",
    Limiter.API_IP,
    20,
    Caller.ANY,
    "binance_raw_account",
    "account_data",
    records=None,
    start_param=None,
    end_param=None,
    lag=NO_LAG,
    fixed=(("omitZeroBalances", "true"),),
)
ACCOUNT_INFO = Endpoint(
    "account_info",
    "/sapi/v1/account/info",
    Limiter.SAPI_IP,
    1,
    Caller.ANY,
    "binance_raw_account",
    "account_data",
    records=None,
    start_param=None,
    end_param=None,
    lag=NO_LAG,
    known_fields="vipLevel:n isMarginEnabled:b isFutureEnabled:b isOptionsEnabled:b isPortfolioMarginRetailEnabled:b",
)
# When a day's snapshot appears is not documented: one that is missing a day later is taken to be missing for good.
# Under 30 days may be asked, one row a day comes: 29 days can never fill a page of 30.
account_snapshot = partial(
    Source,
    path="/sapi/v1/accountSnapshot",
    limiter=Limiter.SAPI_IP,
    weight=2400,
    caller=Caller.ANY,
    raw_table="binance_raw_daily_snapshot",
    data_column="snapshot_data",
    pages=Single(30),
    records="snapshotVos",
    key_param="type",
    max_span=29 * DAY,
    retention=30 * DAY,
    lag=DAY,
    identity=("updateTime",),
    known_fields=(
        "data:o data.assets:a data.balances:a data.marginLevel:s data.position:a data.totalAssetOfBtc:s "
        "data.totalLiabilityOfBtc:s data.totalNetAssetOfBtc:s data.userAssets:a type:s updateTime:n"
    ),
)
"""The day-end balances of one wallet, as the exchange gives them for each of its types."""
DAILY_SNAPSHOT = account_snapshot(
    "daily_snapshot",
    keys=("SPOT",),
    wallet=Wallet.SPOT,
    booking=Snapshot(word="spot", listed="balances", balance=("free", "locked"), total="totalAssetOfBtc"),
    told=Told("the balances themselves: free + locked of every asset at the end of the day", "updateTime"),
)
SUB_ACCOUNT_LIST = Endpoint(
    "sub_account_list",
    "/sapi/v1/sub-account/list",
    Limiter.SAPI_IP,
    1,
    Caller.MAIN,
    "binance_raw_sub_accounts",
    "sub_account_data",
    Numbered(200),
    "subAccounts",
    start_param=None,
    end_param=None,
    lag=NO_LAG,
    identity=("email",),
)

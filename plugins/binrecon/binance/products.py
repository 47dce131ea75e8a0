"""The lists of products that move a SPOT balance, as descriptions for the catalogue.

Figures follow Binance's documentation of each endpoint. Most lists filter by the time a record was made and tell of
money that arrives days later, or of a status that changes: so the last 30 days are read each time, which is also the
longest window that all of them accept. What a record does to SPOT is in include/sql/canonical.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from binrecon.binance.endpoint import Caller, Endpoint
from binrecon.binance.pages import Newest, Numbered, Single
from binrecon.limits import Limiter

DAY = timedelta(days=1)
MONTH = 30 * DAY
BACK = MONTH - DAY

_RAW = {"raw_table": "binance_raw_product_history", "data_column": "product_data", "product": True}
_PAGES = Numbered(100, "current", "size", "total")

_product: Callable[..., Endpoint] = partial(
    Endpoint, limiter=Limiter.SAPI_IP, weight=150, caller=Caller.ANY, max_span=MONTH, reread=BACK, **_RAW
)
_listed = partial(_product, pages=_PAGES, records="rows")

_EARN = "/sapi/v1/simple-earn"

PRODUCTS: tuple[Endpoint, ...] = (
    # The newest hundred come whatever window is asked, so none is: a window could hide that older ones are missing.
    _product("dust_log", "/sapi/v1/asset/dribblet", weight=1, pages=Newest(100, "operateTime", "total"),
             records="userAssetDribblets", start_param=None, end_param=None, reread=7 * DAY),
    _product("asset_dividend", "/sapi/v1/asset/assetDividend", weight=10, pages=Single(500, total_field="total"),
             records="rows", time_field="divTime"),
    _listed("flexible_subscription", f"{_EARN}/flexible/history/subscriptionRecord", time_field="time"),
    _listed("flexible_redemption", f"{_EARN}/flexible/history/redemptionRecord", time_field="time"),
    _listed("flexible_rewards", f"{_EARN}/flexible/history/rewardsRecord", time_field="time",
            fixed=(("type", "ALL"),)),
)

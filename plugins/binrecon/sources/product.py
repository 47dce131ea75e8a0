"""What the lists of products have in common: how they are asked, and the words of their descriptions.

Figures follow Binance's documentation of each endpoint. Most lists filter by the time a record was made and tell of
money that arrives days later, or of a status that changes: so the last 30 days are read each time, which is also the
longest window that all of them accept.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import Numbered
from binrecon.sources.source import Source, StatementClass

DAY = timedelta(days=1)
MONTH = 30 * DAY

product = partial(
    Source,
    wallet=Wallet.SPOT,
    limiter=Limiter.SAPI_IP,
    weight=150,
    caller=Caller.ANY,
    raw_table="binance_raw_product_history",
    data_column="product_data",
    max_span=MONTH,
    reread=MONTH - DAY,
    product=True,
)
"""A list of a product. Its records lie in one table with those of all others."""
listed = partial(product, pages=Numbered(100, "current", "size", "total"), records="rows")
"""Most of them answer `{rows, total}` in pages of `current` and `size`."""

ADDS: dict[str, Any] = {"adds": True}
TAKES: dict[str, Any] = {"takes": True}
BOTH: dict[str, Any] = {**ADDS, **TAKES}
"""What the records of a list can do to the balance; a share of Earn counts as what is held there."""
BY_UID: dict[str, Any] = {"limiter": Limiter.SAPI_UID}
NO_WINDOW: dict[str, Any] = {"start_param": None, "end_param": None}
SWAPPED: dict[str, Any] = {"kinds": (("swap_buy", StatementClass.EARN), ("swap_sell", StatementClass.EARN))}
"""Rows of an exchange of two assets by a product."""
EARNED: dict[str, Any] = {"statement": StatementClass.EARN}
INCOME: dict[str, Any] = {"statement": StatementClass.INCOME}

"""What comes in by itself: dust turned into a coin, dividends, rebates."""

from __future__ import annotations

from functools import partial

from binrecon.sources.booking import Dust, OwnFiles, Table
from binrecon.sources.pages import Newest, Numbered, Single
from binrecon.sources.product import ADDS, BOTH, BY_UID, DAY, INCOME, MONTH, NO_WINDOW, product
from binrecon.sources.source import Source, StatementClass, Told

TWINS_APART = DAY / 2
"""A dividend that stands for a reward is listed within so much of its time: read so far beyond the day, one that comes
after midnight is known when the day is judged."""
# The example of the documents has a total of 8 beside two conversions of two assets each.
_DUST = Newest(100, "operateTime", "total", parts="userAssetDribbletDetails")

# The newest hundred come whatever window is asked, so none is: a window could hide that older ones are missing.
dust = partial(
    product,
    path="/sapi/v1/asset/dribblet",
    weight=1,
    pages=_DUST,
    records="userAssetDribblets",
    reread=7 * DAY,
    **NO_WINDOW,
    identity=("transId",),
    **BOTH,
    booking=Dust(),
    told=Told(
        "exchange per asset: −amount of it, +transferedAmount (net of the charge) of `targetAsset`",
        "operateTime",
        "the only one; the newest 100 come: 100 that all lie in the window, or a total that fits nothing, leave it "
        "unproved",
    ),
    kinds=(("dust_buy", StatementClass.DUST), ("dust_sell", StatementClass.DUST)),
    known_fields=(
        "operateTime:n totalServiceChargeAmount:s totalTransferedAmount:s transId:n userAssetDribbletDetails:a "
        "userAssetDribbletDetails[].amount:s userAssetDribbletDetails[].fromAsset:s "
        "userAssetDribbletDetails[].operateTime:n userAssetDribbletDetails[].serviceChargeAmount:s "
        "userAssetDribbletDetails[].targetAsset:s userAssetDribbletDetails[].transId:n "
        "userAssetDribbletDetails[].transferedAmount:s"
    ),
)
"""Small amounts of one wallet turned into a coin."""

LISTS: tuple[Source, ...] = (
    dust("dust_log"),
    product(
        "asset_dividend",
        "/sapi/v1/asset/assetDividend",
        weight=10,
        pages=Single(500, total_field="total"),
        records="rows",
        time_field="divTime",
        max_span=3 * MONTH,
        ahead=TWINS_APART,
        identity=("id",),
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "+amount; `direction` −1: −amount",
            "divTime",
            "wins over flexible BONUS/REWARDS and locked rewards where its `enInfo` says so: same asset and amount "
            "within "
            "12 h, paired one to one",
        ),
        **INCOME,
        known_fields="amount:s asset:s direction:n divTime:n enInfo:s id:n tranId:n",
    ),
    product(
        "rebates",
        "/sapi/v1/rebate/taxQuery",
        weight=12_000,
        records="data.data",
        time_field="updateTime",
        pages=Numbered(200, "page", None, "data.totalRecords"),
        **BY_UID,
        **ADDS,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("+amount, types 1 and 2", "updateTime"),
        **INCOME,
        known_fields="amount:s asset:s type:n updateTime:n",
    ),
)

"""Dual investments, cloud mining and pool mining: what is put in, and what comes of it."""

from __future__ import annotations

from binrecon.sources.booking import OwnFiles, Table, TwoWay
from binrecon.sources.pages import Numbered
from binrecon.sources.product import ADDS, BOTH, BY_UID, EARNED, INCOME, NO_WINDOW, listed, product
from binrecon.sources.source import Source, StatementClass, Told

LISTS: tuple[Source, ...] = (
    # Every position ever made comes, by number of the page.
    product(
        "dual_investment",
        "/sapi/v1/dci/product/positions",
        weight=1,
        records="list",
        pages=Numbered(100, "pageIndex", "pageSize", "total"),
        **NO_WINDOW,
        identity=("id",),
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "−subscriptionAmount of investCoin; +settleAmount of settleAsset, which real answers carry though no "
            "document "
            "names them; a settled position without them: a variance on the settlement day",
            "subscriptionTime; settleDate",
        ),
        **EARNED,
        known_fields=(
            "apr:s autoCompoundPlan:s duration:n exercisedCoin:s id:s investCoin:s isExercised:b optionType:s "
            "orderId:n purchaseEndTime:n purchaseStatus:s settleAmount:s settleAsset:s settleDate:n settlePrice:s "
            "strikePrice:s subscriptionAmount:s subscriptionTime:n"
        ),
    ),
    listed(
        "cloud_mining",
        "/sapi/v1/asset/ledger-transfer/cloud-mining/queryByPage",
        weight=600,
        end_excluded=True,
        time_field="createTime",
        **BY_UID,
        identity=("tranId",),
        **BOTH,
        booking=TwoWay(word="type", goes_out="248", comes_in="249", ids=("tranId",), time="createTime", listed="S"),
        told=Told("248: −amount; 249: +amount", "createTime"),
        statement=StatementClass.OTHER,
        known_fields="amount:s asset:s createTime:n status:s tranId:n type:n",
    ),
    product(
        "mining_earnings",
        "/sapi/v1/mining/payment/uid",
        weight=5,
        records="data.accountProfits",
        pages=Numbered(200, "pageIndex", "pageSize", "data.totalNum"),
        key_param="algo",
        keys=("sha256", "ethash"),
        start_param="startDate",
        end_param="endDate",
        **ADDS,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "+amount; the pay time is told nowhere, so a payout after midnight shows as two variances that cancel",
            "time (the mining day)",
        ),
        **INCOME,
        known_fields="amount:n coinName:s puid:n subName:s time:n type:n",
    ),
)

"""Flexible loans, and loans after a liquidation that are paid back out of SPOT."""

from __future__ import annotations

from functools import partial

from binrecon.sources.booking import FINAL, Leg, OwnFiles, Payment, Table, TwoWay
from binrecon.sources.pages import Numbered
from binrecon.sources.product import ADDS, BOTH, BY_UID, DAY, EARNED, TAKES, listed
from binrecon.sources.source import Source, StatementClass, Told

_loan = partial(listed, pages=Numbered(100, "current", "limit", "total"), weight=400)
_LOAN = "/sapi/v2/loan/flexible"

LISTS: tuple[Source, ...] = (
    _loan(
        "loan_borrow",
        f"{_LOAN}/borrow/history",
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "+initialLoanAmount, −initialCollateralAmount (taken to be from SPOT: the list does not say)", "borrowTime"
        ),
        **EARNED,
        known_fields="borrowTime:n collateralCoin:s initialCollateralAmount:s initialLoanAmount:s loanCoin:s status:s",
    ),
    _loan(
        "loan_repay",
        f"{_LOAN}/repay/history",
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("−repayAmount, +collateralReturn", "repayTime"),
        **EARNED,
        known_fields="collateralCoin:s collateralReturn:s loanCoin:s repayAmount:s repayStatus:s repayTime:n",
    ),
    _loan(
        "loan_ltv_adjustment",
        f"{_LOAN}/ltv/adjustment/history",
        **BY_UID,
        **BOTH,
        booking=TwoWay(
            word="direction",
            goes_out="ADDITIONAL",
            comes_in="REDUCED",
            ids=("adjustTime", "loanCoin", "collateralCoin"),
            numbered=True,
            asset="collateralCoin",
            names=("loanCoin",),
            amount="collateralAmount",
            time="adjustTime",
        ),
        told=Told("ADDITIONAL: −collateral; REDUCED: +collateral", "adjustTime"),
        **EARNED,
        known_fields="adjustTime:n afterLTV:s collateralAmount:s collateralCoin:s direction:s loanCoin:s preLTV:s",
    ),
    _loan(
        "loan_liquidation",
        f"{_LOAN}/liquidation/history",
        **ADDS,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("+returnCollateralAmount", "liquidationStartingTime"),
        **EARNED,
        known_fields=(
            "collateralCoin:s liquidationCollateralAmount:s liquidationDebt:s liquidationFee:s "
            "liquidationStartingPrice:s liquidationStartingTime:n loanCoin:s returnCollateralAmount:s status:s"
        ),
    ),
    listed(
        "liquidation_loan_repay",
        "/sapi/v1/margin/liquidation-loan/repay-history",
        weight=100,
        retention=90 * DAY,
        **BY_UID,
        identity=("repayId",),
        **TAKES,
        booking=Payment(way=Leg.OUT, ids=("repayId",), numbered=False, time="createTime", status="status", words=FINAL),
        told=Told("−amount", "createTime"),
        statement=StatementClass.OTHER,
        known_fields="amount:s asset:s createTime:n repayId:n status:s",
    ),
    listed(
        "pm_loan_repay",
        "/sapi/v1/portfolio/pmloan-history",
        weight=500,
        **TAKES,
        booking=Payment(way=Leg.OUT, ids=("repayTime", "asset"), time="repayTime"),
        told=Told("−amount", "repayTime"),
        statement=StatementClass.OTHER,
        known_fields="amount:s asset:s repayTime:n",
    ),
    # Its orderId names the loan, which may be repaid in parts. Times are texts, and by which of them it filters is not
    # said.
    _loan(
        "vip_loan_repay",
        "/sapi/v1/loan/vip/repay/history",
        **TAKES,
        booking=Payment(
            way=Leg.OUT,
            ids=("repayTime", "orderId", "loanCoin"),
            asset="loanCoin",
            amount="repayAmount",
            time="repayTime",
            status="repayStatus",
            words=(("Repaid", "counts"), ("Repaying", "pending"), ("Failed", "failed")),
        ),
        told=Told(
            "−repayAmount of loanCoin (taken to be from SPOT: the list does not say); what was lent, and the "
            "collateral, no "
            "list tells",
            "repayTime",
        ),
        **EARNED,
        known_fields=("collateralCoin:s loanCoin:s loanDate:s orderId:s repayAmount:s repayStatus:s repayTime:s"),
    ),
)

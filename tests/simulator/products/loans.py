"""Flexible loans and the repayment of margin liquidation loans."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call
from ..clock import DAY
from ..limits import uid_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import held_for, rows_total, window_of
from ..registry import Fields, Statement, register
from ..units import fixed, plain
from .earn import share_of


@dataclass(frozen=True, kw_only=True)
class LoanRecord(Product):
    """A record of a pair of loan coin and collateral coin; no list gives an id."""

    loan_coin: str
    collateral_coin: str

    @property
    def id(self) -> str:
        return f"{self.time}:{self.loan_coin}:{self.collateral_coin}"

    def coins(self) -> dict[str, str]:
        return {"loanCoin": self.loan_coin, "collateralCoin": self.collateral_coin}


@dataclass(frozen=True, kw_only=True)
class LoanBorrow(LoanRecord):
    """+loan, −collateral. No list says where the collateral came from: `from_earn` reads as SPOT all the same, and it
    was the share of Simple Earn that went."""

    kind: ClassVar[str] = "loan_borrow"
    MONEY: ClassVar[tuple[str, str]] = ("loan", "initialLoanAmount")

    loan: int
    collateral: int
    from_earn: bool = False

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.loan_coin, self.loan)
        yield self.out(self.collateral_coin, self.collateral)

    def postings(self) -> Iterator[Posting]:
        for posting in super().postings():
            given = posting.leg == "out" and self.from_earn
            yield self.out(share_of(self.collateral_coin), self.collateral) if given else posting

    def row(self, now: int) -> dict[str, Any]:
        return {
            **self.coins(),
            "initialLoanAmount": plain(self.loan),
            "initialCollateralAmount": plain(self.collateral),
            "borrowTime": self.time,
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class LoanRepay(LoanRecord):
    """−repaid, +collateral given back. The pages spell the status both REPAID and Repaid."""

    kind: ClassVar[str] = "loan_repay"
    MONEY: ClassVar[tuple[str, str]] = ("repaid", "repayAmount")
    PENDING: ClassVar[str] = "Repaying"
    GOOD: ClassVar[frozenset[str]] = frozenset({"REPAID", "Repaid"})

    repaid: int
    returned: int
    status: str = "REPAID"

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.loan_coin, self.repaid)
        if self.returned:
            yield self.into(self.collateral_coin, self.returned)

    def row(self, now: int) -> dict[str, Any]:
        return {
            **self.coins(),
            "repayAmount": plain(self.repaid),
            "collateralReturn": plain(self.returned),
            "repayStatus": self.status_at(now),
            "repayTime": self.time,
        }


@dataclass(frozen=True, kw_only=True)
class LoanAdjustment(LoanRecord):
    """ADDITIONAL collateral goes out of SPOT, REDUCED comes back."""

    kind: ClassVar[str] = "loan_ltv_adjustment"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "collateralAmount")

    amount: int
    direction: str = "ADDITIONAL"

    def moves(self) -> Iterator[Posting]:
        yield (self.out if self.direction == "ADDITIONAL" else self.into)(self.collateral_coin, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # an adjustment is listed when it is done
        return {
            **self.coins(),
            "direction": self.direction,
            "collateralAmount": plain(self.amount),
            "preLTV": "0.78",
            "afterLTV": "0.56",
            "adjustTime": self.time,
        }


@dataclass(frozen=True, kw_only=True)
class LoanLiquidation(LoanRecord):
    """What is left of the collateral comes back; the rest never was in SPOT."""

    kind: ClassVar[str] = "loan_liquidation"
    MONEY: ClassVar[tuple[str, str]] = ("returned", "returnCollateralAmount")
    PENDING: ClassVar[str] = "Liquidating"
    GOOD: ClassVar[frozenset[str]] = frozenset({"Liquidated"})

    debt: int
    collateral: int
    returned: int
    fee: int = 0
    status: str = "Liquidated"

    def moves(self) -> Iterator[Posting]:
        if self.returned:
            yield self.into(self.collateral_coin, self.returned)

    def row(self, now: int) -> dict[str, Any]:
        return {
            **self.coins(),
            "liquidationDebt": plain(self.debt),
            "liquidationCollateralAmount": plain(self.collateral),
            "returnCollateralAmount": plain(self.returned),
            "liquidationFee": plain(self.fee),
            "liquidationStartingPrice": "49.27565492",
            "liquidationStartingTime": self.time,
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class LiquidationRepay(Product):
    """A margin liquidation loan paid back out of SPOT."""

    kind: ClassVar[str] = "liquidation_loan_repay"

    repay_id: int
    asset: str = "USDC"
    amount: int

    @property
    def id(self) -> int:
        return self.repay_id

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "repayId": self.repay_id,
            "asset": self.asset,
            "amount": fixed(self.amount),
            "status": self.status_at(now),
            "createTime": self.time,
        }


def loans(kind: str) -> Callable[[Call], Any]:
    """`{rows, total}` with `limit` for `size`, at most 180 days and 90 unless told."""
    coins = {"loanCoin": "loan_coin", "collateralCoin": "collateral_coin"}
    return rows_total(kind, window_of(90 * DAY, 180 * DAY), coins, size="limit")


_PATH = "/sapi/v2/loan/flexible"

register(
    LoanBorrow,
    f"{_PATH}/borrow/history",
    loans("loan_borrow"),
    400,
    Statement("Flexible Loan - Lending"),
    Fields("initialLoanAmount", "status", "loanCoin"),
    calls=5,
)
register(
    LoanRepay,
    f"{_PATH}/repay/history",
    loans("loan_repay"),
    400,
    Statement("Flexible Loan - Repayment"),
    Fields("repayAmount", "repayStatus", "loanCoin"),
    calls=5,
)
register(
    LoanAdjustment,
    f"{_PATH}/ltv/adjustment/history",
    loans("loan_ltv_adjustment"),
    400,
    Statement("Flexible Loan - Collateral Transfer"),
    Fields("collateralAmount", "direction", "collateralCoin"),
    pool=uid_pool,
    calls=5,
)
register(
    LoanLiquidation,
    f"{_PATH}/liquidation/history",
    loans("loan_liquidation"),
    400,
    Statement("Flexible Loan - Collateral Transfer"),
    Fields("returnCollateralAmount", "status", "collateralCoin"),
    calls=1,
)
register(
    LiquidationRepay,
    "/sapi/v1/margin/liquidation-loan/repay-history",
    rows_total("liquidation_loan_repay", held_for(90 * DAY, window_of(7 * DAY, 90 * DAY)), default=50),
    100,
    Statement("Cross Margin Liquidation - Repayment"),
    pool=uid_pool,
)

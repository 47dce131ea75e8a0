"""Repayments of VIP loans, which say neither what was lent nor what became of the collateral."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..clock import DAY
from ..postings import Posting
from ..product import Product
from ..product_lists import rows_total, window_of
from ..registry import Fields, Statement, register
from ..units import plain


@dataclass(frozen=True, kw_only=True)
class VipLoanRepay(Product):
    """A part of the loan `order` goes out of SPOT; all its times are listed as texts."""

    kind: ClassVar[str] = "vip_loan_repay"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "repayAmount")
    PENDING: ClassVar[str] = "Repaying"
    GOOD: ClassVar[frozenset[str]] = frozenset({"Repaid"})

    order: int
    asset: str
    amount: int
    status: str = "Repaid"

    @property
    def id(self) -> str:
        return f"{self.time}:{self.order}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "loanCoin": self.asset,
            "repayAmount": plain(self.amount),
            "collateralCoin": "BNB,BTC,ETH",
            "repayStatus": self.status_at(now),
            "loanDate": str(self.time - 30 * DAY),
            "repayTime": str(self.time),
            "orderId": str(self.order),
        }


register(
    VipLoanRepay,
    "/sapi/v1/loan/vip/repay/history",
    rows_total(
        "vip_loan_repay", window_of(90 * DAY, 180 * DAY), {"orderId": "order", "loanCoin": "asset"}, size="limit"
    ),
    400,
    Statement("VIP Loan - Repayment", guessed=True),
    Fields("repayAmount", "repayStatus", "loanCoin"),
)

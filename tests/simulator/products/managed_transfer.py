"""Transfers of a managed sub-account, whose trading team has its key and whose investor moves its coins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..call import Call
from ..clock import DAY
from ..habits import distinct
from ..limits import uid_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import chosen, cut, shown, window_of
from ..registry import Statement, register
from ..units import plain

HALF_A_YEAR = window_of(30 * DAY, 180 * DAY)


@dataclass(frozen=True, kw_only=True)
class ManagedTransfer(Product):
    """Coins that the investor (`other`) sends to the managed sub-account, or with `leaves` takes back."""

    kind: ClassVar[str] = "managed_transfer"
    PENDING: ClassVar[str] = "PROCESS"

    tran_id: int
    other: str
    asset: str
    amount: int
    leaves: bool = False
    wallet: str = "SPOT"

    @property
    def id(self) -> int:
        return self.tran_id

    def moves(self) -> Iterator[Posting]:
        yield (self.out if self.leaves else self.into)(self.asset, self.amount, wallet=self.wallet)

    def row(self, now: int) -> dict[str, Any]:
        ends = (self.email, self.wallet), (self.other, "SPOT")
        (sender, given), (receiver, received) = ends if self.leaves else ends[::-1]
        return {
            "fromEmail": sender,
            "fromAccountType": given,
            "toEmail": receiver,
            "toAccountType": received,
            "asset": self.asset,
            "amount": plain(self.amount),
            "scheduledData": self.time,
            "createTime": self.time,
            "status": self.status_at(now),
            "tranId": self.tran_id,
        }


def managed_transfers(call: Call) -> Any:
    """Both ends of the window, page and size must be sent; at most half a year and 500 rows."""
    for name in ("startTime", "endTime", "page", "limit"):
        call.need(name)
    size, page = call.page_size("limit", 500, 500), call.page_number()
    found = chosen(call, "managed_transfer", HALF_A_YEAR(call))
    return {"managerSubTransferHistoryVos": shown(call, cut(found, page, size)), "count": distinct(found)}


register(
    ManagedTransfer,
    "/sapi/v1/managed-subaccount/query-trans-log",
    managed_transfers,
    60,
    Statement("Transfer Between Main Account and Sub-Account"),
    pool=uid_pool,
    caller="sub",
)

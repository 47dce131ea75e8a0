"""Dust conversions, dividends and rebates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .. import totals
from ..call import Call, invalid, too_long
from ..clock import DAY
from ..habits import distinct
from ..limits import uid_pool
from ..postings import Posting
from ..product import Product
from ..product_lists import chosen, cut, newest, shown, window_of
from ..registry import Fields, Statement, register
from ..units import fixed, plain

NEWEST_DUST = 100
REBATE_PAGE = 200
_DIVIDENDS = {
    "Flexible": "Simple Earn Flexible Interest",
    "Locked": "Simple Earn Locked Rewards",
    "STAKING": "Staking Rewards",
}


@dataclass(frozen=True, kw_only=True)
class Dust(Product):
    """One asset of a dust conversion; rows with one `parent_id` are listed as one record. `got` is net of `charge`.
    `account` is SPOT or MARGIN, which is cross margin."""

    kind: ClassVar[str] = "dust_log"
    MONEY: ClassVar[tuple[str, str]] = ("got", "transferedAmount")

    parent_id: int
    trans_id: int
    asset: str
    amount: int
    got: int
    charge: int
    target: str = "BNB"
    account: str = "SPOT"

    @property
    def id(self) -> str:
        return f"{self.trans_id}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        return self.swap(self.asset, self.amount, self.target, self.got, self.account)

    def row(self, now: int) -> dict[str, Any]:
        del now  # a conversion never changes
        return {
            "transId": self.trans_id,
            "serviceChargeAmount": plain(self.charge),
            "amount": plain(self.amount),
            "operateTime": self.time,
            "transferedAmount": plain(self.got),
            "fromAsset": self.asset,
            "targetAsset": self.target,
        }


@dataclass(frozen=True, kw_only=True)
class Dividend(Product):
    """Income, or with direction -1 a debit; `direction` None is a row of before January 2026, which had none."""

    kind: ClassVar[str] = "asset_dividend"

    number: int
    asset: str
    amount: int
    direction: int | None = 1
    info: str = "BHFT distribution"
    tran_id: int = 2968885920

    @property
    def id(self) -> int:
        return self.number

    def moves(self) -> Iterator[Posting]:
        yield (self.out if self.direction == -1 else self.into)(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # a dividend never changes
        row = {
            "id": self.number,
            "amount": fixed(self.amount),
            "asset": self.asset,
            "divTime": self.time,
            "enInfo": self.info,
            "tranId": self.tran_id,
        }
        return row if self.direction is None else {**row, "direction": self.direction}


@dataclass(frozen=True, kw_only=True)
class Rebate(Product):
    """Commission rebate (type 1) or referral kickback (type 2). The list gives no id."""

    kind: ClassVar[str] = "rebates"

    asset: str
    amount: int
    type: int = 1

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.type}"

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # a rebate never changes
        return {"asset": self.asset, "type": self.type, "amount": plain(self.amount), "updateTime": self.time}


def dividends(call: Call) -> Any:
    """The newest `limit` rows of at most 180 days; no pages: `total` tells that there are more."""
    size = call.page_size("limit", 20, 500)
    window = call.window(180 * DAY, 180 * DAY + 1, too_long(180 * 24))
    found = chosen(call, "asset_dividend", window, {"asset": "asset"})
    return {"rows": shown(call, newest(found, size)), "total": distinct(found)}


def dust(call: Call) -> Any:
    """The newest hundred conversions of the SPOT account or of cross margin, each with its details; no pages."""
    account, end = call.text("accountType") or "SPOT", call.number("endTime")
    if account not in ("SPOT", "MARGIN"):
        raise invalid("accountType")
    window = (call.number("startTime") or 0, call.now if end is None else end)
    parents: dict[int, list] = {}
    for event in chosen(call, "dust_log", window):
        if event.account == account:
            parents.setdefault(event.parent_id, []).append(event)
    windowed = "startTime" in call.params
    shown_, total = totals.of_dust(call.settings.totals, list(parents.values()), windowed)
    kept = newest([details[0] for details in shown_], NEWEST_DUST)
    records = [_dust_record(call, parents[first.parent_id]) for first in kept]
    return {"total": total, "userAssetDribblets": records}


def _dust_record(call: Call, details: list) -> dict[str, Any]:
    return {
        "operateTime": details[0].time,
        "totalTransferedAmount": plain(sum(event.got for event in details)),
        "totalServiceChargeAmount": plain(sum(event.charge for event in details)),
        "transId": details[0].parent_id,
        "userAssetDribbletDetails": shown(call, details),
    }


def rebates(call: Call) -> Any:
    """Pages of 200 that cannot be chosen, of at most 30 days, the last seven unless told."""
    page, size = call.page_number(), call.settings.page_caps.get(call.path, REBATE_PAGE)
    found = chosen(call, "rebates", window_of(7 * DAY, 30 * DAY)(call))
    data = {"page": page, "totalRecords": distinct(found), "totalPageNum": -(-len(found) // size)}
    rows = shown(call, cut(found, page, size + call.extra_rows))
    return {"status": "OK", "type": "GENERAL", "code": "000000000", "data": {**data, "data": rows}}


register(
    Dust,
    "/sapi/v1/asset/dribblet",
    dust,
    1,
    Statement("Small Assets Exchange BNB", old="Small assets exchange BNB", remark="small assets to BNB"),
    Fields("amount", "", "fromAsset"),
)
register(
    Dividend,
    "/sapi/v1/asset/assetDividend",
    dividends,
    10,
    Statement(lambda event, posting: _DIVIDENDS.get(event.info, "Distribution"), remark=lambda event: event.info),
    Fields(status=""),
)
register(
    Rebate,
    "/sapi/v1/rebate/taxQuery",
    rebates,
    12_000,
    Statement("Commission Rebate"),
    Fields(status="type"),
    pool=uid_pool,
)

"""Dust conversions, dividends and rebates."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .postings import Posting
from .product import Product
from .units import fixed, plain


@dataclass(frozen=True, kw_only=True)
class Dust(Product):
    """One asset of a dust conversion; rows with one `parent_id` are listed as one record. `got` is net of `charge`."""

    kind: ClassVar[str] = "dust_log"
    MONEY: ClassVar[tuple[str, str]] = ("got", "transferedAmount")

    parent_id: int
    trans_id: int
    asset: str
    amount: int
    got: int
    charge: int
    target: str = "BNB"

    @property
    def id(self) -> str:
        return f"{self.trans_id}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        return self.swap(self.asset, self.amount, self.target, self.got)

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

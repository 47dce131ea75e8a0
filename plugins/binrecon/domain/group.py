"""The whole group's day: what its wallets hold, what moved, what is on its way, and a line of it for each asset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.day_facts import Gap


class GroupWallet(NamedTuple):
    """How far the day is known for a wallet of the group. `known`: both its balances are held, so that an asset it has
    no verdict on was not there at either midnight. `doubted`: the day is unproved in all of the wallet, so that nothing
    is known of an asset without a verdict. `gaps`: what lacks where only a part of it is unproved; an asset that one of
    them touches may have come and gone."""

    email: str
    wallet: str
    judged: bool
    known: bool
    doubted: bool = False
    gaps: tuple[Gap, ...] = ()


class GroupCell(NamedTuple):
    """The verdict on a balance of one wallet; `asset` is the coin. The balances are None where they are not known."""

    email: str
    wallet: str
    asset: str
    verdict: str
    opening: Decimal | None
    actual: Decimal | None


class GroupMovements(NamedTuple):
    """What moved an asset of the group otherwise than between its own wallets; signed, in the asset."""

    asset: str
    external_in: Decimal
    external_out: Decimal
    trades: Decimal
    fees: Decimal


class InTransit(NamedTuple):
    """What of an asset was sent inside the group and has not arrived, at both midnights of the day. `since` is when the
    oldest of it was sent, `negative` how many transfers arrived that were not sent by then."""

    asset: str
    opening: Decimal
    closing: Decimal
    since: datetime | None
    negative: int


class UnknownWallet(NamedTuple):
    """A wallet of the group of which the day is not known, and what is missing."""

    email: str
    wallet: str
    why: str


@dataclass(frozen=True)
class GroupFacts:
    """All that the group's day is made of."""

    day: date
    wallets: tuple[GroupWallet, ...]
    cells: tuple[GroupCell, ...]
    movements: tuple[GroupMovements, ...]
    transit: tuple[InTransit, ...]


class GroupLine(NamedTuple):
    """One asset of the group's day, in the order of the columns of group.csv; an empty one where no wallet tells of
    any. expected = opening + external_in + external_out + trades + fees + in_transit_opening - in_transit_closing;
    variance = actual - expected. A sum of which a part is not known is None."""

    date: date
    asset: str
    opening: Decimal | None
    external_in: Decimal
    external_out: Decimal
    trades: Decimal
    fees: Decimal
    in_transit_opening: Decimal
    in_transit_closing: Decimal
    oldest_in_transit_days: int | None
    expected: Decimal | None
    actual: Decimal | None
    variance: Decimal | None
    verdict: str
    reason: str

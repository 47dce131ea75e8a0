"""What an investigation is given about an account-day: stored records and figures that may account for a variance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from binrecon.domain.day_facts import ClosingPrices
from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.statements import UnmatchedEntry
from binrecon.domain.vocabulary import FILLS

Variances = Mapping[tuple[str, date], Decimal]
"""Computed variances by (asset, day), zeros included; without a key where the day is not known: a snapshot or an answer that it
requires is missing, its own run has not judged it yet, or that run was in doubt."""

PATIENCE = 7
"""Days in which a failed withdrawal is given back; what is not back by then is lost until somebody says otherwise."""
LONGEST = 14
"""Days before the day in which records are looked at that may still have come true on it."""
LONE = 30
"""Days in which the other end of an own transfer is waited for."""
AROUND = 2
"""Days on either side of the day whose variances are read to see whether the asset is off there too."""
COUNTS, PENDING, FAILED = "counts", "pending", "failed"
"""Standings that are looked at here; a record of another wallet, one that another list tells and one that is no longer listed
can be no cause."""
_EXCHANGED = ("_buy", "_sell")
"""How the subtypes of legs end that were given for another asset."""
_LEGS = {1: "in", 2: "out", 3: "fee"}


class RecordLeg(NamedTuple):
    """One leg of a stored record in the account's SPOT wallet, near the day.

    `amount` is signed. `at` is the time it is booked at; `other_at` a second time the exchange or the other end gives for it,
    else None. Only a leg whose `standing` is `counts` moves the roll-forward. Legs of one record share `source` and `record`.
    `party` is what the record calls the other side, `txn_hash` the transaction it names; either may be empty.
    """

    source: str
    record: str
    leg: int
    subtype: str
    asset: str
    amount: Decimal
    at: datetime
    standing: str
    status: str
    other_at: datetime | None = None
    party: str = ""
    txn_hash: str = ""

    @property
    def name(self) -> str:
        return f"{self.source} {self.record} {_LEGS[self.leg]}"


@dataclass(frozen=True)
class Record:
    """The legs of one stored record in one asset, as one movement."""

    legs: tuple[RecordLeg, ...]

    @cached_property
    def amount(self) -> Decimal:
        """What they come to together, signed, in the asset."""
        total = ZERO
        for leg in self.legs:
            total = CONTEXT.add(total, leg.amount)
        return total

    @property
    def first(self) -> RecordLeg:
        return self.legs[0]

    @property
    def day(self) -> date:
        return utc_day(self.first.at)

    @property
    def other_day(self) -> date | None:
        return None if self.first.other_at is None else utc_day(self.first.other_at)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(leg.name for leg in self.legs)


class Resolution(NamedTuple):
    """What a person has resolved about a cell, in force: `amount` signed, in the asset."""

    id: int
    asset: str
    kind: str
    amount: Decimal
    author: str


class Unanswered(NamedTuple):
    """Questions about the day that are not required and have no complete answer: the first keys, and how many."""

    endpoint: str
    keys: tuple[str, ...]
    questions: int


class Silent(NamedTuple):
    """A question asked because something is left, without a complete answer; `assets` None means it can touch every asset."""

    name: str
    assets: frozenset[str] | None = None


class Source(NamedTuple):
    """What can move SPOT: a list by its name in the endpoint catalogue, or something that no list tells. `account` is the type
    of account that can have it ("main" or "sub"), empty where each can."""

    name: str
    adds: bool
    takes: bool
    account: str = ""

    def could(self, variance: Decimal) -> bool:
        """Whether it moves a balance in the direction of a variance."""
        return self.adds if variance > 0 else self.takes


@dataclass(frozen=True, eq=False)
class InvestigationInput:
    """Everything the causes may read for one account-day.

    cells: the open ones. transfers: legs with times on two days, pending ones (with the legs of their records in other assets)
    and withdrawals that failed. near: what moved within an hour
    of a midnight, all assets, in the order of time. exchanged: converts and the like whose assets are all off. same_amount:
    legs that are the exact opposite of their asset's variance, alone or with all legs of their record in the asset. charges:
    service charges of dust, negative. ends: own transfers told by one end alone. read: endpoints that hold the day.
    unanswered: questions nobody answered. opposite: assets and other accounts that are off by the opposite. unpaired: lines
    of statements and movements that only one of them has. unasked: how many pairs that trade an open asset were never asked
    for the day. silent: questions that could hold another cause and gave no answer. untraded: open assets of which the
    exchange, whose list of pairs was read, trades no pair. refused: of an open asset, the first pairs that could hold a fill of
    the day and gave no answer when last asked, and how many there are. lists: every list that can move SPOT, but those asked
    pair by pair. untold: what can move it and no list tells.
    """

    day: date
    lines: tuple[AssetVerdict, ...] = ()
    transfers: tuple[RecordLeg, ...] = ()
    near: tuple[RecordLeg, ...] = ()
    exchanged: tuple[RecordLeg, ...] = ()
    same_amount: tuple[RecordLeg, ...] = ()
    charges: tuple[RecordLeg, ...] = ()
    ends: tuple[RecordLeg, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    variances: Variances = field(default_factory=dict)
    closes: ClosingPrices = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    unanswered: tuple[Unanswered, ...] = ()
    opposite: tuple[tuple[str, str], ...] = ()
    unpaired: tuple[UnmatchedEntry, ...] = ()
    unasked: Mapping[str, int] = field(default_factory=dict)
    silent: tuple[Silent, ...] = ()
    untraded: frozenset[str] = frozenset()
    refused: Mapping[str, tuple[tuple[str, ...], int]] = field(default_factory=dict)
    lists: tuple[Source, ...] = ()
    untold: tuple[Source, ...] = ()

    def knows(self, asset: str, day: date) -> bool:
        """Whether the asset's variance of the day is known, zero or not."""
        return (asset, day) in self.variances

    @cached_property
    def records(self) -> Mapping[str, tuple[Record, ...]]:
        """The records of `transfers` by asset."""
        return by_asset(self.transfers)

    @cached_property
    def legs(self) -> Mapping[tuple[str, str], tuple[RecordLeg, ...]]:
        """The legs of `transfers` and `exchanged` by source and record, of all assets."""
        found: dict[tuple[str, str], tuple[RecordLeg, ...]] = {}
        for leg in sorted((*self.transfers, *self.exchanged), key=attrgetter("leg", "asset")):
            if leg.amount:
                found[leg.source, leg.record] = (*found.get((leg.source, leg.record), ()), leg)
        return found

    @cached_property
    def conversions(self) -> Mapping[str, tuple[Record, ...]]:
        """The records of `exchanged` by asset; `legs` are those in that asset."""
        return by_asset(self.exchanged)

    @cached_property
    def around(self) -> Mapping[str, tuple[RecordLeg, ...]]:
        """The legs of `near` by asset, in the order of time."""
        return _split(self.near)

    @cached_property
    def passing(self) -> Mapping[str, tuple[Record, ...]]:
        """The records of `near` by asset, without fills: those that may have been on their way at midnight."""
        return by_asset(leg for leg in self.near if leg.source not in FILLS)

    @cached_property
    def equal(self) -> Mapping[str, tuple[RecordLeg, ...]]:
        """The legs of `same_amount` by asset."""
        return _split(self.same_amount)

    @cached_property
    def twice(self) -> Mapping[str, tuple[Record, ...]]:
        """The records of `same_amount` by asset, without fills and exchanges."""
        legs = (leg for leg in self.same_amount if leg.source not in FILLS)
        return by_asset(leg for leg in legs if not leg.subtype.endswith(_EXCHANGED))

    @cached_property
    def dust(self) -> Mapping[str, tuple[Record, ...]]:
        """The records of `charges` by asset."""
        return by_asset(self.charges)

    @cached_property
    def alone(self) -> Mapping[str, tuple[RecordLeg, ...]]:
        """The legs of `ends` by asset."""
        return _split(self.ends)

    @cached_property
    def one_sided(self) -> Mapping[str, tuple[UnmatchedEntry, ...]]:
        """`unpaired` by asset."""
        return {asset: tuple(one) for asset, one in groupby(self.unpaired, key=attrgetter("asset"))}

    def silent_on(self, asset: str) -> tuple[str, ...]:
        """The names of `silent` that could touch the asset."""
        return tuple(one.name for one in self.silent if one.assets is None or asset in one.assets)

    @cached_property
    def opposite_lower(self) -> frozenset[tuple[str, str]]:
        """`opposite` with the accounts in small letters, as records may write them in either case."""
        return frozenset((asset, email.lower()) for asset, email in self.opposite)

    @cached_property
    def off(self) -> Mapping[str, AssetVerdict]:
        """The open cells by asset."""
        return {asset_verdict.line.asset: asset_verdict for asset_verdict in self.lines}

    @cached_property
    def off_by(self) -> Mapping[Decimal, tuple[AssetVerdict, ...]]:
        """The open cells by variance."""
        found: dict[Decimal, tuple[AssetVerdict, ...]] = {}
        for asset_verdict in self.lines:
            found[asset_verdict.variance] = (*found.get(asset_verdict.variance, ()), asset_verdict)
        return found

    @cached_property
    def off_by_value(self) -> tuple[tuple[Decimal, AssetVerdict], ...]:
        """The open cells whose value in USD is known, with its size, the smallest first."""
        valued = ((one.variance_usd.copy_abs(), one) for one in self.lines if one.variance_usd)
        return tuple(sorted(valued, key=lambda valued: (valued[0], valued[1].line.asset)))

    @cached_property
    def pairs_off(self) -> Mapping[str, tuple[tuple[str, str, Decimal], ...]]:
        """Pairs both of whose assets are off, with their close, by each of the two assets, in the order of names."""
        found: dict[str, tuple[tuple[str, str, Decimal], ...]] = {}
        for (base, quote), close in sorted(self.closes.items()):
            if base in self.off and quote in self.off:
                for asset in (base, quote):
                    found[asset] = (*found.get(asset, ()), (base, quote, close))
        return found


def by_asset(movements: Iterable[RecordLeg]) -> dict[str, tuple[Record, ...]]:
    """Legs of one asset and record together, in the order of source and record; those that come to nothing are left out."""
    found: dict[str, list[Record]] = {}
    moving = sorted((leg for leg in movements if leg.amount), key=_identity)
    for (asset, _, _), legs in groupby(moving, key=_record):
        one = Record(tuple(legs))
        if one.amount:
            found.setdefault(asset, []).append(one)
    return {asset: tuple(records) for asset, records in found.items()}


def _split(movements: Iterable[RecordLeg]) -> dict[str, tuple[RecordLeg, ...]]:
    found: dict[str, list[RecordLeg]] = {}
    for leg in movements:
        found.setdefault(leg.asset, []).append(leg)
    return {asset: tuple(legs) for asset, legs in found.items()}


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def _record(leg: RecordLeg) -> tuple[str, str, str]:
    return leg.asset, leg.source, leg.record


def _identity(leg: RecordLeg) -> tuple[str, str, str, int]:
    return leg.asset, leg.source, leg.record, leg.leg

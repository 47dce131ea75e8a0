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

from binrecon.cells import Closes, Judgement
from binrecon.money import CONTEXT, ZERO
from binrecon.records import FILLS
from binrecon.statements import Unpaired

Variances = Mapping[tuple[str, date], Decimal]
"""Computed variances by (asset, day), zeros included; without a key where a snapshot is missing."""

PATIENCE = 7
"""Days in which a failed withdrawal is given back; what is not back by then is lost until somebody says otherwise."""
_EXCHANGED = ("_buy", "_sell")
"""How the subtypes of legs end that were given for another asset."""
_LEGS = {1: "in", 2: "out", 3: "fee"}


class Movement(NamedTuple):
    """One leg of a stored record in the account's SPOT wallet, near the day.

    `amount` is signed. `at` is the time it is booked at; `other_at` a second time the exchange or the other end gives for it,
    else None. A leg that is not `effective` moves nothing in the roll-forward. Legs of one record share `source` and `record`.
    """

    source: str
    record: str
    leg: int
    subtype: str
    asset: str
    amount: Decimal
    at: datetime
    effective: bool
    status: str
    other_at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.source} {self.record} {_LEGS[self.leg]}"


@dataclass(frozen=True)
class Moved:
    """The legs of one stored record in one asset, as one movement."""

    legs: tuple[Movement, ...]

    @cached_property
    def amount(self) -> Decimal:
        """What they come to together, signed, in the asset."""
        total = ZERO
        for leg in self.legs:
            total = CONTEXT.add(total, leg.amount)
        return total

    @property
    def first(self) -> Movement:
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
class Clues:
    """Everything the causes may read for one account-day.

    cells: the open ones. transfers: legs with times on two days, and legs without effect. near: what moved within an hour
    of a midnight, all assets, in the order of time. exchanged: converts and the like whose assets are all off. same_amount:
    legs that are the exact opposite of their asset's variance, alone or with all legs of their record in the asset. charges:
    service charges of dust, negative. ends: own transfers told by one end alone. read: endpoints that hold the day.
    unanswered: questions nobody answered. opposite: assets and other accounts that are off by the opposite. unpaired: lines
    of statements and movements that only one of them has. unasked: how many pairs that trade an open asset were never asked
    for the day. silent: questions that could hold another cause and gave no answer. lists: every list that can move SPOT, but
    those asked pair by pair. untold: what can move it and no list tells.
    """

    day: date
    cells: tuple[Judgement, ...] = ()
    transfers: tuple[Movement, ...] = ()
    near: tuple[Movement, ...] = ()
    exchanged: tuple[Movement, ...] = ()
    same_amount: tuple[Movement, ...] = ()
    charges: tuple[Movement, ...] = ()
    ends: tuple[Movement, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    variances: Variances = field(default_factory=dict)
    closes: Closes = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    unanswered: tuple[Unanswered, ...] = ()
    opposite: tuple[tuple[str, str], ...] = ()
    unpaired: tuple[Unpaired, ...] = ()
    unasked: Mapping[str, int] = field(default_factory=dict)
    silent: tuple[Silent, ...] = ()
    lists: tuple[Source, ...] = ()
    untold: tuple[Source, ...] = ()

    @cached_property
    def records(self) -> Mapping[str, tuple[Moved, ...]]:
        """The records of `transfers` by asset."""
        return by_asset(self.transfers)

    @cached_property
    def conversions(self) -> Mapping[str, tuple[Moved, ...]]:
        """The records of `exchanged` by asset; `legs` are those in that asset."""
        return by_asset(self.exchanged)

    @cached_property
    def around(self) -> Mapping[str, tuple[Movement, ...]]:
        """The legs of `near` by asset, in the order of time."""
        return _split(self.near)

    @cached_property
    def passing(self) -> Mapping[str, tuple[Moved, ...]]:
        """The records of `near` by asset, without fills: those that may have been on their way at midnight."""
        return by_asset(leg for leg in self.near if leg.source not in FILLS)

    @cached_property
    def equal(self) -> Mapping[str, tuple[Movement, ...]]:
        """The legs of `same_amount` by asset."""
        return _split(self.same_amount)

    @cached_property
    def twice(self) -> Mapping[str, tuple[Moved, ...]]:
        """The records of `same_amount` by asset, without fills and exchanges."""
        legs = (leg for leg in self.same_amount if leg.source not in FILLS)
        return by_asset(leg for leg in legs if not leg.subtype.endswith(_EXCHANGED))

    @cached_property
    def dust(self) -> Mapping[str, tuple[Moved, ...]]:
        """The records of `charges` by asset."""
        return by_asset(self.charges)

    @cached_property
    def alone(self) -> Mapping[str, tuple[Movement, ...]]:
        """The legs of `ends` by asset."""
        return _split(self.ends)

    @cached_property
    def one_sided(self) -> Mapping[str, tuple[Unpaired, ...]]:
        """`unpaired` by asset."""
        return {asset: tuple(one) for asset, one in groupby(self.unpaired, key=attrgetter("asset"))}

    def silent_on(self, asset: str) -> tuple[str, ...]:
        """The names of `silent` that could touch the asset."""
        return tuple(one.name for one in self.silent if one.assets is None or asset in one.assets)

    @cached_property
    def off(self) -> Mapping[str, Judgement]:
        """The open cells by asset."""
        return {judgement.cell.asset: judgement for judgement in self.cells}

    @cached_property
    def off_by(self) -> Mapping[Decimal, tuple[Judgement, ...]]:
        """The open cells by variance."""
        found: dict[Decimal, tuple[Judgement, ...]] = {}
        for judgement in self.cells:
            found[judgement.variance] = (*found.get(judgement.variance, ()), judgement)
        return found

    @cached_property
    def off_by_value(self) -> tuple[tuple[Decimal, Judgement], ...]:
        """The open cells whose value in USD is known, with its size, the smallest first."""
        valued = ((one.variance_usd.copy_abs(), one) for one in self.cells if one.variance_usd)
        return tuple(sorted(valued, key=lambda valued: (valued[0], valued[1].cell.asset)))

    @cached_property
    def pairs_off(self) -> Mapping[str, tuple[tuple[str, str, Decimal], ...]]:
        """Pairs both of whose assets are off, with their close, by each of the two assets, in the order of names."""
        found: dict[str, tuple[tuple[str, str, Decimal], ...]] = {}
        for (base, quote), close in sorted(self.closes.items()):
            if base in self.off and quote in self.off:
                for asset in (base, quote):
                    found[asset] = (*found.get(asset, ()), (base, quote, close))
        return found


def by_asset(movements: Iterable[Movement]) -> dict[str, tuple[Moved, ...]]:
    """Legs of one asset and record together, in the order of source and record; those that come to nothing are left out."""
    found: dict[str, list[Moved]] = {}
    moving = sorted((leg for leg in movements if leg.amount), key=_identity)
    for (asset, _, _), legs in groupby(moving, key=_record):
        one = Moved(tuple(legs))
        if one.amount:
            found.setdefault(asset, []).append(one)
    return {asset: tuple(records) for asset, records in found.items()}


def _split(movements: Iterable[Movement]) -> dict[str, tuple[Movement, ...]]:
    found: dict[str, list[Movement]] = {}
    for leg in movements:
        found.setdefault(leg.asset, []).append(leg)
    return {asset: tuple(legs) for asset, legs in found.items()}


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


def _record(leg: Movement) -> tuple[str, str, str]:
    return leg.asset, leg.source, leg.record


def _identity(leg: Movement) -> tuple[str, str, str, int]:
    return leg.asset, leg.source, leg.record, leg.leg

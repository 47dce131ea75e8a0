"""What a history is told in: balances at dates, the stretches between two of them, and the verdict on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.vocabulary import Verdict, Wallet

EVERYTHING_ELSE = ""
"""Stands for all assets that nothing names: zero at every balance that is whole, and moved by nothing."""


@dataclass(frozen=True)
class DatedBalances:
    """An anchor: what a wallet held at the midnight with which `date` begins, by asset. `source` names who says so:
    `birth`, `snapshot`, `reading`, `statement 3`. `whole`: an asset that is not named was zero. `known_until` is up to
    when movements have to be known for it to hold: later than its midnight where it was read after it."""

    date: date
    source: str
    whole: bool
    balances: Mapping[str, Decimal]
    known_until: datetime


class BalancePoint(NamedTuple):
    """One asset at one anchor's midnight. `balance` is None where two sources contradict each other, as `conflict`
    says."""

    date: date
    balance: Decimal | None
    sources: tuple[str, ...]
    known_until: datetime
    conflict: str = ""


class Moved(NamedTuple):
    """What moved an asset from one of its anchors to the next, signed, in the asset: `came` is what came in, second by
    second, so that parts of one movement cancel. `low_at` is the first moment at which the balance, rolled forward from
    the anchor, is below zero, and `low` that balance; None where it never is."""

    amount: Decimal
    records: int
    came: Decimal
    low_at: datetime | None = None
    low: Decimal | None = None

    @property
    def went(self) -> Decimal:
        """What left, above zero."""
        return self.came - self.amount


@dataclass(frozen=True)
class Need:
    """A list that has to be read over the whole of a stretch. `assets` None: it can touch every asset; `pair`: it is
    needed only where both of these were held; `until` is when nothing could come of it any more. `expires` is after how
    many days the exchange no longer answers for it, None for never; `spared` are the days that did without it, as
    nothing led to it."""

    endpoint: str
    key: str
    assets: frozenset[str] | None = None
    pair: tuple[str, str] | None = None
    until: datetime | None = None
    expires: int | None = None
    spared: frozenset[date] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.key}".strip()


class Blocked(NamedTuple):
    """A record of a list that could not be read, and the time it may be of."""

    endpoint: str
    key: str
    start: datetime
    end: datetime
    reason: str


class Doubt(NamedTuple):
    """Why days of the wallet cannot be trusted, whatever they add up to: first and last of them."""

    first: date
    last: date
    reason: str


class StatedMoves(NamedTuple):
    """Lines of account statements of an asset from one of its anchors to the next: `change` is what they come to,
    `came` what of it is above zero, line by line. `low_at` is the time of the first of them after which the balance,
    rolled forward by all lines of the wallet, is below zero, and `low` that balance."""

    account: str
    operation: str
    change: Decimal
    lines: int
    came: Decimal
    low_at: datetime | None = None
    low: Decimal | None = None

    @property
    def went(self) -> Decimal:
        """What left, above zero."""
        return self.came - self.change


Key = tuple[str, date]
"""An asset and the date of the anchor at which a stretch of it begins."""
Windows = Mapping[tuple[str, str], tuple[tuple[datetime, datetime], ...]]
"""By list and key what was read of it completely: windows that do not touch, in order."""


@dataclass(frozen=True)
class HistoryFacts:
    """All that the stretches of one wallet are judged by. `moved` also has what came before the first anchor of an
    asset, under `before`. `stated_days` are those that account statements cover whole, with a proved clock; `silent`
    are assets that they never show."""

    wallet: Wallet
    points: Mapping[str, tuple[BalancePoint, ...]]
    moved: Mapping[Key, Moved]
    before: Mapping[str, Decimal]
    needs: tuple[Need, ...]
    read: Windows
    blocked: tuple[Blocked, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    stated: Mapping[Key, tuple[StatedMoves, ...]] = field(default_factory=dict)
    stated_days: frozenset[date] = frozenset()
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Stretch:
    """One asset of a wallet between two anchors: opening + moved + variance = closing, signed, in the asset. `start` is
    its first day, `end` the day after its last. `by` is what tells its movements: `lists`, `statement`, or nothing.
    Amounts are None where they cannot be told. `ask` is the date whose balances would narrow it down; `stretches` how
    many proved ones were joined to it."""

    wallet: Wallet
    asset: str
    start: date
    end: date
    opening: Decimal | None
    moved: Decimal | None
    closing: Decimal | None
    variance: Decimal | None
    verdict: Verdict
    by: str
    opening_by: str
    closing_by: str
    reason: str
    low_at: datetime | None = None
    low: Decimal | None = None
    ask: date | None = None
    stretches: int = 1


class Missing(NamedTuple):
    """The backwards test of an asset: `lacking` is its newest balance less all movements that are known, which is zero
    where they go back to a time when nothing was held."""

    wallet: Wallet
    asset: str
    date: date
    lacking: Decimal


@dataclass(frozen=True)
class WalletHistory:
    """A wallet's stretches in order, the backwards test of each asset that fails it, and the days that a proof
    covers."""

    wallet: Wallet
    stretches: tuple[Stretch, ...]
    missing: tuple[Missing, ...]
    covered: frozenset[date]


@dataclass(frozen=True)
class AccountHistory:
    """An account from its first known day `born` to the last day that counts, `through`, both included."""

    email: str
    born: date
    through: date
    wallets: tuple[WalletHistory, ...]

    @property
    def days(self) -> int:
        return (self.through - self.born).days + 1

    @property
    def covered(self) -> frozenset[date]:
        """The days that a proof covers in every wallet."""
        return frozenset.intersection(*(wallet.covered for wallet in self.wallets))

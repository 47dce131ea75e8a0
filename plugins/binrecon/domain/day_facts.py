"""What an account-day is decided by: snapshots, movements, gaps and prices, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.account_day import AccountDay
from binrecon.domain.contracts import PositionFacts
from binrecon.domain.statements import StatementDay
from binrecon.domain.vocabulary import Measure

ClosingPrices = Mapping[tuple[str, str], Decimal]
"""Daily closes by (base asset, quote asset), in the quote asset."""


class BalanceLine(NamedTuple):
    """One measure of one asset of an account-day: both snapshots and every movement between them, signed, in the asset.

    `opening` and `actual` are None when their snapshot is missing, and zero when it exists without the asset.
    """

    asset: str
    opening: Decimal | None
    transfers_in: Decimal
    transfers_out: Decimal
    trades_in: Decimal
    trades_out: Decimal
    fees: Decimal
    actual: Decimal | None
    measure: Measure = Measure.BALANCE


@dataclass(frozen=True)
class Gap:
    """A question the day needs and that has no complete answer; `assets` None means it can touch every asset,
    `measures` None every measure of it."""

    endpoint: str
    key: str
    detail: str
    assets: frozenset[str] | None = None
    measures: frozenset[Measure] | None = None

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.key}".strip()

    @property
    def is_of_the_day(self) -> bool:
        """Whether nothing of the day is beyond its touch."""
        return self.assets is None and self.measures is None

    def touches(self, asset: str, measure: Measure) -> bool:
        """Whether its answer could change this measure of the asset."""
        return (self.assets is None or asset in self.assets) and (self.measures is None or measure in self.measures)


class LabelledBalance(NamedTuple):
    """What both snapshots say of an asset under another label than the balance's, zero where they do not list it."""

    asset: str
    opening: Decimal
    actual: Decimal


class TwiceTold(NamedTuple):
    """What a wallet's second ledger and the other lists say of an asset's movements where they say otherwise: sums, or
    sums of sizes where the ledger does not tell which way some of them went."""

    asset: str
    ledger: Decimal
    lists: Decimal


class UntoldSplit(NamedTuple):
    """How much of an asset's debt was ended by records that do not tell how much of it was interest; it is booked as a
    loan."""

    asset: str
    cleared: Decimal
    records: tuple[str, ...]


class ListedTwice(NamedTuple):
    """A kind of movement of an asset of which the wallet's ledger lists a row more than once in one answer; `once`: the
    copies are one fact, and count once."""

    asset: str
    kind: str
    once: bool


class OwnReading(NamedTuple):
    """A reading of ours that stands for the end of the day `date`: when it was taken, and the time of a movement so
    near to it that nobody knows on which side it is."""

    date: date
    taken_at: datetime
    disturbed_at: datetime | None


@dataclass(frozen=True)
class DayFacts:
    """Everything one account-day and wallet is decided by. `closes` hold the prices of the day for USD values;
    `statement` is None where no statement covers the day whole. `unknown_kinds`: by asset, the kinds of movement that
    count and that no document names. `labelled`: the balances under the label that may have been exchanged with theirs,
    of all assets, where the wallet's snapshots have one and both are held. `twice_told` and `unsplit`: by asset, where
    a second ledger says otherwise, and debts that ended without being split. `readings` are those of ours that stand
    for the two snapshots, of a wallet that the exchange gives none of; opening and actual balances are those at
    midnight all the same. `positions`: what was held of contracts, and what fills say of the day. `listed_twice`:
    rows that the ledger listed more than once."""

    account_day: AccountDay
    opening_snapshot: bool
    closing_snapshot: bool
    pending_pages: int
    gaps: tuple[Gap, ...]
    lines: tuple[BalanceLine, ...]
    closes: ClosingPrices = field(default_factory=dict)
    statement: StatementDay | None = None
    unknown_kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labelled: tuple[LabelledBalance, ...] = ()
    twice_told: Mapping[str, TwiceTold] = field(default_factory=dict)
    unsplit: Mapping[str, UntoldSplit] = field(default_factory=dict)
    readings: tuple[OwnReading, ...] = ()
    positions: PositionFacts = PositionFacts()
    listed_twice: tuple[ListedTwice, ...] = ()

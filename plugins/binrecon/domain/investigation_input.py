"""What an investigation is given about an account-day: its open assets, the variances known, and the records read about
them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from binrecon.domain.day_facts import ClosingPrices
from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.record_sets import RecordSet, Row, Rows
from binrecon.domain.records import Record, RecordLeg
from binrecon.domain.vocabulary import Wallet

Variances = Mapping[tuple[str, date], Decimal]
"""Computed variances by (asset, day), zeros included; without a key where the day is not known: a snapshot or an answer
that it requires is missing, its own run has not judged it yet, or that run was in doubt."""
_NO_ROWS: Rows[Any] = Rows()


class BalanceMover(NamedTuple):
    """What can move a balance: a list by its name in the endpoint catalogue, or something that no list tells. `account`
    is the type of account that can have it ("main" or "sub"), empty where each can."""

    name: str
    adds: bool
    takes: bool
    account: str = ""

    def could(self, variance: Decimal) -> bool:
        """Whether it moves a balance in the direction of a variance."""
        return self.adds if variance > 0 else self.takes


@dataclass(frozen=True, eq=False)
class InvestigationInput:
    """Everything the causes may read about one account-day.

    `open_assets` are the verdicts that are open. `records` are the rows of every set that was read. `lists`: every list
    that can move the balance, but those asked pair by pair; `untold`: what can move it and no list tells. Where `reads`
    are given, no other set can be looked at. `wallet` is the account-day's.
    """

    day: date
    open_assets: tuple[AssetVerdict, ...] = ()
    records: Mapping[RecordSet[Any], Rows[Any]] = field(default_factory=dict)
    variances: Variances = field(default_factory=dict)
    closes: ClosingPrices = field(default_factory=dict)
    lists: tuple[BalanceMover, ...] = ()
    untold: tuple[BalanceMover, ...] = ()
    reads: frozenset[RecordSet[Any]] | None = None
    wallet: Wallet = Wallet.SPOT

    def limited_to(self, reads: Iterable[RecordSet[Any]]) -> InvestigationInput:
        """The same, in which these sets alone can be looked at; made once for each choice of sets."""
        chosen = frozenset(reads)
        if chosen not in self._limited:
            self._limited[chosen] = replace(self, reads=chosen)
        return self._limited[chosen]

    @cached_property
    def _limited(self) -> dict[frozenset[RecordSet[Any]], InvestigationInput]:
        return {}

    def rows(self, wanted: RecordSet[Row]) -> Rows[Row]:
        """All rows of the set."""
        if self.reads is not None and wanted not in self.reads:
            raise LookupError(f"record set {wanted.name!r} is not among those named as read")
        return self.records.get(wanted, _NO_ROWS)

    def of(self, wanted: RecordSet[Row], asset: str) -> tuple[Row, ...]:
        """The rows of the set about one asset."""
        return self.rows(wanted).by_asset.get(asset, ())

    def records_of(self, wanted: RecordSet[RecordLeg], asset: str) -> tuple[Record, ...]:
        """The records that the legs of the set make in one asset."""
        return self.rows(wanted).records.get(asset, ())

    def legs_of(self, wanted: RecordSet[RecordLeg], record: Record) -> tuple[RecordLeg, ...]:
        """The legs of the record in the set, of all assets."""
        return self.rows(wanted).legs[record.first.source, record.first.record]

    def knows(self, asset: str, day: date) -> bool:
        """Whether the asset's variance of the day is known, zero or not."""
        return (asset, day) in self.variances

    @cached_property
    def off(self) -> Mapping[str, AssetVerdict]:
        """The open assets by name."""
        return {asset_verdict.line.asset: asset_verdict for asset_verdict in self.open_assets}

    @cached_property
    def off_by(self) -> Mapping[Decimal, tuple[AssetVerdict, ...]]:
        """The open assets by variance."""
        found: dict[Decimal, tuple[AssetVerdict, ...]] = {}
        for asset_verdict in self.open_assets:
            found[asset_verdict.open_variance] = (*found.get(asset_verdict.open_variance, ()), asset_verdict)
        return found

    @cached_property
    def off_by_value(self) -> tuple[tuple[Decimal, AssetVerdict], ...]:
        """The open assets whose value in USD is known, with its size, the smallest first."""
        valued = ((one.variance_usd.copy_abs(), one) for one in self.open_assets if one.variance_usd)
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

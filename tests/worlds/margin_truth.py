"""What is true of cross margin, each measure of an asset by itself. Amounts are integers of 1e-18."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import ClassVar

from binrecon.domain.vocabulary import Wallet

from tests.simulator import Scenario, day_of
from tests.simulator.postings import MEASURES
from tests.simulator.products.capital_flow import CapitalFlow
from tests.simulator.products.margin_clearing import SmallLiability
from tests.simulator.products.margin_interest import MarginInterest
from tests.worlds.planted import Trouble
from tests.worlds.wallet_planted import told_of
from tests.worlds.wallet_truth import Cell, Doubt, Leg, WalletTruth


class MarginTruth(WalletTruth):
    """Snapshots, lists and a second ledger. Where that is not `signed`, which way a takeover moved an asset is not
    told, and its day cannot be proved."""

    wallet: ClassVar[Wallet] = Wallet.MARGIN
    theirs: ClassVar[str] = "MARGIN"
    measures: ClassVar[tuple[str, ...]] = MEASURES

    def __init__(
        self, scenario: Scenario, emails: Iterable[str], days: Collection[date], now: int, *, signed: bool
    ) -> None:
        super().__init__(scenario, emails, days, now)
        self._signed = signed

    def off(self) -> Mapping[Cell, int]:
        return self._off

    @cached_property
    def _off(self) -> dict[Cell, int]:
        found = {
            Cell(email, day, asset, str(self.wallet), measure): amount
            for measure in MEASURES
            for (email, day, wallet, asset), amount in self.scenario.expected_variance(self.now, measure).items()
            if wallet == self.theirs
        }
        return {cell: amount for cell, amount in found.items() if self.inside(cell)}

    def doubt(self, cell: Cell) -> Doubt:
        """A row of interest that cannot be read leaves what is held and borrowed alone; a ledger that lacks a row may
        leave a balance unproved."""
        if cell[:2] in self._doubts:
            return Doubt.MAY if cell.measure != "interest" and self._interest_alone(cell) else Doubt.MUST
        return Doubt.MAY if cell.measure == "balance" and self._ledger_lacks(cell) else Doubt.NONE

    def troubles(self) -> Sequence[Trouble]:
        return told_of(self)

    def legs(self, email: str, measure: str) -> Counter[Leg]:
        lost = Counter((one.asset, one.amount, one.time) for one in self._undirected if one.email == email)
        return super().legs(email, measure) - (lost if measure == "balance" else Counter())

    @cached_property
    def _undirected(self) -> list[CapitalFlow]:
        return [] if self._signed else [one for one in self._ledger if one.type == "OTHER_LIQUIDATION"]

    @cached_property
    def _doubts(self) -> set[tuple[str, date]]:
        found = {(email, day) for email, day, _ in self.scenario.unproved(self.now, self.theirs)}
        return found | {(one.email, day_of(one.time)) for one in self._undirected}

    @cached_property
    def _ledger(self) -> list[CapitalFlow]:
        """The rows of cross margin."""
        return [one for one in self.scenario.world.events if isinstance(one, CapitalFlow) and not one.pair]

    def _interest_alone(self, cell: Cell) -> bool:
        """Whether a row of interest of the day is not as it was: what is held and borrowed does not rest on it."""
        events = self.scenario.world.events
        charged = (one for one in events if isinstance(one, MarginInterest) and not self.scenario.is_plain(one))
        return any((one.email, day_of(one.time)) == cell[:2] and not one.pair for one in charged)

    def _ledger_lacks(self, cell: Cell) -> bool:
        """Whether the ledger hides a row about the asset on the day, or has none of a small debt that was exchanged."""
        place = cell[:3]
        told = [one for one in self._ledger if (one.email, day_of(one.time), one.asset) == place]
        paid = [
            one for one in self.scenario.world.events if isinstance(one, SmallLiability) and one.target == cell.asset
        ]
        moments = {one.time for one in told}
        return any(not self.scenario.is_plain(one) for one in told) or any(
            (one.email, day_of(one.time)) == cell[:2] and one.time not in moments for one in paid
        )

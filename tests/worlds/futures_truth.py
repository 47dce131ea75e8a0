"""What is true of USDⓈ-M futures. Amounts are integers of 1e-18."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar

from binrecon.domain.vocabulary import Wallet

from tests.simulator import DAY, FuturesFill, Scenario, day_of, start_of
from tests.simulator.positions import positions_before
from tests.worlds.planted import Rule, Trouble
from tests.worlds.truth import Verdict
from tests.worlds.wallet_planted import told_of
from tests.worlds.wallet_truth import Cell, Doubt, Leg, WalletTruth

KIND, FILLS = "futures_income", "futures_trades"
LABELS = Rule("labels exchanged")
AGAIN = Rule(
    "income that stands there once more",
    frozenset({"listed_twice"}),
    because="two movements may be equal in everything, and then the amount alone speaks for a copy",
)
_NOT_FOLLOWING = re.compile(r"the positions? of .* not follow")
_ONE = timedelta(days=1)


class FuturesTruth(WalletTruth):
    """Snapshots and one ledger, whose rows may stand there once more. Where the labels of the snapshots are exchanged,
    they show what is not realized as a part of the balance."""

    wallet: ClassVar[Wallet] = Wallet.FUTURES
    theirs: ClassVar[str] = "FUTURES"

    def off(self) -> Mapping[Cell, int]:
        return self._off

    @cached_property
    def _off(self) -> dict[Cell, int]:
        off: Counter[Cell] = Counter()
        for (email, day, wallet, asset), amount in self.scenario.expected_variance(self.now).items():
            if wallet == self.theirs:
                off[self._cell(email, day, asset)] += amount
        for email, asset, amount, moment in self._again:
            off[self._cell(email, day_of(moment), asset)] -= amount
        for cell, amount in self._labels.items():
            off[cell] += amount
        return {cell: amount for cell, amount in off.items() if amount and self.inside(cell)}

    def doubt(self, cell: Cell) -> Doubt:
        if (cell.email, cell.day, None) in self._unproved or cell[:3] in self._unproved:
            return Doubt.MUST
        if cell in self._contradicted:
            return Doubt.MAY if cell in self._off else Doubt.MUST
        may = cell[:2] in self._distorted or any(of[:2] == cell[:2] for of in self._labels)
        return Doubt.MAY if may else Doubt.NONE

    def troubles(self) -> Sequence[Trouble]:
        exchanged = [Trouble(LABELS, {cell: amount}) for cell, amount in self._labels.items()]
        return [*told_of(self), *exchanged, *told_again(self, self._again)]

    def legs(self, email: str, measure: str) -> Counter[Leg]:
        again = Counter(row[1:] for row in self._again if row[0] == email)
        return super().legs(email, measure) + again

    def complaint(self, cell: Cell, given: Verdict) -> str:
        """A day on which the labels alone are wrong says so, whatever the asset; and of positions only those of which
        no list tells a fill do not follow."""
        if _NOT_FOLLOWING.search(given.reason) and cell[:2] not in self._distorted:
            return "says that a position does not follow, and every one does"
        off = {of for of in self._off if of[:2] == cell[:2]}
        said = given.verdict == "unproved" and "labels" in given.reason
        if said and not self._labels:
            return "says that labels are exchanged, which are not"
        mine = {of for of in self._labels if of[:2] == cell[:2]}
        alone = off and off == mine and all(self._off[of] == self._labels[of] for of in mine)
        must = alone and cell[:2] not in {of[:2] for of in self._unproved} and not said
        return "does not say that labels are exchanged" if must else ""

    @cached_property
    def _untold(self) -> list[FuturesFill]:
        return list(untold_fills(self.scenario, self.now))

    @cached_property
    def _distorted(self) -> set[tuple[str, date]]:
        return distorted_fills(self.scenario, FILLS)

    @cached_property
    def _contradicted(self) -> set[Cell]:
        """The cells whose income tells of a fill that no list of fills does."""
        return {self._cell(fill.email, day_of(fill.time), leg.asset) for fill in self._untold for leg in fill.moves()}

    @cached_property
    def _unproved(self) -> dict[tuple[str, date, str | None], str]:
        return self.scenario.unproved(self.now, self.theirs)

    @cached_property
    def _again(self) -> list[tuple[str, str, int, int]]:
        return listed_again(self.scenario, self.now)

    @cached_property
    def _labels(self) -> dict[Cell, int]:
        """What exchanged labels leave each cell off by: by how much the profit that is shown changed on the day."""
        found: Counter[Cell] = Counter()
        for email in self.emails if self.scenario.futures.labels_exchanged else ():
            for day in self.days:
                for asset, profit in self._profits(email, day).items():
                    found[self._cell(email, day, asset)] += profit
                for asset, profit in self._profits(email, day - _ONE).items():
                    found[self._cell(email, day, asset)] -= profit
        return {cell: amount for cell, amount in found.items() if amount}

    def _profits(self, email: str, day: date) -> Counter[str]:
        """What the snapshot of a day shows as not realized, which is as old as the day before."""
        sums: Counter[str] = Counter()
        for position in positions_before(self.scenario.world.events, email, start_of(day) + DAY):
            sums[position.asset] += position.unrealized(day - _ONE)
        return sums

    def _cell(self, email: str, day: date, asset: str) -> Cell:
        return Cell(email, day, asset, str(self.wallet))


def untold_fills(scenario: Scenario, now: int) -> Iterator[FuturesFill]:
    """Fills of USD-M that no list tells of, though income does."""
    for email in scenario.world.accounts:
        listed = {fill.key for fill in scenario.listing(FILLS, email, now)}
        mine = (one for one in scenario.world.events if isinstance(one, FuturesFill) and one.kind == FILLS)
        yield from (fill for fill in mine if fill.email == email and fill.key not in listed and fill.time <= now)


def distorted_fills(scenario: Scenario, kind: str) -> set[tuple[str, date]]:
    """The accounts and days of fills that are not listed as they were, or whose income is not: there the two lists say
    otherwise of a contract, whose position need not follow then."""
    fills = [one for one in scenario.world.events if isinstance(one, FuturesFill) and one.kind == kind]
    return {
        (fill.email, day_of(fill.time))
        for fill in fills
        if not all(scenario.is_plain(row) for row in (fill, *scenario.incomes_of(fill)))
    }


def told_again(truth: WalletTruth, again: Iterable[tuple[str, str, int, int]]) -> list[Trouble]:
    """What rows that stand there once more make the cells be off by, on the days that they are of."""
    return [
        Trouble(AGAIN, {Cell(email, day_of(moment), asset, str(truth.wallet)): -amount})
        for email, asset, amount, moment in again
    ]


def listed_again(scenario: Scenario, now: int, kind: str = KIND) -> list[tuple[str, str, int, int]]:
    """Account, asset, amount and time of income whose row stands there once more. Nothing tells such a row from a
    second fact that is equal in everything, so that it counts, and what it is wrong by is open."""
    listed = [(email, row) for email in scenario.world.accounts for row in scenario.listing(kind, email, now)]
    first: set[tuple[str, tuple[object, ...]]] = set()
    again = []
    for email, row in listed:
        if (email, row.key) in first:
            again += [(email, leg.asset, leg.amount, leg.time) for leg in row.listed(now)]
        first.add((email, row.key))
    return again

"""What is true of wallets without snapshots, between the moments at which they were read. Amounts are integers of
1e-18."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import ClassVar

from binrecon.domain.intervals import to_ms
from binrecon.domain.vocabulary import Wallet
from sqlalchemy import Engine, text

from tests.simulator import SECOND, Scenario, start_of
from tests.simulator.clock import FOREVER
from tests.worlds.futures_truth import AGAIN, distorted_fills, listed_again
from tests.worlds.planted import Trouble
from tests.worlds.wallet_planted import rule_of
from tests.worlds.wallet_truth import Cell, Doubt, Leg, WalletTruth

_NEXT = timedelta(days=1)
_TAKEN = text("SELECT email, date, update_time FROM binance_snapshot_days WHERE wallet = :wallet")


class ReadingTruth(WalletTruth):
    """A day is what lies between two readings: of one that is missing, or that a movement lies too near to, nothing is
    known. `taken` are the moments of those that were kept, by account and the day that they stand for."""

    ledger: ClassVar[str] = ""

    def __init__(
        self,
        scenario: Scenario,
        emails: Iterable[str],
        days: Iterable[date],
        now: int,
        *,
        taken: Mapping[tuple[str, date], int],
    ) -> None:
        super().__init__(scenario, emails, list(days), now)
        self.taken = taken

    def off(self) -> Mapping[Cell, int]:
        return self._off

    @cached_property
    def _off(self) -> dict[Cell, int]:
        """By how much the balance moved between two readings that no listed row tells."""
        found: dict[Cell, int] = {}
        for email, day in self._known():
            first, last = self.taken[email, day - _NEXT], self.taken[email, day]
            sums = Counter(self.scenario.world.balance_at(email, last, self.theirs))
            sums.subtract(self.scenario.world.balance_at(email, first, self.theirs))
            for (asset, amount, moment), count in self.legs(email, "balance").items():
                sums[asset] -= count * amount if first < moment <= last else 0
            found |= {Cell(email, day, asset, str(self.wallet)): amount for asset, amount in sums.items() if amount}
        return found

    def doubt(self, cell: Cell) -> Doubt:
        known = cell[:2] in self._known() and not self._disturbed(cell.email, cell.day)
        return Doubt.NONE if known and cell[:2] not in self._unread else Doubt.MUST

    def troubles(self) -> Sequence[Trouble]:
        parts: dict[tuple, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
        for source, leg, amount in self.scenario.moved(self.now):
            day = self._day_at(leg.email, leg.time) if leg.wallet == self.theirs else None
            if day is not None:
                parts[source][Cell(leg.email, day, leg.asset, str(self.wallet))] += amount
        found = {source: {cell: amount for cell, amount in cells.items() if amount} for source, cells in parts.items()}
        return [*(rule_of(self, source, cells) for source, cells in found.items() if cells), *self._told_again()]

    def _told_again(self) -> Iterator[Trouble]:
        """Rows that stand there once more, on the day between whose readings they lie."""
        for email, asset, amount, moment in listed_again(self.scenario, self.now, self.ledger) if self.ledger else ():
            if day := self._day_at(email, moment):
                yield Trouble(AGAIN, {Cell(email, day, asset, str(self.wallet)): -amount})

    def legs(self, email: str, measure: str) -> Counter[Leg]:
        again = [row[1:] for row in listed_again(self.scenario, self.now, self.ledger) if row[0] == email]
        return super().legs(email, measure) + Counter(again if self.ledger else ())

    def _known(self) -> set[tuple[str, date]]:
        """Accounts and days with a reading at both ends."""
        return {(email, day) for email, day in self.taken if self._is_known(email, day)}

    def _is_known(self, email: str, day: date) -> bool:
        return email in self.emails and day in self.days and (email, day - _NEXT) in self.taken

    def _day_at(self, email: str, moment: int) -> date | None:
        """The day between whose readings a moment lies."""
        return next(
            (
                day
                for of, day in self._known()
                if of == email and self.taken[email, day - _NEXT] < moment <= self.taken[email, day]
            ),
            None,
        )

    def _disturbed(self, email: str, day: date) -> bool:
        """Whether a listed row lies within two seconds of one of the readings."""
        near = [self.taken[email, day - _NEXT], self.taken[email, day]]
        facts = self.scenario.facts(email, self.theirs, self.now)
        return any(abs(fact.time - moment) <= 2 * SECOND for fact in facts for moment in near)

    @cached_property
    def _unread(self) -> set[tuple[str, date]]:
        """The days of rows that cannot be read, and those before them where the reading came after."""
        found = {(email, day) for email, day, _ in self.scenario.unproved(FOREVER, self.theirs) if email in self.emails}
        return found | {(email, day - _NEXT) for email, day in found if self._before_reading(email, day)}

    def _before_reading(self, email: str, day: date) -> bool:
        """Whether such a row lies between the midnight that begins the day and the reading after it."""
        taken = self.taken.get((email, day - _NEXT), 0)
        rows = [row for row in self.scenario.records() if email in row.emails and self.scenario.is_unreadable(row)]
        mine = [row for row in rows if any(leg.wallet == self.theirs for leg in row.postings())]
        return any(start_of(day) <= row.time <= taken for row in mine)


class CoinTruth(ReadingTruth):
    """COIN-M futures, whose income may stand there once more."""

    wallet: ClassVar[Wallet] = Wallet.COIN_M_FUTURES
    theirs: ClassVar[str] = "COIN_FUTURE"
    ledger: ClassVar[str] = "coin_income"

    def doubt(self, cell: Cell) -> Doubt:
        """A fill that is not listed as it was contradicts the income of its day, and that of the time after midnight up
        to the reading that of the day before."""
        known = super().doubt(cell)
        days = {cell.day, cell.day + _NEXT}
        may = any(email == cell.email and day in days for email, day in self._distorted)
        return Doubt.MAY if known is Doubt.NONE and may else known

    @cached_property
    def _distorted(self) -> set[tuple[str, date]]:
        return distorted_fills(self.scenario, "coin_trades")


class OptionTruth(ReadingTruth):
    """Options."""

    wallet: ClassVar[Wallet] = Wallet.OPTION
    theirs: ClassVar[str] = "OPTION"


READ: tuple[type[ReadingTruth], ...] = (CoinTruth, OptionTruth)


def reading_truths(
    engine: Engine, scenario: Scenario, emails: Iterable[str], days: Iterable[date], now: int
) -> Iterator[ReadingTruth]:
    """The truths of the wallets that we read, which every one of the accounts has."""
    accounts, span = list(emails), list(days)
    for truth in READ:
        yield truth(scenario, accounts, span, now, taken=taken(engine, truth.wallet))


def taken(engine: Engine, wallet: Wallet) -> dict[tuple[str, date], int]:
    """When a wallet was read, by account and day."""
    with engine.connect() as connection:
        rows: list[tuple[str, date, datetime]] = [
            tuple(row) for row in connection.execute(_TAKEN, {"wallet": str(wallet)})
        ]
    return {(email, day): to_ms(moment) for email, day, moment in rows}

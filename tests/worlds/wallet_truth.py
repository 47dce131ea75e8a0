"""What is true of one wallet of some accounts, by the simulated world alone, and how a database is held against it: the
one interface of the truths of all wallets beside SPOT. Amounts are integers of 1e-18."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import ClassVar, NamedTuple

from binrecon.domain.vocabulary import Wallet
from sqlalchemy import Engine, text

from tests.simulator import Scenario, day_of
from tests.worlds.names import Names
from tests.worlds.planted import Trouble
from tests.worlds.truth import Findings, Trust, Verdict

_VERDICTS = text("""
    SELECT newest.email, newest.date, newest.asset, newest.wallet, newest.measure, newest.verdict,
        trunc(newest.variance * 1e18)::text, newest.reason,
        (SELECT trunc(sum((finding ->> 'amount')::numeric) * 1e18)::text
         FROM jsonb_array_elements(newest.findings -> 'explained') AS finding),
        (SELECT array_agg(DISTINCT finding ->> 'kind')
         FROM jsonb_array_elements(newest.findings -> 'explained') AS finding),
        newest.findings -> 'explained' ->> 0, newest.findings ->> 'alternatives',
        coalesce(jsonb_array_length(newest.findings -> 'next_steps'), 0)
    FROM binance_reconciliation_verdicts AS newest
    WHERE newest.wallet = :wallet AND newest.id IN (
        SELECT max(id) FROM binance_reconciliation_verdicts GROUP BY email, date, wallet, asset, measure
    )
""")
_LEGS = text("""
    SELECT asset, trunc(amount * 1e18)::text, round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_transfers
    WHERE email = :email AND wallet = :wallet AND effective AND amount <> 0 AND measure = :measure
    UNION ALL
    SELECT asset, trunc(amount * 1e18)::text, round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_trades
    WHERE email = :email AND wallet = :wallet AND amount <> 0 AND measure = :measure
""")
Leg = tuple[str, int, int]
"""Asset, amount and time of what was booked."""


class Cell(NamedTuple):
    """A measure of an asset in a wallet of an account on one day."""

    email: str
    day: date
    asset: str
    wallet: str
    measure: str = "balance"


class Beside(NamedTuple):
    """The troubles of a wallet that is held apart, and its days that cannot be proved, of one asset or (None) of all:
    either may keep a cell of another wallet from being explained."""

    troubles: Sequence[Trouble] = ()
    doubts: Collection[tuple[str, date, str | None]] = ()


class Doubt(IntEnum):
    """Whether a cell may be unproved, or must."""

    NONE, MAY, MUST = range(3)


class WalletTruth(ABC):
    """One wallet of the accounts that have it, on these days, by what the lists tell at `now`. `wallet` is what we call
    it, `theirs` what the simulator does; `named` are the accounts of which each wallet with lists that name the other
    end of a transfer is reconciled too."""

    wallet: ClassVar[Wallet]
    theirs: ClassVar[str]
    measures: ClassVar[tuple[str, ...]] = ("balance",)

    def __init__(self, scenario: Scenario, emails: Iterable[str], days: Collection[date], now: int) -> None:
        self.scenario, self.emails, self.days, self.now = scenario, list(emails), set(days), now
        self.named: Mapping[str, Collection[str]] = {}

    @abstractmethod
    def off(self) -> Mapping[Cell, int]:
        """By how much each cell is off, those that are off by nothing left out."""

    @abstractmethod
    def doubt(self, cell: Cell) -> Doubt:
        """Whether something that the cell needs is missing or cannot be read."""

    @abstractmethod
    def troubles(self) -> Sequence[Trouble]:
        """What makes the cells be off, each with what a reader can find of it."""

    def legs(self, email: str, measure: str) -> Counter[Leg]:
        """What must have been booked of the account."""
        facts = self.scenario.facts(email, self.theirs, self.now, measure)
        return Counter((one.asset, one.amount, one.time) for one in facts if one.amount)

    def complaint(self, cell: Cell, given: Verdict) -> str:
        """What else is wrong with a verdict of this wallet, in words."""
        del cell, given  # most wallets know no more than what `hold` asks
        return ""

    def held(self) -> Iterator[Cell]:
        """The cells in which there is something at the end of the day."""
        for email in self.emails:
            for day in self.days:
                for measure in self.measures:
                    rows = self.scenario.world.closing(email, day, self.theirs, measure) or {}
                    yield from (Cell(email, day, asset, str(self.wallet), measure) for asset in rows if rows[asset])

    def inside(self, cell: Cell) -> bool:
        """Whether it is a cell of these accounts and days."""
        return cell.email in self.emails and cell.day in self.days


def verdicts(engine: Engine, wallet: Wallet) -> dict[Cell, Verdict]:
    """What was concluded about a wallet last."""
    with engine.connect() as connection:
        rows = connection.execute(_VERDICTS, {"wallet": str(wallet)}).all()
    return {
        Cell(*row[:5]): Verdict(
            row[5],
            _whole(row[6]),
            row[7],
            _whole(row[8]),
            frozenset(row[9] or ()),
            row[10] or "",
            row[11] or "",
            row[12],
        )
        for row in rows
    }


def _whole(amount: str | None) -> int | None:
    return None if amount is None else int(amount)


def hold(
    engine: Engine, truths: Sequence[WalletTruth], trust: Trust = Trust.FULL, beside: Beside = Beside()
) -> Findings:
    """Compare what was concluded about these wallets with their truths."""
    findings = Findings()
    names = _names(truths, trust, beside)
    for truth in truths:
        judge = _Judge(truth, trust, names)
        findings.wrong += judge.wrong_verdicts(verdicts(engine, truth.wallet), findings.counts)
        findings.wrong += _wrong_rows(engine, truth) if trust is Trust.FULL else ()
    return findings


def _names(truths: Sequence[WalletTruth], trust: Trust, beside: Beside) -> Names:
    of = {str(truth.wallet): truth for truth in truths}
    planted = [*beside.troubles, *(trouble for truth in truths for trouble in truth.troubles())]

    def doubtful(cell: tuple[str, ...]) -> bool:
        whole = Cell(*cell)
        if whole.wallet in of:
            return of[whole.wallet].doubt(whole) is not Doubt.NONE
        return whole[:3] in beside.doubts or (*whole[:2], None) in beside.doubts

    last_day = max((day for truth in truths for day in truth.days), default=date.max)
    return Names(planted, doubtful, last_day, told=trust is Trust.FULL)


class _Judge:
    """What a verdict on each cell of a wallet may be."""

    def __init__(self, truth: WalletTruth, trust: Trust, names: Names) -> None:
        self._truth, self._trust, self._names, self._off = truth, trust, names, truth.off()

    def wrong_verdicts(self, found: Mapping[Cell, Verdict], counts: Counter[str]) -> Iterator[str]:
        """Each verdict that is not what the lists could tell, and each cell without one."""
        mine = {cell: given for cell, given in found.items() if self._truth.inside(cell)}
        wanted = dict.fromkeys([*self._off, *self._truth.held()]) if self._trust is Trust.FULL else {}
        for cell in wanted:
            if cell not in mine and self._truth.inside(cell) and self._truth.doubt(cell) is Doubt.NONE:
                yield f"no verdict on {cell}, whose variance is {self._off.get(cell, 0)}"
        for cell, given in mine.items():
            counts[f"{cell.wallet} {cell.measure}: {given.verdict}"] += 1
            counts.update(self._names.reported(cell, given.verdict, given.kinds))
            if complaint := self._complaint(cell, given) or self._of_wallet(cell, given):
                yield f"{cell} {complaint}: {given}"

    def _of_wallet(self, cell: Cell, given: Verdict) -> str:
        """What the wallet's own truth says, where the exchange told no lies that it does not know."""
        return self._truth.complaint(cell, given) if self._trust is Trust.FULL else ""

    def _complaint(self, cell: Cell, given: Verdict) -> str:
        off, doubt = self._off.get(cell, 0), self._truth.doubt(cell)
        if given.verdict == "unproved":
            known = self._trust is Trust.FULL and doubt is Doubt.NONE
            return "is unproved for no planted cause" if known else "" if given.steps else "says nothing of what to do"
        if doubt is Doubt.MUST:
            return f"is {given.verdict}, and what it needs is missing"
        if given.verdict == "proved":
            return f"is proved, but its variance is {off}" if off or given.variance else ""
        if self._trust is not Trust.LIES and (given.variance != off or not off):
            return f"is {given.verdict} with another variance than {off}"
        return self._named(cell, given)

    def _named(self, cell: Cell, given: Verdict) -> str:
        """What is wrong with how something that is off is called."""
        if given.verdict == "explained" and given.explained != given.variance:
            return "is explained by findings that do not add up"
        if self._trust is Trust.LIES:
            return ""
        if given.verdict == "explained":
            return self._names.misnamed(cell, given.kinds, given.evidence)
        return self._names.missed(cell, given.alternatives)


def _wrong_rows(engine: Engine, truth: WalletTruth) -> Iterator[str]:
    """Legs of the days that only one side has."""
    for email in truth.emails:
        for measure in truth.measures:
            held = Counter(leg for leg in _booked(engine, truth.wallet, email, measure) if day_of(leg[2]) in truth.days)
            told = truth.legs(email, measure)
            true = Counter({leg: count for leg, count in told.items() if day_of(leg[2]) in truth.days})
            yield from (f"{email} {truth.wallet} lacks {measure} {leg}" for leg in true - held)
            yield from (f"{email} {truth.wallet} has too much {measure} {leg}" for leg in held - true)


def _booked(engine: Engine, wallet: Wallet, email: str, measure: str) -> Iterator[Leg]:
    with engine.connect() as connection:
        rows = connection.execute(_LEGS, {"email": email, "wallet": str(wallet), "measure": measure}).all()
    yield from ((asset, int(amount), moment) for asset, amount, moment in rows)

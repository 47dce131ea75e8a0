"""What comes out of an account-day: the verdict on each asset with its arithmetic, and what was found about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import BalanceLine
from binrecon.domain.money import CONTEXT, plain
from binrecon.domain.vocabulary import Measure, Verdict


@dataclass(frozen=True)
class Finding:
    """A named cause of a variance or a part of it: `amount` signed, in the asset; `text` says what happened, without
    amounts; `records` name the rows that tell of it, such as "withdraw 7213fe out".

    `second` says what bears it out besides its amount; without that it is an alternative and explains nothing. `days`
    are the other days it speaks of: while one of them is not known, it waits. A finding that is `two_sided` speaks of
    two assets, and holds for one only where a finding of the same records holds for the other. It is `telling` where
    more than an amount that people type speaks for it: another leg of an amount that nobody types, one transaction
    hash, a statement.
    """

    kind: str
    amount: Decimal
    text: str
    records: tuple[str, ...]
    second: str = ""
    days: tuple[date, ...] = ()
    two_sided: bool = False
    telling: bool = False


@dataclass(frozen=True)
class ThreeWayMatch:
    """By how much three witnesses say an asset moved in a day that a statement covers whole, signed, in the asset: the
    difference of two snapshots (None where one is missing), the lists of the API, the statement. `agree` names those
    that say the same, or says `incomplete`; `told` is the sentence for it, with amounts."""

    snapshot: Decimal | None
    movements: Decimal
    statement: Decimal
    agree: str
    told: str


@dataclass(frozen=True)
class Investigation:
    """What was found about one asset of the day. `explained` adds up to the variance exactly, or is empty;
    `alternatives` are the sets that each would, where none may be chosen; then what cannot be the cause, and what to
    try next, as sentences. `witnesses` stands for assets of every verdict, where a statement covers the day; `silent`
    counts the questions that could hold another cause and gave no answer: nothing is explained while there are any.
    `waits` are the days whose own runs decide about the only set there is; `resolved` is what people resolved of an
    asset that is open all the same."""

    explained: tuple[Finding, ...] = ()
    alternatives: tuple[tuple[Finding, ...], ...] = ()
    ruled_out: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    witnesses: ThreeWayMatch | None = None
    silent: int = 0
    waits: tuple[date, ...] = ()
    resolved: tuple[Finding, ...] = ()


NOT_INVESTIGATED = Investigation()


class AssetVerdict(NamedTuple):
    """The verdict on one balance line with the whole arithmetic: expected = opening + movements, variance = actual -
    expected.

    `usd_price` and `variance_usd` are None when no price is known, which is not zero.
    """

    line: BalanceLine
    expected: Decimal | None
    variance: Decimal | None
    usd_price: Decimal | None
    variance_usd: Decimal | None
    verdict: Verdict
    reason: str
    findings: Investigation = NOT_INVESTIGATED

    @property
    def is_balance(self) -> bool:
        """Whether it is about the asset's balance, and not about what is borrowed, owed or not realised."""
        return self.line.measure is Measure.BALANCE

    @property
    def name(self) -> str:
        """The asset, with what of it the verdict is on where that is not the balance, which goes without saying."""
        return self.line.asset if self.is_balance else f"{self.line.asset} {self.line.measure}"

    @property
    def open_variance(self) -> Decimal:
        """The variance of an open asset, which always has one. Raises ValueError for an asset without."""
        if self.variance is None:
            raise ValueError(f"{self.line.asset} has no variance")
        return self.variance


@dataclass(frozen=True)
class DayResult:
    """The judgements of one account-day and wallet, sorted by asset, and what they come to together."""

    account_day: AccountDay
    asset_verdicts: tuple[AssetVerdict, ...]
    verdict: Verdict
    reason: str

    @property
    def open_assets(self) -> tuple[AssetVerdict, ...]:
        """The open balances, which records may account for. No record says what another measure was off by, so an open
        loan stays open, and nothing of the balance's explains it."""
        return tuple(one for one in self.asset_verdicts if one.verdict is Verdict.OPEN and one.is_balance)

    def count(self, verdict: Verdict) -> int:
        return sum(1 for asset_verdict in self.asset_verdicts if asset_verdict.verdict is verdict)


def part_resolved(variance: Decimal, resolved: Decimal) -> str:
    """How much of a variance is resolved and how much is open, signed, as `12.5 of 25 resolved, 12.5 open`."""
    return f"{plain(resolved)} of {plain(variance)} resolved, {plain(CONTEXT.subtract(variance, resolved))} open"

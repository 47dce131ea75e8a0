"""What an account-day is judged by, and what comes out: values shared by storage, reconciliation and reporting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binrecon.money import CONTEXT, plain
from binrecon.records import Verdict, Wallet
from binrecon.statements import StatementDay

Closes = Mapping[tuple[str, str], Decimal]
"""Daily closes by (base asset, quote asset), in the quote asset."""


class Cell(NamedTuple):
    """One asset of one account-day and wallet: both snapshots and every movement between them, signed, in the asset.

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


@dataclass(frozen=True)
class Gap:
    """A question the day needs and that has no complete answer; `assets` None means it can touch every asset."""

    endpoint: str
    key: str
    detail: str
    assets: frozenset[str] | None = None

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.key}".strip()


@dataclass(frozen=True)
class Finding:
    """A named cause of a variance or a part of it: `amount` signed, in the asset; `text` says what happened, without
    amounts; `records` name the rows that prove it, such as "withdraw 7213fe out"."""

    kind: str
    amount: Decimal
    text: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class Witnesses:
    """By how much three witnesses say an asset moved in a day that a statement covers whole, signed, in the asset: the
    difference of two snapshots (None where one is missing), the lists of the API, the statement. `agree` names those that
    say the same, or says `incomplete`; `told` is the sentence for it, with amounts."""

    snapshot: Decimal | None
    movements: Decimal
    statement: Decimal
    agree: str
    told: str


@dataclass(frozen=True)
class Investigation:
    """What was found about one cell. `explained` adds up to the variance exactly, or is empty; `alternatives` are the
    sets that each would, where none may be chosen; then what cannot be the cause, and what to try next, as sentences.
    `witnesses` stands for cells of every verdict, where a statement covers the day; `silent` counts the questions that could
    hold another cause and gave no answer: nothing is explained while there are any. `resolved` is what people resolved of a cell that
    is open all the same."""

    explained: tuple[Finding, ...] = ()
    alternatives: tuple[tuple[Finding, ...], ...] = ()
    ruled_out: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    witnesses: Witnesses | None = None
    silent: int = 0
    resolved: tuple[Finding, ...] = ()


NOT_INVESTIGATED = Investigation()


@dataclass(frozen=True)
class DayFacts:
    """Everything one account-day and wallet is decided by. `closes` hold the prices of the day for USD values;
    `statement` is None where no statement covers the day whole."""

    email: str
    day: date
    wallet: Wallet
    opening_snapshot: bool
    closing_snapshot: bool
    pending_pages: int
    gaps: tuple[Gap, ...]
    cells: tuple[Cell, ...]
    closes: Closes = field(default_factory=dict)
    statement: StatementDay | None = None


class Judgement(NamedTuple):
    """The verdict on one cell with the whole arithmetic: expected = opening + movements, variance = actual - expected.

    `usd_price` and `variance_usd` are None when no price is known, which is not zero.
    """

    cell: Cell
    expected: Decimal | None
    variance: Decimal | None
    usd_price: Decimal | None
    variance_usd: Decimal | None
    verdict: Verdict
    reason: str
    findings: Investigation = NOT_INVESTIGATED


@dataclass(frozen=True)
class DayResult:
    """The judgements of one account-day and wallet, sorted by asset, and what they come to together."""

    email: str
    day: date
    wallet: Wallet
    judgements: tuple[Judgement, ...]
    verdict: Verdict
    reason: str

    def count(self, verdict: Verdict) -> int:
        return sum(1 for judgement in self.judgements if judgement.verdict is verdict)


def part_resolved(variance: Decimal, resolved: Decimal) -> str:
    """How much of a variance is resolved and how much is open, signed, as `12.5 of 25 resolved, 12.5 open`."""
    return f"{plain(resolved)} of {plain(variance)} resolved, {plain(CONTEXT.subtract(variance, resolved))} open"

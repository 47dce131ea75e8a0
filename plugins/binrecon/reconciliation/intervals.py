"""Judge the stretches between dated balances: opening + all movements = closing, exactly, for each asset of a wallet.

Weaker than the verdict on a day: errors that cancel within a stretch are not seen. Rests on decisions 130 and 131.
"""

from __future__ import annotations

import decimal
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from operator import itemgetter

from binrecon.domain.history import BalancePoint, HistoryFacts, Missing, Moved, StatedMoves, Stretch
from binrecon.domain.intervals import DAY
from binrecon.domain.money import CONTEXT, ZERO, plain
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.domain.wallets import NEVER_BELOW_ZERO
from binrecon.reconciliation.anchors import midnight
from binrecon.reconciliation.history_coverage import ListsRead
from binrecon.sources.statement_operations import class_of, is_known, wallet_of

LISTS, STATEMENT = "lists", "statement"
"""What tells the movements of a stretch."""
MOST_NAMED = 3
"""So many lists a reason names; it counts the others."""
_NOTHING = Moved(ZERO, 0, ZERO)
_BELOW_ZERO = "but the balance falls below zero on the way: a record is missing or stands at a wrong time"
_WEAKER = "errors that cancel within it are not seen"


def judge_stretches(facts: HistoryFacts) -> tuple[Stretch, ...]:
    """A verdict on each stretch between neighbouring points of each asset, by asset and time. Neighbours that are
    proved by the same means are one."""
    with decimal.localcontext(CONTEXT):
        judge = _Judge(facts)
        return tuple(stretch for asset in facts.points for stretch in joined(judge.of(asset)))


def backwards(facts: HistoryFacts) -> tuple[Missing, ...]:
    """The assets whose newest balance less all movements that their lists tell is not zero: by so much the movements
    before it are not known."""
    with decimal.localcontext(CONTEXT):
        return tuple(missing for asset, points in facts.points.items() for missing in _missing(facts, asset, points))


def _missing(facts: HistoryFacts, asset: str, points: Sequence[BalancePoint]) -> Iterator[Missing]:
    known = [point for point in points if point.balance is not None]
    if not known:
        return
    newest = known[-1]
    told = facts.before.get(asset, ZERO) + sum(
        (facts.moved.get((asset, one.date), _NOTHING).amount for one in points if one.date < newest.date), ZERO
    )
    lacking = (newest.balance or ZERO) - told
    if lacking:
        yield Missing(facts.wallet, asset, newest.date, lacking)


def joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours that are proved by the same means as one stretch."""
    held: Stretch | None = None
    for stretch in stretches:
        if held and stretch.verdict is held.verdict is Verdict.PROVED and stretch.by == held.by:
            held = replace(
                held,
                end=stretch.end,
                moved=(held.moved or ZERO) + (stretch.moved or ZERO),
                closing=stretch.closing,
                closing_by=stretch.closing_by,
                stretches=held.stretches + 1,
            )
            continue
        if held:
            yield held
        held = stretch
    if held:
        yield held


def middle(start: date, end: date) -> date | None:
    """The date that halves the days [start, end); None for a single day."""
    days = (end - start).days
    return start + days // 2 * DAY if days > 1 else None


class _Judge:
    """One wallet's stretches, each by itself."""

    def __init__(self, facts: HistoryFacts) -> None:
        self._facts = facts
        self._lists = ListsRead(facts)
        self._stated_days = sorted(facts.stated_days)

    def of(self, asset: str) -> Iterator[Stretch]:
        for one, after in pairwise(self._facts.points[asset]):
            yield self._judged(asset, one, after)

    def _judged(self, asset: str, one: BalancePoint, after: BalancePoint) -> Stretch:
        stretch = self._unjudged(asset, one, after)
        conflict = one.conflict or after.conflict
        doubt = conflict or self._doubt(one.date, after.date)
        if doubt:
            return replace(stretch, reason=doubt)
        lacking = self._lists.lacking(asset, midnight(one.date), after.known_until)
        if not lacking:
            return self._by_lists(stretch)
        return self._by_statement(stretch, (one, after), lacking)

    def _unjudged(self, asset: str, one: BalancePoint, after: BalancePoint) -> Stretch:
        moved = self._facts.moved.get((asset, one.date), _NOTHING).amount
        known = one.balance is not None and after.balance is not None
        variance = after.balance - one.balance - moved if known else None  # type: ignore[operator]
        return Stretch(
            wallet=self._facts.wallet,
            asset=asset,
            start=one.date,
            end=after.date,
            opening=one.balance,
            moved=moved,
            closing=after.balance,
            variance=variance,
            verdict=Verdict.UNPROVED,
            by="",
            opening_by=" and ".join(one.sources),
            closing_by=" and ".join(after.sources),
            reason="",
        )

    def _doubt(self, start: date, end: date) -> str:
        return next((doubt.reason for doubt in self._facts.doubts if doubt.first < end and doubt.last >= start), "")

    def _by_lists(self, stretch: Stretch) -> Stretch:
        moved = self._facts.moved.get((stretch.asset, stretch.start), _NOTHING)
        return _concluded(_lowest(stretch, [moved]), LISTS, "every list is read over it")

    def _by_statement(self, stretch: Stretch, ends: Sequence[BalancePoint], lacking: Sequence[str]) -> Stretch:
        """The lines of account statements stand in for lists that were not read, where they tell the stretch whole."""
        lines, why = self._facts.stated.get((stretch.asset, stretch.start), ()), _some(lacking)
        own = [line for line in lines if wallet_of(line.account) is stretch.wallet]
        not_told = self._not_told(stretch, ends, lines)
        if not_told is None:
            not_told = self._not_stated(stretch, own)
        if not_told is not None:
            return replace(stretch, reason=f"not read over it: {why}{not_told}")
        moved = sum((line.change for line in own), ZERO)
        variance = (stretch.closing or ZERO) - (stretch.opening or ZERO) - moved
        told = _lowest(replace(stretch, moved=moved, variance=variance), own)
        return _concluded(told, STATEMENT, f"by the lines of account statements, as these are not read over it: {why}")

    def _not_told(self, stretch: Stretch, ends: Sequence[BalancePoint], lines: Sequence[StatedMoves]) -> str | None:
        """Why statements cannot stand in, as the end of a sentence that may be empty; None where they can."""
        days, told = (stretch.end - stretch.start).days, self._stated_days
        if not told or any(point.known_until > midnight(point.date) for point in ends):
            return ""  # a balance at midnight that was made from a later reading rests on lists itself
        if bisect_left(told, stretch.end) - bisect_left(told, stretch.start) < days:
            return "; account statements do not cover all of it"
        if stretch.asset in self._facts.silent and not lines:
            return "; account statements never show this asset"
        unknown = next(_unknown(lines, stretch.wallet), "")
        return f"; account statements name {unknown}" if unknown else None

    def _not_stated(self, stretch: Stretch, own: Sequence[StatedMoves]) -> str | None:
        """Whether lists know of more than the statements, likewise: a record that counts was, whoever leaves it out."""
        moved = self._facts.moved.get((stretch.asset, stretch.start), _NOTHING)
        for way, known, stated in (
            ("in", moved.came, sum((line.came for line in own), ZERO)),
            ("out", moved.went, sum((line.went for line in own), ZERO)),
        ):
            if known > stated:
                return f"; lists tell {plain(known)} {way} where account statements tell {plain(stated)}"
        return None


def _lowest(stretch: Stretch, told: Iterable[Moved | StatedMoves]) -> Stretch:
    """With the first moment at which the balance is below zero, in a wallet where it never can be."""
    if stretch.wallet not in NEVER_BELOW_ZERO:
        return stretch
    below = [(one.low_at, one.low) for one in told if one.low_at is not None]
    low_at, low = min(below, default=(None, None), key=itemgetter(0))
    return replace(stretch, low_at=low_at, low=low)


def _concluded(stretch: Stretch, by: str, words: str) -> Stretch:
    """The verdict where all that moved the asset is told."""
    if stretch.variance:
        said = f"{words}, and it does not add up"
    elif stretch.low_at is not None:
        said = f"{words} and it adds up, {_BELOW_ZERO}"
    else:
        return replace(stretch, verdict=Verdict.PROVED, by=by, reason=f"{words}; {_WEAKER}")
    ask = middle(stretch.start, stretch.end)
    narrow = "it arose on this day" if ask is None else f"bring the balances at {ask} 00:00 UTC to halve it"
    return replace(stretch, verdict=Verdict.OPEN, by=by, reason=f"{said}; {narrow}", ask=ask)


def _unknown(lines: Iterable[StatedMoves], wallet: Wallet) -> Iterator[str]:
    """Words in statements that nobody has described: these may not be all lines, or not be what they seem."""
    for line in lines:
        if not is_known(line.account):
            yield f"the unknown wallet {line.account!r}"
        elif wallet_of(line.account) is wallet and class_of(line.operation) is None:
            yield f"the unknown operation {line.operation!r}"


def _some(lacking: Sequence[str]) -> str:
    more = len(lacking) - MOST_NAMED
    return "; ".join(lacking[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")

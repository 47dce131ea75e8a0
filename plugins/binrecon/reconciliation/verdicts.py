"""Judge a wallet's day: proved, explained, open or unproved for every asset, each with its reason.

Rests on decisions 1 and 34.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from binrecon.domain.day_facts import BalanceLine, DayFacts, Gap
from binrecon.domain.day_results import NOT_INVESTIGATED, AssetVerdict, DayResult, Investigation
from binrecon.domain.holdings import coin_of
from binrecon.domain.money import CONTEXT, fits
from binrecon.domain.portfolio_margin import SAID
from binrecon.domain.vocabulary import Measure, Verdict
from binrecon.domain.wallets import described
from binrecon.reconciliation.day_verdict import summarize
from binrecon.reconciliation.exchanged_labels import exchanged_labels
from binrecon.reconciliation.own_readings import between, not_readable
from binrecon.reconciliation.roll_forward import roll_forward
from binrecon.reconciliation.twice_told import held_against_ledger
from binrecon.reconciliation.unproved_steps import is_in_portfolio_margin, steps_of, steps_of_day
from binrecon.reconciliation.untold_splits import judged_together
from binrecon.reconciliation.valuation import usd_prices, usd_value
from binrecon.reconciliation.witnesses import with_witnesses

_NAMED_GAPS = 3
_TOO_LARGE = (
    "compare the amounts of this asset in snapshot.csv and transfers.csv with the exchange's page: one of them "
    "cannot be right"
)
_NO_STEP = "clear `reconcile` with downstream"
_ORDER = attrgetter("asset", "measure")
_PROVED = (Verdict.PROVED, "adds up exactly, everything covered")
_OPEN = (Verdict.OPEN, "covered, and still a difference nothing accounts for")


def reconcile(facts: DayFacts) -> DayResult:
    """Judge every asset of the day, sorted by asset, and the day as a whole. What it leaves open is for
    `investigation`; what a statement says stands beside each verdict and changes none.

    Nothing is rounded: sums are exact for whatever fits NUMERIC(36,18), and a sum that does not fit is unproved.
    """
    with decimal.localcontext(CONTEXT):
        day_reason = "; ".join(filter(None, (missing_from_day(facts), exchanged_labels(facts))))
        prices, day_steps, remarks_on = usd_prices(facts.closes), steps_of_day(facts), _remarks(facts)
        judged = tuple(
            _judge(
                line,
                prices.get(coin_of(facts.account_day.wallet, line.asset)),
                "; ".join(filter(None, (day_reason, not_covered(gaps)))),
                (*day_steps, *steps_of(gaps)),
                remarks_on(line),
            )
            for line, gaps in _with_gaps(facts)
        )
        judged = judged_together(held_against_ledger(judged, facts), facts.unsplit)
        return summarize(facts, with_witnesses(judged, facts.statement, facts.account_day.wallet), day_reason)


def missing_from_day(facts: DayFacts) -> str:
    """What keeps every asset of the day unproved, as one sentence; empty when nothing does. Of a wallet in portfolio
    margin nothing was asked: that says all."""
    if is_in_portfolio_margin(facts):
        return SAID
    parts = list(not_readable(facts) if described(facts.account_day.wallet).read_by_us else _no_snapshots(facts))
    if facts.pending_pages:
        parts.append(f"{facts.pending_pages} page(s) not read yet")
    everything = [gap for gap in facts.gaps if gap.is_of_the_day]
    if everything:
        parts.append(not_covered(everything))
    return "; ".join(parts)


def _no_snapshots(facts: DayFacts) -> Iterator[str]:
    if not facts.opening_snapshot:
        yield "no snapshot of the day before"
    if not facts.closing_snapshot:
        yield "no snapshot of the day"


def not_covered(gaps: Sequence[Gap]) -> str:
    """Name the first gaps and how many more there are; nothing of none."""
    if not gaps:
        return ""
    named = ", ".join(f"{gap.name} ({gap.detail})" for gap in gaps[:_NAMED_GAPS])
    more = len(gaps) - _NAMED_GAPS
    return f"not covered: {named}" + (f" and {more} more" if more > 0 else "")


def _judge(
    line: BalanceLine, price: Decimal | None, missing: str, steps: tuple[str, ...], remarks: Mapping[Verdict, str]
) -> AssetVerdict:
    """What is unproved says what to do about it; `remarks` end the reasons of the others."""
    expected, variance = roll_forward(line)
    if not (fits(expected) and fits(variance)):
        found = Investigation(next_steps=(_TOO_LARGE,))
        return AssetVerdict(
            line, None, None, price, None, Verdict.UNPROVED, "the sum does not fit NUMERIC(36,18)", found
        )
    verdict, reason = _verdict(variance, missing)
    found = Investigation(next_steps=steps or (_NO_STEP,)) if verdict is Verdict.UNPROVED else NOT_INVESTIGATED
    told = "; ".join(filter(None, (reason, remarks.get(verdict, ""))))
    return AssetVerdict(line, expected, variance, price, usd_value(variance, price), verdict, told, found)


def _remarks(facts: DayFacts) -> Callable[[BalanceLine], Mapping[Verdict, str]]:
    """What people are told beside the verdict on a line: the readings it lies between where they are ours, what is to
    be said of the rows that moved it, and what the proof does not speak of."""
    not_proved, read = described(facts.account_day.wallet).not_proved, between(facts)

    def remarks(named: str) -> dict[Verdict, str]:
        proved, opened = (read, named, not_proved), (read, named)
        return {Verdict.PROVED: "; ".join(filter(None, proved)), Verdict.OPEN: "; ".join(filter(None, opened))}

    plain = remarks("")

    def on(line: BalanceLine) -> Mapping[Verdict, str]:
        told = list(_of_rows(line.asset, facts)) if line.measure is Measure.BALANCE else []
        return remarks("; ".join(told)) if told else plain

    return on


def _of_rows(asset: str, facts: DayFacts) -> Iterator[str]:
    """What is said of the rows that moved an asset: of kinds that no document names, and of such as are listed
    twice."""
    if kinds := facts.unknown_kinds.get(asset, ()):
        yield f"counted, and named in no document: {', '.join(kinds)}"
    twice = [one for one in facts.listed_twice if one.asset == asset]
    for once, counted in ((False, "each counted"), (True, "counted once")):
        if named := [one.kind for one in twice if one.once is once]:
            yield f"listed more than once under one identity, {counted}: {', '.join(named)}"


def _with_gaps(facts: DayFacts) -> Iterator[tuple[BalanceLine, list[Gap]]]:
    """Each line in the order of the verdicts, with the gaps that touch it and not all of the day."""
    gaps = [] if is_in_portfolio_margin(facts) else [gap for gap in facts.gaps if not gap.is_of_the_day]
    for line in sorted(facts.lines, key=_ORDER):
        yield line, [gap for gap in gaps if gap.touches(line.asset, line.measure)]


def _verdict(variance: Decimal | None, missing: str) -> tuple[Verdict, str]:
    if missing:
        return Verdict.UNPROVED, missing
    if variance is None:
        return Verdict.UNPROVED, "no variance could be computed"
    return _OPEN if variance else _PROVED

"""What all verdicts come to for the account-day: the worst of them, and never better than its coverage."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from binrecon.cells import DayFacts, DayResult, Judgement
from binrecon.money import CONTEXT, ZERO
from binrecon.records import Verdict

FROM_BEST = (Verdict.PROVED, Verdict.EXPLAINED, Verdict.OPEN, Verdict.UNPROVED)
_RANK = {verdict: rank for rank, verdict in enumerate(FROM_BEST)}
_NAMED = 3


def summarize(facts: DayFacts, judged: tuple[Judgement, ...], day_reason: str) -> DayResult:
    """Join the judgements into the day's. A day without assets, or whose gaps touch no asset it holds, is still
    unproved when something it needs is missing."""
    verdict = max((j.verdict for j in judged), key=_RANK.__getitem__, default=Verdict.PROVED)
    reason = _reason(verdict, judged)
    if day_reason or (facts.gaps and verdict is not Verdict.UNPROVED):
        verdict = Verdict.UNPROVED
        reason = day_reason or f"{len(facts.gaps)} question(s) without a complete answer, first {facts.gaps[0].name}"
    return DayResult(facts.email, facts.day, facts.wallet, judged, verdict, reason)


def _reason(verdict: Verdict, judged: Sequence[Judgement]) -> str:
    if not judged:
        return "both snapshots and all coverage are there, and no asset"
    if verdict is Verdict.PROVED:
        return f"all {len(judged)} assets proved"
    worst = largest(judged, verdict)
    names = ", ".join(judgement.cell.asset for judgement in worst[:_NAMED])
    return f"{len(worst)} of {len(judged)} assets {verdict}, largest {names}: {worst[0].reason}"


def largest(judged: Sequence[Judgement], verdict: Verdict) -> list[Judgement]:
    """The judgements of this verdict, those worth most first: by what they are off by in USD, else by the balance; those
    without a price last."""
    return sorted((judgement for judgement in judged if judgement.verdict is verdict), key=_by_worth)


def _by_worth(judgement: Judgement) -> tuple[bool, Decimal, str]:
    cell, worth = judgement.cell, judgement.variance_usd
    balance = cell.actual if cell.actual is not None else cell.opening
    if not worth and balance is not None and judgement.usd_price is not None:
        worth = CONTEXT.multiply(balance, judgement.usd_price)
    return worth is None, ZERO if worth is None else worth.copy_abs().copy_negate(), cell.asset

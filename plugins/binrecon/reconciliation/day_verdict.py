"""What all verdicts come to for the account-day: the worst of them, and never better than its coverage."""

from __future__ import annotations

from collections.abc import Sequence

from binrecon.cells import DayFacts, DayResult, Judgement
from binrecon.records import Verdict

FROM_BEST = (Verdict.PROVED, Verdict.EXPLAINED, Verdict.OPEN, Verdict.UNPROVED)
_RANK = {verdict: rank for rank, verdict in enumerate(FROM_BEST)}


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
    count = sum(1 for judgement in judged if judgement.verdict is verdict)
    first = next(j for j in judged if j.verdict is verdict)
    return f"{count} of {len(judged)} assets {verdict}, first {first.cell.asset}: {first.reason}"

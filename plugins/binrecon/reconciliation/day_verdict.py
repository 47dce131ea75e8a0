"""What all verdicts come to for the account-day: the worst of them, and never better than its coverage."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import AssetVerdict, DayResult
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.vocabulary import Verdict

FROM_BEST = (Verdict.PROVED, Verdict.EXPLAINED, Verdict.OPEN, Verdict.UNPROVED)
_RANK = {verdict: rank for rank, verdict in enumerate(FROM_BEST)}
_NAMED = 3


def summarize(facts: DayFacts, judged: tuple[AssetVerdict, ...], day_reason: str) -> DayResult:
    """Join the judgements into the day's. A day without assets, or whose gaps touch no asset it holds, is still
    unproved when something it needs is missing."""
    verdict = max((j.verdict for j in judged), key=_RANK.__getitem__, default=Verdict.PROVED)
    reason = _reason(verdict, judged)
    if day_reason or (facts.gaps and verdict is not Verdict.UNPROVED):
        verdict = Verdict.UNPROVED
        reason = day_reason or f"{len(facts.gaps)} question(s) without a complete answer, first {facts.gaps[0].name}"
    return DayResult(facts.account_day, judged, verdict, reason)


def _reason(verdict: Verdict, judged: Sequence[AssetVerdict]) -> str:
    if not judged:
        return "both snapshots and all coverage are there, and no asset"
    if verdict is Verdict.PROVED:
        return f"all {len(judged)} assets proved"
    worst = largest(judged, verdict)
    names = ", ".join(asset_verdict.name for asset_verdict in worst[:_NAMED])
    return f"{len(worst)} of {len(judged)} assets {verdict}, largest {names}: {worst[0].reason}"


def largest(judged: Sequence[AssetVerdict], verdict: Verdict) -> list[AssetVerdict]:
    """The judgements of this verdict, those worth most first: by what they are off by in USD, else by the balance;
    those without a price last."""
    return sorted((asset_verdict for asset_verdict in judged if asset_verdict.verdict is verdict), key=_by_worth)


def _by_worth(asset_verdict: AssetVerdict) -> tuple[bool, Decimal, str]:
    line, worth = asset_verdict.line, asset_verdict.variance_usd
    balance = line.actual if line.actual is not None else line.opening
    if not worth and balance is not None and asset_verdict.usd_price is not None:
        worth = CONTEXT.multiply(balance, asset_verdict.usd_price)
    return worth is None, ZERO if worth is None else worth.copy_abs().copy_negate(), line.asset

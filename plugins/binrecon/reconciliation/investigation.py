"""Look for what accounts for each open variance: ordered causes propose findings, and only an exact sum explains."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping

from binrecon.cells import DayFacts, DayResult, Finding, Investigation, Judgement
from binrecon.clues import Clues
from binrecon.money import CONTEXT
from binrecon.reconciliation.causes.across_the_cut import across_the_cut
from binrecon.reconciliation.causes.failed_withdrawal import failed_withdrawal
from binrecon.reconciliation.day_verdict import summarize
from binrecon.reconciliation.subset_search import WHOLE, Found, sets_adding_up
from binrecon.records import Verdict

Cause = Callable[[Judgement, Clues], Iterable[Finding]]

CAUSES: tuple[tuple[str, Cause], ...] = (
    ("moved across midnight", across_the_cut),
    ("failed withdrawal given back", failed_withdrawal),
)
"""Tried in this order; where two propose the same amount from the same records, the first names it."""


def investigate(result: DayResult, clues: Clues) -> dict[str, Investigation]:
    """What can be said about every open cell of the day, by asset. Same result and clues, same text in the same order."""
    with decimal.localcontext(CONTEXT):
        return {judgement.cell.asset: _investigation(judgement, clues) for judgement in open_cells(result)}


def open_cells(result: DayResult) -> list[Judgement]:
    return [judgement for judgement in result.judgements if judgement.verdict is Verdict.OPEN]


def with_findings(facts: DayFacts, result: DayResult, found: Mapping[str, Investigation]) -> DayResult:
    """The day with its open cells as the investigation left them: explained where findings add up, open otherwise."""
    judged = tuple(
        _told(judgement, found[judgement.cell.asset]) if judgement.verdict is Verdict.OPEN else judgement
        for judgement in result.judgements
    )
    return summarize(facts, judged, "")


def _told(judgement: Judgement, found: Investigation) -> Judgement:
    """The reason names kinds and records; amounts and texts stay in the findings."""
    if found.explained:
        named = "; ".join(f"{finding.kind} ({', '.join(finding.records)})" for finding in found.explained)
        return judgement._replace(verdict=Verdict.EXPLAINED, reason=named, findings=found)
    if found.alternatives:
        count = len(found.alternatives)
        reason = f"covered, and {count} set(s) of records would account for it: none is chosen"
        return judgement._replace(reason=reason, findings=found)
    return judgement._replace(findings=found)


def _investigation(judgement: Judgement, clues: Clues) -> Investigation:
    proposed = [(label, list(cause(judgement, clues))) for label, cause in CAUSES]
    candidates = distinct(finding for _, findings in proposed for finding in findings)
    found = sets_adding_up(candidates, judgement.variance)
    if len(found.sets) == 1 and found.complete:
        return Investigation(explained=found.sets[0])
    ruled_out = tuple(_ruled_out(label, len(findings)) for label, findings in proposed)
    return Investigation((), found.sets, () if found.sets else ruled_out, _next_steps(found, len(candidates)))


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that move something, one for each amount and records; the first names it."""
    kept: dict[object, Finding] = {}
    for finding in findings:
        if finding.amount:
            kept.setdefault((finding.amount, finding.records), finding)
    return list(kept.values())


def _ruled_out(label: str, count: int) -> str:
    return f"{label}: {count} record(s), no sum of them fits" if count else f"{label}: no record"


def _next_steps(found: Found, candidates: int) -> tuple[str, ...]:
    if found.complete:
        return ()
    return (f"{candidates} records could have a part in it, more than {WHOLE}: larger sets were not tried",)

"""Look for what accounts for each open variance: ordered causes propose findings, and only an exact sum explains."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import AssetVerdict, DayResult, Finding, Investigation
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT
from binrecon.domain.vocabulary import Verdict
from binrecon.reconciliation.bearing_out import Bearing, bearing_of
from binrecon.reconciliation.causes.cutoff import across_the_cut, beyond, in_transit
from binrecon.reconciliation.causes.failed_withdrawal import failed_withdrawal
from binrecon.reconciliation.causes.fees_and_duplicates import duplicate, dust_charge, fee_not_taken
from binrecon.reconciliation.causes.other_wallet import collateral_elsewhere, convert_elsewhere, swapped_asset
from binrecon.reconciliation.causes.snapshot_cut import snapshot_cut
from binrecon.reconciliation.causes.statement_only import statement_only
from binrecon.reconciliation.causes.unmatched_transfer import lone_end
from binrecon.reconciliation.causes.unsettled_record import without_effect
from binrecon.reconciliation.consistency import borne_out, narrowed, not_on_both_sides
from binrecon.reconciliation.day_verdict import summarize
from binrecon.reconciliation.next_steps import named, next_steps
from binrecon.reconciliation.subset_search import WHOLE, Found, sets_adding_up

Cause = Callable[[AssetVerdict, InvestigationInput], Iterable[Finding]]

CAUSES: tuple[tuple[str, Cause], ...] = (
    ("booked on one day, moved on another", across_the_cut),
    ("in transit over midnight", in_transit),
    ("failed withdrawal, away or given back", failed_withdrawal),
    ("own transfer without its other end", lone_end),
    ("pending or listed without effect", without_effect),
    ("convert paid by another wallet", convert_elsewhere),
    ("collateral given by another wallet", collateral_elsewhere),
    ("snapshot taken off midnight", snapshot_cut),
    ("fee not taken", fee_not_taken),
    ("charge of a dust conversion", dust_charge),
    ("record listed twice", duplicate),
    ("renamed or swapped asset", swapped_asset),
)
"""Tried in this order; where two propose the same amount from the same records, the first names it. What each claims, and which
second fact must bear it out, is in docs/causes.md."""
OF_STATEMENTS: tuple[tuple[str, Cause], ...] = (("listed by the statement only", statement_only),)
"""Tried last, and only where a statement covers the day: without one nothing is ruled out by it."""

RESOLUTION = "resolution"


class _Tried(NamedTuple):
    """What was tried on one cell: what people resolved, the labels and numbers of proposals, the sets that add up."""

    asset_verdict: AssetVerdict
    resolved: tuple[Finding, ...]
    proposed: tuple[tuple[str, int], ...]
    candidates: int
    found: Found


def investigate(result: DayResult, clues: InvestigationInput) -> dict[str, Investigation]:
    """What can be said about every open cell of the day, by asset. Same result and clues, same text in the same order."""
    with decimal.localcontext(CONTEXT):
        tried = {j.line.asset: _try(j, clues) for j in result.asset_verdicts if j.verdict is Verdict.OPEN}
        possible = narrowed({asset: _borne_out(one.found, asset, clues) for asset, one in tried.items()})
        bearings = _bearings(tried, possible, clues)
        return {asset: _said(one, possible[asset], bearings.get(asset), clues) for asset, one in tried.items()}


def _bearings(
    tried: Mapping[str, _Tried], possible: Mapping[str, Found], clues: InvestigationInput
) -> dict[str, Bearing]:
    """What speaks for the only set there is, of each asset that has one and that no other asset contradicts. No records explain
    while a list that could hold another cause gave no answer. Records that speak of two assets explain both or none."""
    bearings = {
        asset: bearing_of(possible[asset].sets[0], tried[asset].candidates, asset, clues)
        for asset in borne_out(possible)
    }
    out = {asset for asset, bearing in bearings.items() if bearing.out and not clues.silent_on(asset)}
    alone = (bearings.keys() - out) | not_on_both_sides({asset: possible[asset] for asset in out})
    return {asset: bearing._replace(out=False) if asset in alone else bearing for asset, bearing in bearings.items()}


def with_findings(facts: DayFacts, result: DayResult, found: Mapping[str, Investigation]) -> DayResult:
    """The day with its open cells as the investigation left them: explained where findings add up, open otherwise."""
    judged = tuple(
        _told(asset_verdict, found[asset_verdict.line.asset])
        if asset_verdict.verdict is Verdict.OPEN
        else asset_verdict
        for asset_verdict in result.asset_verdicts
    )
    return summarize(facts, judged, "")


def _told(asset_verdict: AssetVerdict, found: Investigation) -> AssetVerdict:
    """The reason names kinds and first records; amounts and texts stay in the findings, and what the witnesses say."""
    found = replace(found, witnesses=asset_verdict.findings.witnesses)
    if found.explained:
        reason = "; ".join(f"{finding.kind} ({named(finding.records)})" for finding in found.explained)
        return asset_verdict._replace(verdict=Verdict.EXPLAINED, reason=reason, findings=found)
    return asset_verdict._replace(reason=_open_reason(asset_verdict, found), findings=found)


def _open_reason(asset_verdict: AssetVerdict, found: Investigation) -> str:
    """Whether everything was answered that could explain it, and what would account for it."""
    part = ", resolved in part" if found.resolved else ""
    sets = f"{len(found.alternatives)} set(s) of records would account for it: none is chosen"
    if found.silent:
        silent = f"still a difference, and {found.silent} list(s) that could explain it gave no answer"
        return f"{silent}{part}; {sets}" if found.alternatives else f"{silent}{part}"
    if found.waits:
        days = ", ".join(str(day) for day in found.waits)
        return f"covered{part}, and one set of records would account for it if {days}, not known yet, bears it out"
    return f"covered{part}, and {sets}" if found.alternatives else f"{asset_verdict.reason}{part}"


def _try(asset_verdict: AssetVerdict, clues: InvestigationInput) -> _Tried:
    """What people resolved counts first; records must then make up the rest, or, failing that, the whole."""
    resolved = _resolved(asset_verdict.line.asset, clues)
    rest = asset_verdict.variance - _total(resolved)
    if resolved and not rest:
        return _Tried(asset_verdict, resolved, (), 0, Found(((),), True))
    causes = CAUSES if asset_verdict.findings.witnesses is None else CAUSES + OF_STATEMENTS
    proposed = [(label, list(cause(asset_verdict, clues))) for label, cause in causes]
    candidates = distinct(finding for _, findings in proposed for finding in findings)
    found = sets_adding_up(candidates, rest)
    if resolved and not _borne_out(found, asset_verdict.line.asset, clues).sets:
        resolved, found = (), sets_adding_up(candidates, asset_verdict.variance)
    numbers = tuple((label, len(findings)) for label, findings in proposed)
    return _Tried(asset_verdict, resolved, numbers, len(candidates), found)


def _borne_out(found: Found, asset: str, clues: InvestigationInput) -> Found:
    """The sets that no other day contradicts."""
    return found._replace(sets=tuple(one for one in found.sets if not beyond(one, asset, clues).contradicted))


def _said(tried: _Tried, possible: Found, bearing: Bearing | None, clues: InvestigationInput) -> Investigation:
    """The only set left explains where it is borne out; of several, or of one that another asset does not bear out, none is
    chosen. What people resolved is theirs to know."""
    silent = clues.silent_on(tried.asset_verdict.line.asset)
    if bearing is not None and (bearing.out or not possible.sets[0]):
        return Investigation(explained=tried.resolved + possible.sets[0])
    sets = tuple(tried.resolved + one for one in possible.sets or tried.found.sets)
    ruled_out = () if sets else tuple(_ruled_out(label, count) for label, count in tried.proposed)
    lacking, waits = ((), ()) if bearing is None else (bearing.lacking, bearing.waits)
    steps = [*lacking, *_not_tried(possible, tried.candidates), *next_steps(tried.asset_verdict, clues)]
    if silent:
        steps.insert(0, f"{len(silent)} list(s) that could hold another cause gave no answer: {named(silent)}")
    if len(sets) == 1 and possible.complete and bearing is None:
        steps.insert(
            0, "the other asset or the other day of these records does not bear it out: it is off by something else"
        )
    if bearing is not None and not lacking and not silent:
        steps.insert(0, "the other asset of these records is not borne out")
    in_force = _resolved(tried.asset_verdict.line.asset, clues)
    return Investigation((), sets, ruled_out, tuple(steps), silent=len(silent), waits=waits, resolved=in_force)


def _resolved(asset: str, clues: InvestigationInput) -> tuple[Finding, ...]:
    return tuple(
        Finding(RESOLUTION, one.amount, f"resolved as {one.kind} by {one.author}", (f"resolution {one.id}",))
        for one in clues.resolutions
        if one.asset == asset
    )


def _total(findings: Iterable[Finding]) -> Decimal:
    return sum((finding.amount for finding in findings), Decimal(0))


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that move something, one for each amount and records; the first names it."""
    kept: dict[object, Finding] = {}
    for finding in findings:
        if finding.amount:
            kept.setdefault((finding.amount, frozenset(finding.records)), finding)
    return list(kept.values())


def _ruled_out(label: str, count: int) -> str:
    return f"{label}: {count} record(s), no sum of them fits" if count else f"{label}: no record"


def _not_tried(found: Found, candidates: int) -> tuple[str, ...]:
    if found.complete:
        return ()
    if candidates <= WHOLE:
        return ("more sets of records would account for it than are shown",)
    return (f"{candidates} records could have a part in it, more than {WHOLE}: larger sets were not tried",)

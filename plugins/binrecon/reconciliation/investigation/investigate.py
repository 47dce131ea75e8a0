"""Look for what accounts for each open variance: ordered causes propose findings, and only an exact sum explains.

Rests on decisions 22 and 41.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import AssetVerdict, DayResult, Finding, Investigation
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT
from binrecon.domain.record_sets import RESOLUTIONS, UNANSWERED_QUESTIONS, RecordSet
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.reconciliation.day_verdict import summarize
from binrecon.reconciliation.investigation.causes.catalogue import CAUSES, OF_STATEMENTS
from binrecon.reconciliation.investigation.causes.cause import Cause
from binrecon.reconciliation.investigation.causes.cutoff import beyond
from binrecon.reconciliation.investigation.consistency import borne_out, narrowed, not_on_both_sides
from binrecon.reconciliation.investigation.corroboration import Corroboration, corroboration_of
from binrecon.reconciliation.investigation.hints.next_steps import HINTS, named, next_steps
from binrecon.reconciliation.investigation.resolved import balances_of, findings_of
from binrecon.reconciliation.investigation.subset_search import WHOLE, AmountSets, sets_adding_up
from binrecon.reconciliation.own_readings import between

_EVERY_CAUSE = (*CAUSES, *OF_STATEMENTS)


def _sets_of(causes: Iterable[Cause]) -> tuple[RecordSet[Any], ...]:
    """What these causes and all hints name, and what decides whether anything explains, each once."""
    of_causes = [wanted for cause in causes for wanted in cause.reads]
    of_hints = [wanted for hint in HINTS for wanted in hint.reads]
    return tuple(dict.fromkeys((*of_causes, *of_hints, RESOLUTIONS, UNANSWERED_QUESTIONS)))


RECORD_SETS = _sets_of(_EVERY_CAUSE)
"""All that is read about days with open assets."""


def record_sets_of(wallet: Wallet) -> tuple[RecordSet[Any], ...]:
    """All that is read about a day of the wallet."""
    return _sets_of(cause for cause in _EVERY_CAUSE if cause.may_be_of(wallet))


class CauseTrial(NamedTuple):
    """What was tried on one asset: what people resolved, the labels and numbers of proposals, the sets that add up."""

    asset_verdict: AssetVerdict
    resolved: tuple[Finding, ...]
    proposed: tuple[tuple[str, int], ...]
    candidates: int
    found: AmountSets


def investigate(result: DayResult, evidence: InvestigationInput) -> dict[str, Investigation]:
    """What can be said about every open asset of the day, by asset. Same result and records, same text in the same
    order."""
    with decimal.localcontext(CONTEXT):
        tried = {one.line.asset: try_causes(one, evidence) for one in result.open_assets}
        possible = narrowed({asset: _not_contradicted(one.found, asset, evidence) for asset, one in tried.items()})
        corroborations = _corroborations(tried, possible, evidence)
        return {
            asset: conclude(one, possible[asset], corroborations.get(asset), evidence) for asset, one in tried.items()
        }


def _corroborations(
    tried: Mapping[str, CauseTrial], possible: Mapping[str, AmountSets], evidence: InvestigationInput
) -> dict[str, Corroboration]:
    """What speaks for the only set there is, of each asset that has one and that no other asset contradicts. No records
    explain while a list that could hold another cause gave no answer. Records that speak of two assets explain both or
    none."""
    corroborations = {
        asset: corroboration_of(possible[asset].sets[0], tried[asset].candidates, asset, evidence)
        for asset in borne_out(possible)
    }
    holding = {asset for asset, one in corroborations.items() if one.holds and not _unanswered(asset, evidence)}
    holding -= not_on_both_sides({asset: possible[asset] for asset in holding})
    return {asset: one._replace(holds=asset in holding) for asset, one in corroborations.items()}


def with_findings(facts: DayFacts, result: DayResult, found: Mapping[str, Investigation]) -> DayResult:
    """The day with its open assets as the investigation left them: explained where findings add up, open otherwise."""
    judged = tuple(
        _with_readings(facts, with_conclusion(asset_verdict, found[asset_verdict.line.asset]))
        if asset_verdict.verdict is Verdict.OPEN and asset_verdict.is_balance
        else asset_verdict
        for asset_verdict in result.asset_verdicts
    )
    return summarize(facts, judged, "")


def _with_readings(facts: DayFacts, asset_verdict: AssetVerdict) -> AssetVerdict:
    """Between which readings of ours it holds, where that was not said."""
    told = between(facts)
    if not told or told in asset_verdict.reason:
        return asset_verdict
    return asset_verdict._replace(reason=f"{asset_verdict.reason}; {told}")


def with_conclusion(asset_verdict: AssetVerdict, found: Investigation) -> AssetVerdict:
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


def try_causes(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> CauseTrial:
    """What people resolved counts first; records must then make up the rest, or, failing that, the whole."""
    resolved = _resolved(asset_verdict.line.asset, evidence)
    residual = asset_verdict.open_variance - _total(resolved)
    if resolved and not residual:
        return CauseTrial(asset_verdict, resolved, (), 0, AmountSets(((),), True))
    every = CAUSES if asset_verdict.findings.witnesses is None else _EVERY_CAUSE
    causes = [cause for cause in every if cause.may_be_of(evidence.wallet)]
    proposed = [(cause.label, list(cause.propose(asset_verdict, evidence.limited_to(cause.reads)))) for cause in causes]
    candidates = distinct(finding for _, findings in proposed for finding in findings)
    found = sets_adding_up(candidates, residual)
    if resolved and not _not_contradicted(found, asset_verdict.line.asset, evidence).sets:
        resolved, found = (), sets_adding_up(candidates, asset_verdict.open_variance)
    numbers = tuple((label, len(findings)) for label, findings in proposed)
    return CauseTrial(asset_verdict, resolved, numbers, len(candidates), found)


def _not_contradicted(found: AmountSets, asset: str, evidence: InvestigationInput) -> AmountSets:
    """The sets that no other day contradicts."""
    return found._replace(sets=tuple(one for one in found.sets if not beyond(one, asset, evidence).contradicted))


def conclude(
    tried: CauseTrial, possible: AmountSets, corroboration: Corroboration | None, evidence: InvestigationInput
) -> Investigation:
    """The only set left explains where it is borne out; of several, or of one that another asset does not bear out,
    none is chosen. What people resolved is theirs to know."""
    silent = _unanswered(tried.asset_verdict.line.asset, evidence)
    if corroboration is not None and (corroboration.holds or not possible.sets[0]):
        return Investigation(explained=tried.resolved + possible.sets[0])
    sets = tuple(tried.resolved + one for one in possible.sets or tried.found.sets)
    ruled_out = () if sets else tuple(_ruled_out(label, count) for label, count in tried.proposed)
    lacking, waits = ((), ()) if corroboration is None else (corroboration.lacking, corroboration.waits)
    steps = [*lacking, *_not_tried(possible, tried.candidates), *next_steps(tried.asset_verdict, evidence)]
    if silent:
        steps.insert(0, f"{len(silent)} list(s) that could hold another cause gave no answer: {named(silent)}")
    if len(sets) == 1 and possible.complete and corroboration is None:
        steps.insert(
            0, "the other asset or the other day of these records does not bear it out: it is off by something else"
        )
    if corroboration is not None and not lacking and not silent:
        steps.insert(0, "the other asset of these records is not borne out")
    in_force = _resolved(tried.asset_verdict.line.asset, evidence)
    return Investigation((), sets, ruled_out, tuple(steps), silent=len(silent), waits=waits, resolved=in_force)


def _resolved(asset: str, evidence: InvestigationInput) -> tuple[Finding, ...]:
    return findings_of(balances_of(evidence.of(RESOLUTIONS, asset)))


def _unanswered(asset: str, evidence: InvestigationInput) -> tuple[str, ...]:
    """The questions without an answer that could touch the asset."""
    questions = evidence.rows(UNANSWERED_QUESTIONS)
    return tuple(one.name for one in questions if one.assets is None or asset in one.assets)


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


def _not_tried(found: AmountSets, candidates: int) -> tuple[str, ...]:
    if found.complete:
        return ()
    if candidates <= WHOLE:
        return ("more sets of records would account for it than are shown",)
    return (f"{candidates} records could have a part in it, more than {WHOLE}: larger sets were not tried",)

"""What people resolved: their part of an open balance, and all that can explain another measure than the balance.

No record says what a loan or the interest of an asset was off by, so that causes look at balances alone; what a person
knows of the others counts all the same, where it comes to the variance exactly. Rests on decisions 30 and 101.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from binrecon.domain.day_results import AssetVerdict, Finding, part_resolved
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.record_sets import ResolvedPart
from binrecon.domain.vocabulary import Measure, Verdict

RESOLUTION = "resolution"
_BY_A_PERSON = (
    "have a person resolve it: no list tells of it, and the form of resolutions names what of an asset is meant"
)
_ALONE = "they do not come to the variance"
_WITH_RECORDS = "with the records they do not come to the variance in one way only"


def balances_of(parts: Iterable[ResolvedPart]) -> tuple[ResolvedPart, ...]:
    """Those of the balance of an asset."""
    return tuple(one for one in parts if one.measure == Measure.BALANCE)


def findings_of(parts: Iterable[ResolvedPart]) -> tuple[Finding, ...]:
    """Each part as a finding, under the name of who resolved it."""
    return tuple(
        Finding(RESOLUTION, one.amount, f"resolved as {one.kind} by {one.author}", (f"resolution {one.id}",))
        for one in parts
    )


def step_of(asset_verdict: AssetVerdict, parts: Sequence[ResolvedPart]) -> str:
    """What to do where parts are in force and the asset is open all the same."""
    names = ", ".join(f"resolution {one.id}" for one in parts)
    why = _WITH_RECORDS if asset_verdict.is_balance else _ALONE
    said = part_resolved(asset_verdict.open_variance, _total(parts))
    return f"{said}: {names} in force, and {why}: resolve the rest, or withdraw what is wrong"


def with_resolved_measures(judged: Sequence[AssetVerdict], parts: Sequence[ResolvedPart]) -> tuple[AssetVerdict, ...]:
    """The judgements, where a measure that is no balance is open: explained where people resolved it; else with what
    they resolved of it, and that a person may."""
    return tuple(one if one.is_balance or one.verdict is not Verdict.OPEN else _looked_at(one, parts) for one in judged)


def _looked_at(one: AssetVerdict, parts: Sequence[ResolvedPart]) -> AssetVerdict:
    ours = [part for part in parts if (part.asset, part.measure) == (one.line.asset, one.line.measure)]
    if not ours:
        return one._replace(findings=replace(one.findings, next_steps=(*one.findings.next_steps, _BY_A_PERSON)))
    found = findings_of(ours)
    if _total(ours) != one.open_variance:
        steps = (step_of(one, ours), *one.findings.next_steps)
        told = replace(one.findings, resolved=found, next_steps=steps)
        return one._replace(reason=f"{one.reason}, resolved in part", findings=told)
    reason = "; ".join(f"{finding.kind} ({finding.records[0]})" for finding in found)
    told = replace(one.findings, explained=found, alternatives=(), waits=())
    return one._replace(verdict=Verdict.EXPLAINED, reason=reason, findings=told)


def _total(parts: Iterable[ResolvedPart]) -> Decimal:
    total = ZERO
    for part in parts:
        total = CONTEXT.add(total, part.amount)
    return total

"""Explain what a measure is off by where snapshots hold what is stamped with the very midnight that they are of, or
readings of ours, taken seconds after it, do not hold it yet.

Whether they do is not documented, so that other days have to bear it out: the day beside it by the opposite, where one
balance did; or other days by their own midnights, none of which may say otherwise, where every one does. What no day
bears out stays open. Rests on decisions 93 and 97.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from binrecon.domain.day_results import AssetVerdict, Finding, Investigation
from binrecon.domain.midnights import Midnights
from binrecon.domain.money import CONTEXT
from binrecon.domain.records import day_after, day_before
from binrecon.domain.vocabulary import Measure, Verdict

KIND = "stamped_at_midnight"
_CLOSING = {
    False: "stamped {} 00:00, and the snapshot of the day before holds it",
    True: "stamped {} 00:00, and the reading after it does not hold it yet",
}
_OPENING = {
    False: "stamped {} 00:00, and the opening snapshot holds it already",
    True: "stamped {} 00:00, and the opening reading does not hold it yet",
}
"""Of snapshots, and of readings of ours."""
_OPPOSITE = "{} is off by the opposite"
_EVERY_DAY = "{} is off by its own midnights too, and no day near it says otherwise"
_WAITS = "covered, and what is stamped at midnight would account for it if {}, not known yet, bears it out"
_NOT_BORNE_OUT = "covered, and what is stamped at midnight would account for it: no other day bears it out"


def explained_at_midnight(
    judged: Sequence[AssetVerdict], measure: Measure, day: date, midnights: Midnights
) -> tuple[AssetVerdict, ...]:
    """The judgements, where a measure is open and what is stamped at midnight accounts for it explained, or open with
    what is lacking. Call it inside `money.CONTEXT`."""
    return tuple(
        _looked_at(one, day, midnights) if one.line.measure is measure and one.verdict is Verdict.OPEN else one
        for one in judged
    )


def _looked_at(one: AssetVerdict, day: date, midnights: Midnights) -> AssetVerdict:
    asset, variance = one.line.asset, one.open_variance
    sets = [found for found in _sets(asset, day, midnights) if sum(finding.amount for finding in found) == variance]
    if not sets:
        return one
    for found in sets:
        borne_out = _borne_out(found, asset, day, midnights)
        if borne_out:
            return _explained(one, borne_out)
    waits = sorted({other for found in sets for finding in found for other in finding.days} - _known(asset, midnights))
    reason = _WAITS.format(", ".join(map(str, waits))) if waits else _NOT_BORNE_OUT
    return one._replace(reason=reason, findings=replace(one.findings, alternatives=tuple(sets), waits=tuple(waits)))


def _sets(asset: str, day: date, midnights: Midnights) -> Iterator[tuple[Finding, ...]]:
    """What either midnight, or both, would leave the day off by."""
    after, before = day_after(day), day_before(day)
    closing, opening = midnights.shifted(asset, after), midnights.shifted(asset, day)
    texts = _CLOSING[midnights.read_by_us].format(after), _OPENING[midnights.read_by_us].format(day)
    ends = Finding(KIND, closing, texts[0], midnights.at(asset, after).records, days=(after,))
    begins = Finding(KIND, opening.copy_negate(), texts[1], midnights.at(asset, day).records, days=(before,))
    yield from ((one,) for one in (ends, begins) if one.amount)
    if ends.amount and begins.amount:
        yield begins, ends


def _borne_out(found: tuple[Finding, ...], asset: str, day: date, midnights: Midnights) -> tuple[Finding, ...]:
    """The findings with what bears them out; none where nothing does."""
    if len(found) == 1:
        [one] = found
        [beside] = one.days
        if midnights.variances.get((asset, beside)) == one.amount.copy_negate():
            return (replace(one, second=_OPPOSITE.format(beside)),)
    witness = _every_snapshot(day, midnights)
    if witness is None or _shift(asset, day, midnights) != sum(one.amount for one in found):
        return ()
    return tuple(replace(one, second=_EVERY_DAY.format(witness), days=(witness,)) for one in found)


def _shift(asset: str, day: date, midnights: Midnights) -> Decimal:
    """What the day is off by where every balance is on the wrong side of the midnight that it is of."""
    return CONTEXT.subtract(midnights.shifted(asset, day_after(day)), midnights.shifted(asset, day))


def _every_snapshot(day: date, midnights: Midnights) -> date | None:
    """The nearest other day of any asset that is off by exactly its own two midnights; None where there is none, or
    where a known day is not off though it would be."""
    inside: set[date] = set()
    for (asset, other), variance in midnights.variances.items():
        shift = _shift(asset, other, midnights)
        if other == day or not shift:
            continue
        if variance != shift:
            return None
        inside.add(other)
    return min(inside, key=lambda other: (abs(other - day), other), default=None)


def _known(asset: str, midnights: Midnights) -> set[date]:
    return {day for of, day in midnights.variances if of == asset}


def _explained(one: AssetVerdict, found: tuple[Finding, ...]) -> AssetVerdict:
    names = "; ".join(f"{finding.kind} ({finding.records[0]})" for finding in found)
    return one._replace(
        verdict=Verdict.EXPLAINED,
        reason=names,
        findings=Investigation(explained=found, witnesses=one.findings.witnesses),
    )

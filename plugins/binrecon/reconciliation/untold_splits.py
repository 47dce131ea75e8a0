"""Judge loan and interest of an asset together where a debt ended that no record splits into the two.

It is booked as a loan. So what of it was interest leaves the loan off by just that, and the interest by the opposite:
the debt of both decides. Rests on decision 89.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from binrecon.domain.day_facts import UntoldSplit
from binrecon.domain.day_results import NOT_INVESTIGATED, AssetVerdict, Finding
from binrecon.domain.vocabulary import Measure, Verdict

KIND = "untold_split"
_OTHER = {Measure.LOAN: Measure.INTEREST, Measure.INTEREST: Measure.LOAN}
_TEXT = "ended a debt, and does not tell how much of it was interest"
_APART = "a debt ended that no record splits, and its {} is not proved: neither is judged without the other"
_STEP = "see the reason of the {} of this asset: with it, both are judged"


def judged_together(judged: Sequence[AssetVerdict], unsplit: Mapping[str, UntoldSplit]) -> tuple[AssetVerdict, ...]:
    """The judgements, those of loan and interest of such assets by the debt that they come to. Call it inside
    `money.CONTEXT`."""
    beside = {(one.line.asset, one.line.measure): one for one in judged}
    return tuple(_together(one, beside, unsplit) for one in judged)


def _together(
    one: AssetVerdict, beside: Mapping[tuple[str, Measure], AssetVerdict], unsplit: Mapping[str, UntoldSplit]
) -> AssetVerdict:
    asset, measure = one.line.asset, one.line.measure
    if asset not in unsplit or measure not in _OTHER or one.verdict is not Verdict.OPEN:
        return one
    other = beside.get((asset, _OTHER[measure]))
    if other is not None and other.verdict is Verdict.UNPROVED:
        return _not_apart(one, _OTHER[measure])
    if other is not None and other.verdict is Verdict.OPEN and _is_split(one, other, unsplit[asset].cleared):
        return _explained(one, _OTHER[measure], unsplit[asset])
    return one


def _is_split(one: AssetVerdict, other: AssetVerdict, cleared: Decimal) -> bool:
    """Whether the debt of both adds up, and no more of it was interest than ended."""
    loan = one if one.line.measure is Measure.LOAN else other
    return one.open_variance + other.open_variance == 0 and 0 < loan.open_variance <= cleared


def _explained(one: AssetVerdict, other: Measure, split: UntoldSplit) -> AssetVerdict:
    finding = Finding(KIND, one.open_variance, _TEXT, split.records, f"the {other} is off by the opposite")
    found = replace(one.findings, explained=(finding,))
    return one._replace(verdict=Verdict.EXPLAINED, reason=f"{KIND} ({split.records[0]})", findings=found)


def _not_apart(one: AssetVerdict, other: Measure) -> AssetVerdict:
    found = replace(NOT_INVESTIGATED, next_steps=(_STEP.format(other),))
    return one._replace(verdict=Verdict.UNPROVED, reason=_APART.format(other), findings=found)

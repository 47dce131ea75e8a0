"""A snapshot that was not taken at midnight: every asset that moved in between is off by exactly what moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from binrecon.domain import thresholds
from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.record_sets import AROUND_CUTOFF
from binrecon.domain.records import RecordLeg, day_after, day_before
from binrecon.reconciliation.investigation.typed_amounts import is_told_by

KIND = "snapshot_cut"
_NOTHING: tuple[str, ...] = ()
_SECOND = "{} is off by the opposite"
_TEXT = "the {} snapshot was taken {} midnight: each asset is off by what moved in between"

_Plus = Callable[[Decimal, Decimal], Decimal]
_Taken = Mapping[str, tuple[Decimal, tuple[str, ...]]]
"""By asset: what it is off by on the day that ends at the midnight, and the legs that say so."""


def snapshot_cut(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for the closing snapshot of the day and for the opening one, each taken up to an hour late or early.

    A closing snapshot is the next day's opening one, an opening one the day before's closing one: that day must be
    known and off by the opposite.
    """
    asset = asset_verdict.line.asset
    for text, beside, closing, taken in _taken(evidence):
        amount, records = taken.get(asset, (ZERO, _NOTHING))
        amount = amount if closing else amount.copy_negate()
        if amount and evidence.variances.get((asset, beside), amount.copy_negate()) == amount.copy_negate():
            telling = is_told_by(total for total, _ in taken.values())
            yield Finding(KIND, amount, text, records, _SECOND.format(beside), (beside,), telling=telling)


@lru_cache(maxsize=1)
def _taken(evidence: InvestigationInput) -> tuple[tuple[str, date, bool, _Taken], ...]:
    """Both snapshots and both sides of midnight, each with the day beside it. The same for every asset of the day."""
    today = _variances_of(evidence, evidence.day)
    opposite = {asset: variance.copy_negate() for asset, variance in today.items()}
    yesterday = {**opposite, **_variances_of(evidence, day_before(evidence.day))}
    sides = (
        ("closing", day_after(evidence.day), day_after(evidence.day), today),
        ("opening", evidence.day, day_before(evidence.day), yesterday),
    )
    legs, found = evidence.rows(AROUND_CUTOFF), []
    for which, cut, beside, variances in sides:
        midnight, closing = datetime.combine(cut, time(), tzinfo=UTC), which == "closing"
        after = [leg for leg in legs if midnight <= leg.at < midnight + thresholds.CUTOFF_REACH]
        before = [leg for leg in reversed(legs) if midnight - thresholds.CUTOFF_REACH <= leg.at < midnight]
        found.append((_TEXT.format(which, "after"), beside, closing, _off(after, variances, CONTEXT.add)))
        found.append((_TEXT.format(which, "before"), beside, closing, _off(before, variances, CONTEXT.subtract)))
    return tuple(found)


def _variances_of(evidence: InvestigationInput, day: date) -> dict[str, Decimal]:
    return {asset: variance for (asset, when), variance in evidence.variances.items() if when == day}


def _off(legs: Iterable[RecordLeg], variances: Mapping[str, Decimal], plus: _Plus) -> _Taken:
    """Walk outwards from midnight. Up to a moment at which every asset that moved is off by exactly what moved, the
    snapshot may have been taken; each asset is told with the first such moment that holds a leg of it."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    names: dict[str, list[str]] = defaultdict(list)
    wrong: set[str] = set()
    found: dict[str, tuple[Decimal, tuple[str, ...]]] = {}
    for _, same in groupby((leg for leg in legs if leg.amount), key=attrgetter("at")):
        for leg in same:
            sums[leg.asset] = plus(sums[leg.asset], leg.amount)
            names[leg.asset].append(leg.name)
            (wrong.discard if variances.get(leg.asset, ZERO) == sums[leg.asset] else wrong.add)(leg.asset)
        if not wrong:
            found |= {asset: (total, tuple(names[asset])) for asset, total in sums.items() if asset not in found}
    return found

"""Say whether a set of findings that adds up is borne out by more than its amounts, and what is lacking where it is
not.

Rests on decision 63.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from binrecon.domain import thresholds
from binrecon.domain.day_results import Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.reconciliation.investigation.causes.cutoff import beyond
from binrecon.reconciliation.investigation.typed_amounts import are_typed

_ALONE = "the amount fits, and no second fact bears it out"
_MANY = "round amounts, and {} records that could have a part in it: sums of such amounts fit by chance"
_UNQUIET = "round amounts, and {} is off too: where money moves unseen, such amounts fit by chance"
_UNREAD = "round amounts, and {} is not known yet: if it is off too, they fit by chance"


class Corroboration(NamedTuple):
    """Whether a set `holds`; else what is `lacking`, as sentences, and the days it `waits` for."""

    holds: bool = False
    lacking: tuple[str, ...] = ()
    waits: tuple[date, ...] = ()


def corroboration_of(
    findings: Sequence[Finding], candidates: int, asset: str, evidence: InvestigationInput
) -> Corroboration:
    """What speaks for the set besides its sum. Every finding needs a second fact; every other day that it speaks of
    must be known; and amounts that people type explain only where there was nothing to choose from (`candidates` is how
    many findings could have had a part) and the days around are known and the asset is not off on them."""
    if any(not finding.second for finding in findings):
        return Corroboration(lacking=(_ALONE,))
    named = {day for finding in findings for day in finding.days}
    waits = {day for day in named if not evidence.knows(asset, day)} | beyond(findings, asset, evidence).waits
    if waits:
        days = tuple(sorted(waits))
        return Corroboration(
            lacking=tuple(f"{day} is not known yet: the run that reads it decides about this set" for day in days),
            waits=days,
        )
    return _of_typed(candidates, asset, named, evidence) if are_typed(findings) else Corroboration(holds=True)


def _of_typed(candidates: int, asset: str, named: set[date], evidence: InvestigationInput) -> Corroboration:
    """What speaks for a set of amounts that people type. Quiet days that nobody has read yet may turn out not to be
    quiet."""
    if candidates > 1:
        return Corroboration(lacking=(_MANY.format(candidates),))
    around = [day for day in _around(evidence.day) if day not in named]
    unquiet = next((day for day in around if evidence.variances.get((asset, day))), None)
    if unquiet is not None:
        return Corroboration(lacking=(_UNQUIET.format(unquiet),))
    unread = tuple(day for day in around if not evidence.knows(asset, day))
    return Corroboration(not unread, tuple(map(_UNREAD.format, unread)), unread)


def _around(day: date) -> Iterator[date]:
    """The days on either side of it."""
    reach = thresholds.NEIGHBOUR_DAYS
    return (day + timedelta(days=n) for n in range(-reach, reach + 1) if n)

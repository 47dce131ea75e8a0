"""Say whether a set of findings that adds up is borne out by more than its amounts, and what is lacking where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from binrecon.cells import Finding
from binrecon.clues import AROUND, Clues
from binrecon.reconciliation.causes.across_the_cut import beyond
from binrecon.reconciliation.typed_amounts import are_typed

_ALONE = "the amount fits, and no second fact bears it out"
_MANY = "round amounts, and {} records that could have a part in it: sums of such amounts fit by chance"
_UNQUIET = "round amounts, and {} is off too: where money moves unseen, such amounts fit by chance"


class Bearing(NamedTuple):
    """Whether a set is borne `out`; else what is `lacking`, as sentences, and the days it `waits` for."""

    out: bool = False
    lacking: tuple[str, ...] = ()
    waits: tuple[date, ...] = ()


def bearing_of(findings: Sequence[Finding], candidates: int, asset: str, clues: Clues) -> Bearing:
    """What speaks for the set besides its sum. Every finding needs a second fact; every other day that it speaks of must be
    known; and amounts that people type explain only where there was nothing to choose from (`candidates` is how many findings
    could have had a part) and the asset is not off on other days around."""
    if any(not finding.second for finding in findings):
        return Bearing(lacking=(_ALONE,))
    named = {day for finding in findings for day in finding.days}
    waits = {day for day in named if not clues.knows(asset, day)} | beyond(findings, asset, clues).waits
    if waits:
        days = tuple(sorted(waits))
        return Bearing(lacking=tuple(f"{day} is not known yet: the run that reads it decides about this set" for day in days), waits=days)
    if are_typed(findings):
        if candidates > 1:
            return Bearing(lacking=(_MANY.format(candidates),))
        unquiet = next(_unquiet(asset, named, clues), None)
        if unquiet is not None:
            return Bearing(lacking=(_UNQUIET.format(unquiet),))
    return Bearing(out=True)


def _unquiet(asset: str, named: set[date], clues: Clues) -> Iterator[date]:
    """Days around that the set does not speak of and on which the asset is off all the same."""
    for n in range(-AROUND, AROUND + 1):
        day = clues.day + timedelta(days=n)
        if n and day not in named and clues.variances.get((asset, day)):
            yield day

"""Which sets of candidate findings add up to an amount exactly: all of them that cannot be made smaller, or none
chosen.

Rests on decision 19.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from binrecon.domain.day_results import Finding
from binrecon.domain.money import CONTEXT, ZERO

WHOLE = 20
"""So many candidates are searched completely: two halves of 2^10 sums. Of more, only sets of one or two."""
SHOWN = 10
"""Sets given at most; more than one is one too many to choose."""
_HITS = 2_000


class AmountSets(NamedTuple):
    """Sets of findings that add up, the smallest first; `complete` when no other set was left out or not looked at."""

    sets: tuple[tuple[Finding, ...], ...]
    complete: bool


def sets_adding_up(candidates: Sequence[Finding], target: Decimal) -> AmountSets:
    """The sets of candidates that add up to `target`, each without a smaller one inside that does too.

    No set uses a record twice. Call it inside `money.CONTEXT`; the order of the candidates decides the order of the
    sets.
    """
    whole = len(candidates) <= WHOLE
    masks = list(_all_masks(candidates, target) if whole else _small_masks(candidates, target))
    minimal = _minimal(sorted(masks, key=_by_size))
    sets = [found for found in (_chosen(candidates, mask) for mask in minimal) if _uses_each_record_once(found)]
    return AmountSets(tuple(sets[:SHOWN]), whole and len(masks) < _HITS and len(sets) <= SHOWN)


def _all_masks(candidates: Sequence[Finding], target: Decimal) -> Iterator[int]:
    """Meet in the middle: every sum of one half is looked up among the sums of the other."""
    half = len(candidates) // 2
    lower, upper = _sums(candidates[:half]), _sums(candidates[half:])
    masks: dict[Decimal, list[int]] = {}
    for mask, total in enumerate(lower):
        masks.setdefault(total, []).append(mask)
    hits = 0
    for mask, total in enumerate(upper):
        for other in masks.get(CONTEXT.subtract(target, total), ()):
            if hits == _HITS:
                return
            hits += 1
            yield mask << half | other


def _small_masks(candidates: Sequence[Finding], target: Decimal) -> Iterator[int]:
    """Sets of one or two, found through their amounts, so that many candidates cost no more than a look each."""
    at: dict[Decimal, list[int]] = {}
    hits = 0
    for number, finding in enumerate(candidates):
        if finding.amount == target:
            yield 1 << number
        for other in at.get(CONTEXT.subtract(target, finding.amount), ()):
            if hits == _HITS:
                return
            hits += 1
            yield 1 << number | 1 << other
        at.setdefault(finding.amount, []).append(number)


def _sums(findings: Sequence[Finding]) -> list[Decimal]:
    """The sum of every subset, by the bits of its number."""
    sums = [ZERO]
    for finding in findings:
        sums += [CONTEXT.add(total, finding.amount) for total in sums]
    return sums


def _by_size(mask: int) -> tuple[int, int]:
    return mask.bit_count(), mask


def _minimal(masks: Sequence[int]) -> list[int]:
    """Those of the masks, smallest first, that hold none of the others."""
    kept: list[int] = []
    for mask in masks:
        if mask and all(mask & smaller != smaller for smaller in kept):
            kept.append(mask)
    return kept


def _chosen(candidates: Sequence[Finding], mask: int) -> tuple[Finding, ...]:
    return tuple(finding for number, finding in enumerate(candidates) if mask >> number & 1)


def _uses_each_record_once(findings: Sequence[Finding]) -> bool:
    return all(not set(one.records) & set(other.records) for one, other in combinations(findings, 2))

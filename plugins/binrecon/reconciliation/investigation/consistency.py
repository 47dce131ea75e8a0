"""Findings that speak of two assets hold for one only if they hold for the other: narrow the sets of both by each
other.

Rests on decision 20.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from binrecon.domain.day_results import Finding
from binrecon.reconciliation.investigation.subset_search import AmountSets

Records = tuple[str, ...]
_Assets = Mapping[Records, set[str]]


def narrowed(found: Mapping[str, AmountSets]) -> dict[str, AmountSets]:
    """The sets of each asset that the others leave possible. A set goes when it needs records that no set of another
    asset holds, and when another asset can only be explained with records that this set lacks and others of the asset
    have."""
    held = dict(found)
    while True:
        possible, sure = _possible(held), _sure(held)
        now = {asset: one._replace(sets=_remaining(asset, one, possible, sure)) for asset, one in held.items()}
        if now == held:
            return now
        held = now


def borne_out(found: Mapping[str, AmountSets]) -> set[str]:
    """The assets with one set, every shared record of which stands in each set of the other asset."""
    sure = _sure(found)
    return {
        asset
        for asset, one in found.items()
        if one.complete and len(one.sets) == 1 and all(sure[records] - {asset} for records in _shared(one.sets[0]))
    }


def not_on_both_sides(found: Mapping[str, AmountSets]) -> set[str]:
    """Of assets with one set each, those with a record whose other asset is not among them, or has one itself."""
    held = dict(found)
    while True:
        possible = _possible(held)
        alone = {
            asset for asset, one in held.items() if any(len(possible[records]) < 2 for records in _shared(one.sets[0]))
        }
        if not alone:
            return found.keys() - held.keys()
        held = {asset: one for asset, one in held.items() if asset not in alone}


def _remaining(asset: str, one: AmountSets, possible: _Assets, sure: _Assets) -> tuple[tuple[Finding, ...], ...]:
    sets = [findings for findings in one.sets if all(possible[records] - {asset} for records in _shared(findings))]
    known = {records for findings in sets for records in _shared(findings)}
    wanted = {records for records in known if sure[records] - {asset}}
    return tuple([findings for findings in sets if wanted <= _shared(findings)] or sets)


def _shared(findings: Iterable[Finding]) -> set[Records]:
    return {finding.records for finding in findings if finding.two_sided}


def _possible(found: Mapping[str, AmountSets]) -> _Assets:
    """By records: the assets with a set that holds them."""
    assets: dict[Records, set[str]] = defaultdict(set)
    for asset, one in found.items():
        for findings in one.sets:
            for records in _shared(findings):
                assets[records].add(asset)
    return assets


def _sure(found: Mapping[str, AmountSets]) -> _Assets:
    """By records: the assets all of whose sets hold them."""
    assets: dict[Records, set[str]] = defaultdict(set)
    for asset, one in found.items():
        if one.complete and one.sets:
            for records in set.intersection(*map(_shared, one.sets)):
                assets[records].add(asset)
    return assets

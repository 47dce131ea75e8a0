"""Lines of an account statement that no list of the API tells: what moved the balance and was never shown to us.

Rests on decision 43.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.record_sets import TIMING_DIFFERENCES, UNMATCHED_ENTRIES, UNMATCHED_TRANSFERS
from binrecon.domain.records import PENDING, Record, RecordLeg, utc_day
from binrecon.domain.statements import UnmatchedEntry
from binrecon.reconciliation.investigation.causes.other_wallet import swapped_asset
from binrecon.reconciliation.investigation.causes.unmatched_transfer import is_given_up
from binrecon.reconciliation.investigation.causes.unsettled_record import is_overdue
from binrecon.reconciliation.witnesses import INCOMPLETE
from binrecon.sources.statement_operations import CLASS_OF_KIND, OTHER, class_of

KIND = "statement_only"
_SPANS = 50
"""Spans of line numbers that are named; statements/records.csv has every line."""
_FAMILIES = {"withdraw": "deposit", "payment": "deposit", "transfer": "deposit", "income": "earn"}
"""Classes that one fact can have in a statement and in a list: what comes in or goes out; what a product pays."""
_SWAPS = frozenset({"token event", "income"})


def statement_only(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """One finding for all lines of the day that the lists of the API lack, since a statement is believed about all of
    them or none: part of them would be chosen to fit.

    None where the statement is in doubt (clock, unknown words), and where it lacks a movement of the day itself: lines
    and movements are then two ways of telling the same. A line that a record of another cause tells too is left to that
    one.
    """
    told, asset = asset_verdict.findings.witnesses, asset_verdict.line.asset
    if told is None or told.agree == INCOMPLETE:
        return
    lines, movements = _of_day(evidence, asset)
    kept = [line for line in lines if not _told_elsewhere(line, evidence)]
    if kept and not movements and not _swapped(kept, asset_verdict, evidence):
        amount = ZERO
        for line in kept:
            amount = CONTEXT.add(amount, line.amount)
        words = ", ".join(sorted({line.kind for line in kept}))
        yield Finding(
            KIND,
            amount,
            f"listed by the statement only: {words}",
            tuple(_names(kept)),
            "the account statement agrees with both snapshots",
            telling=True,
        )


def _of_day(evidence: InvestigationInput, asset: str) -> tuple[list[UnmatchedEntry], list[UnmatchedEntry]]:
    """Lines and movements of the day that have no equal, not even in the hour beyond midnight on the other side."""
    entries = evidence.of(UNMATCHED_ENTRIES, asset)
    lines, movements = [one for one in entries if one.is_line], [one for one in entries if not one.is_line]
    return _without(lines, movements, evidence), _without(movements, lines, evidence)


def _without(
    ones: Sequence[UnmatchedEntry], others: Sequence[UnmatchedEntry], evidence: InvestigationInput
) -> list[UnmatchedEntry]:
    beyond = Counter(other.amount for other in others if utc_day(other.at) != evidence.day)
    kept = []
    for one in (one for one in ones if utc_day(one.at) == evidence.day):
        if beyond[one.amount]:
            beyond[one.amount] -= 1
        else:
            kept.append(one)
    return kept


def _told_elsewhere(line: UnmatchedEntry, evidence: InvestigationInput) -> bool:
    """Whether a record that other causes look at may be the same fact: a record without effect, or with a second time
    on another day, or the other end of a transfer, of this amount in either direction and of this family."""
    young = [
        one
        for one in evidence.records_of(TIMING_DIFFERENCES, line.asset)
        if not (one.first.standing == PENDING and is_overdue(one, line.asset, evidence))
    ]
    unmatched = () if is_given_up(line.asset, evidence) else evidence.of(UNMATCHED_TRANSFERS, line.asset)
    records = [*map(_as_leg, young), *unmatched]
    amount, family = line.amount.copy_abs(), _family(class_of(line.kind))
    return any(leg.amount.copy_abs() == amount and _family(_class_of(leg)) in (family, OTHER) for leg in records)


def _as_leg(moved: Record) -> RecordLeg:
    return moved.first._replace(amount=moved.amount)


def _class_of(leg: RecordLeg) -> str:
    return CLASS_OF_KIND.get(leg.subtype, OTHER)


def _family(kind: str | None) -> str:
    return _FAMILIES.get(kind or OTHER, kind or OTHER)


def _swapped(lines: Sequence[UnmatchedEntry], asset_verdict: AssetVerdict, evidence: InvestigationInput) -> bool:
    """Whether the lines tell the same as two balances of which one became the other."""
    return all(class_of(line.kind) in _SWAPS for line in lines) and any(swapped_asset(asset_verdict, evidence))


def _names(lines: Iterable[UnmatchedEntry]) -> Iterator[str]:
    """Each file with the numbers of its lines."""
    for file, found in groupby(sorted(lines, key=attrgetter("file", "line")), key=attrgetter("file")):
        spans = list(_spans([line.line for line in found]))
        more = f" and {len(spans) - _SPANS} more spans" if len(spans) > _SPANS else ""
        word = "line" if len(spans) == 1 and "-" not in spans[0] else "lines"
        yield f"{file}, {word} {', '.join(spans[:_SPANS])}{more}"


def _spans(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers in order as spans: 4, 5, 6, 9 is 4-6, 9."""
    for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0]):
        first, *rest = [number for _, number in run]
        yield f"{first}-{rest[-1]}" if rest else str(first)

"""A withdrawal that failed: the money was away over midnight, and no list says when it came back.

Rests on decision 11.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from binrecon.domain import thresholds
from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput, Variances
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.record_sets import TIMING_DIFFERENCES
from binrecon.domain.records import FAILED, Record, day_after
from binrecon.reconciliation.investigation.statement_lines import has_line
from binrecon.reconciliation.investigation.typed_amounts import is_typed

KIND = "failed_withdrawal"


def failed_withdrawal(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Amount and fee missing on the day a failed withdrawal was applied for, or back on a later one.

    Both days must say so, and every day between them that it was away and nothing else: the day it was applied for is
    explained once the day it came back on is known, within REFUND_WAIT_DAYS. What goes and comes back is what money
    does anyhow: a typed amount is no evidence of it.
    """
    asset = asset_verdict.line.asset
    for moved in evidence.records_of(TIMING_DIFFERENCES, asset):
        if not is_given_back(moved):
            continue
        if moved.day == evidence.day:
            yield from _applied(moved, asset_verdict, evidence)
        elif moved.day < evidence.day and _away(moved, asset, evidence):
            text = f"applied for on {moved.day}, failed, given back on this day"
            second = _second(moved, f"it was away from {moved.day} on")
            amount = moved.amount.copy_negate()
            said = has_line(amount, asset_verdict, evidence)
            yield Finding(KIND, amount, text, moved.names, said or second, (moved.day,), telling=bool(said))


def is_given_back(moved: Record) -> bool:
    """Whether the record is a withdrawal whose money the exchange has to give back."""
    return moved.first.source == "withdraw" and moved.first.standing == FAILED


def never_back(moved: Record, asset: str, evidence: InvestigationInput) -> bool:
    """Whether all the days after it are known and it came back on none of them."""
    return all(evidence.knows(asset, day) for day in _after(moved)) and back_on(moved, asset, evidence) is None


def back_on(moved: Record, asset: str, evidence: InvestigationInput) -> date | None:
    """The first day on which it is back, alone or with others that failed on its day: nothing else moved unseen until
    then."""
    for day, with_it in _off_after(moved, asset, evidence):
        if with_it is not False:
            return day if with_it else None
    return None


def _off_after(moved: Record, asset: str, evidence: InvestigationInput) -> Iterator[tuple[date, bool | None]]:
    """Each known day after it: whether what it is off by has the record in it (None: it is no sum of up to three such
    records)."""
    others = {
        one.amount.copy_negate()
        for one in evidence.records_of(TIMING_DIFFERENCES, asset)
        if is_given_back(one) and one.day == moved.day and one is not moved
    }
    for day in _after(moved):
        off = evidence.variances.get((asset, day))
        if off is None:
            return
        with_it, without = _is_sum(CONTEXT.add(off, moved.amount), others), _is_sum(off, others)
        yield day, True if with_it else False if without else None


def _is_sum(amount: Decimal, amounts: set[Decimal]) -> bool:
    """Whether it is nothing, one of the amounts, or two of them together."""
    return not amount or amount in amounts or any(CONTEXT.subtract(amount, one) in amounts - {one} for one in amounts)


def _applied(moved: Record, asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    asset, text = asset_verdict.line.asset, "applied for on this day, failed, not back at its end"
    said = has_line(moved.amount, asset_verdict, evidence)
    if (back := back_on(moved, asset, evidence)) is not None:
        second = _second(moved, f"{back} is off by the opposite, and no day before it")
        yield Finding(KIND, moved.amount, text, moved.names, said or second, (back,), telling=bool(said))
    elif said:
        yield Finding(KIND, moved.amount, text, moved.names, said, telling=True)
    else:
        unknown = next((day for day in _after(moved) if not evidence.knows(asset, day)), None)
        if unknown is not None and all(with_it is False for _, with_it in _off_after(moved, asset, evidence)):
            yield Finding(KIND, moved.amount, text, moved.names, _second(moved, "the day it came back on"), (unknown,))


def _second(moved: Record, said: str) -> str:
    return "" if is_typed(moved.amount) else said


def _after(moved: Record) -> Iterator[date]:
    return (moved.day + timedelta(days=n) for n in range(1, thresholds.REFUND_WAIT_DAYS + 1))


def _away(moved: Record, asset: str, evidence: InvestigationInput) -> bool:
    running = running_variances(evidence.variances, asset, moved.day, evidence.day)
    return (evidence.day - moved.day).days <= thresholds.REFUND_WAIT_DAYS and all(
        total == moved.amount for total in running
    )


def running_variances(variances: Variances, asset: str, start: date, end: date) -> Iterator[Decimal | None]:
    """After each day of [start, end), what the asset was off by since `start`; None from a day on that is not known."""
    total: Decimal | None = ZERO
    day = start
    while day < end:
        known = variances.get((asset, day))
        total = None if total is None or known is None else CONTEXT.add(total, known)
        yield total
        day = day_after(day)

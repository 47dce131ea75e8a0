"""Which variances are worth an alert. Verdicts know no threshold; only alerts do.

Signs are taken off with copy_abs and copy_negate: abs() and unary minus round to the 28 digits of the default context.
"""

from __future__ import annotations

from decimal import Decimal

from binrecon.accounts import Thresholds
from binrecon.cells import DayResult, Judgement
from binrecon.records import Verdict


def alerts(result: DayResult, thresholds: Thresholds) -> tuple[Judgement, ...]:
    """The open variances above both thresholds, largest known USD value first, then those without a price."""
    above = (j for j in result.judgements if j.verdict is Verdict.OPEN and is_above(j, thresholds))
    return tuple(sorted(above, key=by_size))


def is_above(judgement: Judgement, thresholds: Thresholds) -> bool:
    """Above the asset threshold and above the USD one; without a price the asset threshold decides alone.

    A USD threshold of zero is always passed: a variance too small to show in 18 places of a dollar is still one.
    """
    if not judgement.variance or judgement.variance.copy_abs() <= thresholds.asset:
        return False
    value = judgement.variance_usd
    return value is None or not thresholds.usd or value.copy_abs() > thresholds.usd


def by_size(judgement: Judgement) -> tuple[bool, Decimal, str]:
    """Sort key: largest absolute USD value first, unpriced last, then by asset."""
    value = judgement.variance_usd
    return value is None, Decimal(0) if value is None else value.copy_abs().copy_negate(), judgement.cell.asset

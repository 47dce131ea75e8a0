"""Which variances are worth an alert. Verdicts know no threshold; only alerts do.

Signs are taken off with copy_abs and copy_negate: abs() and unary minus round to the 28 digits of the default context.

Rests on decision 10.
"""

from __future__ import annotations

from decimal import Decimal

from binrecon.config.accounts import Thresholds
from binrecon.domain.day_results import AssetVerdict, DayResult
from binrecon.domain.vocabulary import Verdict


def alerts(result: DayResult, thresholds: Thresholds) -> tuple[AssetVerdict, ...]:
    """The open variances above both thresholds, largest known USD value first, then those without a price."""
    above = (j for j in result.asset_verdicts if j.verdict is Verdict.OPEN and is_above(j, thresholds))
    return tuple(sorted(above, key=by_size))


def is_above(asset_verdict: AssetVerdict, thresholds: Thresholds) -> bool:
    """Above the asset threshold and above the USD one; without a price the asset threshold decides alone.

    A USD threshold of zero is always passed: a variance too small to show in 18 places of a dollar is still one.
    """
    if not asset_verdict.variance or asset_verdict.variance.copy_abs() <= thresholds.asset:
        return False
    value = asset_verdict.variance_usd
    return value is None or not thresholds.usd or value.copy_abs() > thresholds.usd


def by_size(asset_verdict: AssetVerdict) -> tuple[bool, Decimal, str]:
    """Sort key: largest absolute USD value first, unpriced last, then by asset."""
    value = asset_verdict.variance_usd
    return value is None, Decimal(0) if value is None else value.copy_abs().copy_negate(), asset_verdict.line.asset

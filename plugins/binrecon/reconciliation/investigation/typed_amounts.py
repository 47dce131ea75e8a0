"""Tell amounts that people type, of which there are few, from those that prices, fees and balances make.

Rests on decision 64.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from binrecon.domain.day_results import Finding

_TYPED = 3
"""Significant digits of an amount that people type: 1000, 250, 0.05, 1.25."""


def is_typed(amount: Decimal) -> bool:
    """Whether the amount has at most three digits besides the zeros around them, so that another one may equal it by
    chance."""
    digits = "".join(map(str, amount.as_tuple().digits)).strip("0")
    return len(digits) <= _TYPED


def are_typed(findings: Iterable[Finding]) -> bool:
    """Whether every finding is of such an amount, in all its legs: their sum then equals another sum of such amounts by
    chance."""
    return all(is_typed(finding.amount) and not finding.telling for finding in findings)


def is_told_by(amounts: Iterable[Decimal]) -> bool:
    """Whether one of the amounts is none that people type."""
    return any(not is_typed(amount) for amount in amounts)

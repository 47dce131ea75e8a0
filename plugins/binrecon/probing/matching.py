"""Finds the records of two lists that tell one move: of one asset, amount and second, where no other record of either
list is like them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from binrecon.probing.fields import amount, moment, text
from binrecon.probing.question import Row

Matched = tuple[Row, Row]
NEAR = 2
"""Seconds by which the times of one move may differ."""


def matched(
    ones: Iterable[Row], one_fields: tuple[str, str], others: Iterable[Row], other_fields: tuple[str, str]
) -> list[Matched]:
    """Pairs beyond doubt. The fields are those of the amount and of the time."""
    left, right = _by_amount(ones, *one_fields), _by_amount(others, *other_fields)
    pairs = []
    for move, rows in left.items():
        for second, row in rows:
            near = [other for at, other in right.get(move, []) if abs(at - second) <= NEAR]
            rivals = [other for at, other in rows if abs(at - second) <= 2 * NEAR]
            if len(near) == 1 and len(rivals) == 1:
                pairs.append((row, near[0]))
    return pairs


def _by_amount(rows: Iterable[Row], value: str, time: str) -> dict[tuple[str, Decimal], list[tuple[int, Row]]]:
    found: dict[tuple[str, Decimal], list[tuple[int, Row]]] = defaultdict(list)
    for row in rows:
        moved, at = amount(row, value), moment(row, time)
        if moved and at is not None:
            found[text(row, "asset"), abs(moved)].append((at // 1000, row))
    return found

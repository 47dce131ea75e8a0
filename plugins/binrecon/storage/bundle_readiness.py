"""Whether what a bundle holds is booked and judged: else it would say one thing in its answers and another in its
verdicts, and whoever verifies it would call it false.

Rests on decision 144.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.domain.errors import RetryableError
from binrecon.domain.money import CONTEXT, fits, total
from binrecon.storage.bundle_scope import Scope
from binrecon.storage.queries import rows

LATER = "a run is under way, or ended before it judged: write the bundle again once one has"

Line = tuple[Any, ...]
"""A row of reconcile/balance_lines.sql."""


class LineSums(NamedTuple):
    """What a balance line comes to, in the asset; None where a snapshot is missing."""

    movements: Decimal
    expected: Decimal | None
    variance: Decimal | None


def rolled(line: Line) -> LineSums:
    """All movements of the line as one, and what follows from them."""
    _, opening, *moved, actual, _ = line
    movements = total(moved)
    expected = None if opening is None else CONTEXT.add(opening, movements)
    variance = None if expected is None or actual is None else CONTEXT.subtract(actual, expected)
    return LineSums(movements, expected, variance)


def refuse_unfinished(connection: Connection, scope: Scope) -> None:
    """Raise RetryableError where answers that the bundle would hold are not booked, or a day of it is said to lack
    nothing and lacks an answer by now."""
    [(count,)] = rows(connection, "bundle/not_booked.sql", scope.parameters)
    if count:
        raise RetryableError(f"{count} answer(s) are not booked yet; {LATER}")
    for day, wallet, lacking in rows(connection, "bundle/uncovered.sql", scope.span.parameters):
        raise RetryableError(f"{day} {wallet} lacks {lacking}, and was judged before it did; {LATER}")


def refuse_outdated(connection: Connection, account_day: AccountDay, lines: Iterable[Line]) -> None:
    """Raise RetryableError where the newest verdicts of a judged day are not about these balance lines of it."""
    judged = {
        (asset, measure): tuple(amounts)
        for asset, measure, *amounts, _, _, _, _ in rows(
            connection, "reconcile/newest_verdicts.sql", account_day.parameters
        )
    }
    for line in lines:
        if judged.get((line[0], line[-1])) != _judged_as(line):
            raise RetryableError(
                f"{account_day.day} {account_day.wallet} {line[0]} changed since it was judged; {LATER}"
            )


def _judged_as(line: Line) -> tuple[Decimal | None, ...]:
    """The amounts that a verdict on the line has: a sum that fits nowhere is not kept."""
    _, expected, variance = rolled(line)
    if not (fits(expected) and fits(variance)):
        expected = variance = None
    return line[1], expected, line[-2], variance

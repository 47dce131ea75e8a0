"""Exact decimal amounts: one context wide enough for NUMERIC(36,18) sums, and one reader that refuses what is not
exact.

Rests on decision 9.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Iterable
from decimal import Decimal

from binrecon.domain.errors import FatalError

PRECISION = 60
SCALE = 18
ZERO = Decimal(0)
LIMIT = Decimal(10) ** SCALE
"""Amounts at or above this do not fit NUMERIC(36,18)."""

CONTEXT = decimal.Context(
    prec=PRECISION,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


class InexactAmountError(FatalError):
    """A text that is not a finite decimal of at most 18 places below 1e18."""


def exact(text: str) -> Decimal:
    """Read a decimal text without losing a digit.

    Raises InexactAmountError for NaN, infinities, separators, blanks, full-width digits, more than 18 decimal
    places or 1e18 and above: such a value is never rounded or guessed.
    """
    if not _PLAIN.fullmatch(text):
        raise InexactAmountError(f"not a plain decimal: {text[:40]!r}")
    with decimal.localcontext(CONTEXT):
        value = Decimal(text)
        if value and (value.adjusted() >= SCALE or _places(value) > SCALE):
            raise InexactAmountError(f"does not fit NUMERIC(36,18): {text[:40]!r}")
        return value


def fits(amount: Decimal | None) -> bool:
    """Whether a sum still fits NUMERIC(36,18); one that does not is never cut down to fit."""
    return amount is None or -LIMIT < amount < LIMIT


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever context it is called in: Python's own rounds to 28 digits."""
    with decimal.localcontext(CONTEXT):
        return sum(amounts, ZERO)


def _places(value: Decimal) -> int:
    """Decimal places that carry information; trailing zeros do not count. Counted on the digits, which no context
    rounds."""
    parts = value.as_tuple()
    digits = "".join(map(str, parts.digits))
    idle = len(digits) - len(digits.rstrip("0"))
    return max(0, -int(parts.exponent) - idle)


def plain(value: Decimal | None) -> str:
    """Write an amount without an exponent and without trailing zeros; None becomes an empty text."""
    if value is None:
        return ""
    text = format(value, "f")
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if trimmed in ("", "-0", "-") else trimmed

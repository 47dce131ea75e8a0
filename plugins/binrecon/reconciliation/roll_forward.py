"""Roll a balance forward: opening plus every movement, compared with the closing balance, never plugged."""

from __future__ import annotations

from decimal import Decimal

from binrecon.domain.day_facts import BalanceLine


def roll_forward(line: BalanceLine) -> tuple[Decimal | None, Decimal | None]:
    """Expected balance and signed variance (actual - expected) of a balance line, in units of the asset.

    Without an opening snapshot nothing can be expected; without a closing one there is no variance. Call it inside
    `money.CONTEXT`: the default decimal context rounds to 28 digits.
    """
    if line.opening is None:
        return None, None
    expected = line.opening + line.transfers_in + line.transfers_out + line.trades_in + line.trades_out + line.fees
    return expected, None if line.actual is None else line.actual - expected

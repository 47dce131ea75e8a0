"""A record that is listed without effect, pending or told by another list too, and has moved the balance all the same."""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues, Moved, Movement
from binrecon.reconciliation.causes.failed_withdrawal import running_variances

DEPOSIT, OTHER = "pending_deposit", "listed_without_effect"
_REFUSED = ("FAIL", "REJECT", "CANCEL", "EXPIRE", "REFUND", "REVERT")
_ON_ITS_WAY = ("ING", "PROCESS", "INIT", "WAIT", "ACCEPT", "SUBMIT", "CREATE")
_DEPOSITS_ON_THEIR_WAY = frozenset({"0", "8"})
"""Statuses pending and waiting for the user of capital/deposit/hisrec."""


def without_effect(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for deposits not yet confirmed and other records that do not count and did not fail.

    One of an earlier day may have moved the balance on this one only if it was on its way, and the days between were not
    off by anything.
    """
    asset = judgement.cell.asset
    for moved in clues.records.get(asset, ()):
        leg = moved.first
        if leg.effective or leg.source == "withdraw" or any(word in leg.status.upper() for word in _REFUSED):
            continue
        if moved.day == clues.day or _on_its_way(leg) and _not_come_before(moved, asset, clues):
            kind = DEPOSIT if leg.source == "deposit" else OTHER
            text = f"listed on {moved.day} with status {leg.status}, which does not count, and is in the balance"
            yield Finding(kind, moved.amount, text, moved.names)


def _on_its_way(leg: Movement) -> bool:
    if leg.source == "deposit":
        return leg.status in _DEPOSITS_ON_THEIR_WAY
    return any(word in leg.status.upper() for word in _ON_ITS_WAY)


def _not_come_before(moved: Moved, asset: str, clues: Clues) -> bool:
    return all(total == 0 for total in running_variances(clues.variances, asset, moved.day, clues.day))

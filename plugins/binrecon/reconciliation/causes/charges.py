"""Fees and charges that were booked and not taken, or taken and not booked, and records that were listed twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues, Movement
from binrecon.records import FILLS

FEE, DUST, DUPLICATE = "fee_not_taken", "dust_charge", "duplicate"
_FEE_LEG = 3
_SAME_MOMENT = timedelta(seconds=1)


def fee_not_taken(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for fees of the day that are exactly what the asset has too much: paid in another asset, included in the
    amount, or returned (transactionFeeFlag of internal withdrawals)."""
    for leg in clues.equal.get(judgement.cell.asset, ()):
        if leg.leg == _FEE_LEG:
            yield Finding(FEE, leg.amount.copy_negate(), "booked as listed, and not in the balance", (leg.name,))


def dust_charge(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for the service charge of each dust conversion into the asset: asset/dribblet lists transferedAmount net of
    it, and the balance got the gross amount, or was charged once more."""
    for moved in clues.dust.get(judgement.cell.asset, ()):
        for amount, said in ((moved.amount.copy_negate(), "not taken"), (moved.amount, "taken once more")):
            yield Finding(DUST, amount, f"service charge of a dust conversion, {said}", moved.names)


def duplicate(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """A finding where two records of one moment, amount and asset stand under two ids, and the balance moved once."""
    legs = [leg for leg in clues.equal.get(judgement.cell.asset, ()) if leg.leg != _FEE_LEG and leg.source not in FILLS]
    for number, one in enumerate(legs):
        for other in legs[number + 1 :]:
            if _name(one) != _name(other) and abs(one.at - other.at) <= _SAME_MOMENT:
                text = "two records of one moment and amount, and the balance moved once"
                yield Finding(DUPLICATE, one.amount.copy_negate(), text, (one.name, other.name))


def _name(leg: Movement) -> tuple[str, str]:
    return leg.source, leg.record

"""Fees and charges that were booked and not taken, or taken and not booked, and records that were listed twice.

Rests on decision 75.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import combinations

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import EQUAL_RECORDS, RecordSet
from binrecon.domain.records import Record, RecordLeg, as_records
from binrecon.domain.vocabulary import FILLS
from binrecon.reconciliation.investigation.statement_lines import lacks_line

FEE, DUST, DUPLICATE = "fee_not_taken", "dust_charge", "duplicate"
GROSS, SHORT = "gross", "short"
"""What the figures of a dust conversion say of it, held against those of the others in its list."""
_FIGURES = {
    GROSS: "by the share that all other conversions paid, the charge is not taken off the amount listed",
    SHORT: "by the share that all other conversions paid, the charge is taken off the amount listed twice",
}
SERVICE_CHARGES = RecordSet("service_charges", RecordLeg)
"""The service charges of the day's dust conversions, negative; `status` is what the figures say of each."""
_FEE_LEG = 3
_EXCHANGED = ("_buy", "_sell")
"""How the subtypes of legs end that were given for another asset."""
_SAME_MOMENT = timedelta(seconds=1)


def fee_not_taken(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for fees of the day that are exactly what the asset has too much: paid in another asset, included in the
    amount, or returned (transactionFeeFlag of internal withdrawals). Fees are few fixed amounts, so only a statement
    can bear one out."""
    for leg in evidence.of(EQUAL_RECORDS, asset_verdict.line.asset):
        if leg.leg == _FEE_LEG and leg.amount == asset_verdict.open_variance.copy_negate():
            amount = leg.amount.copy_negate()
            second = lacks_line(leg.amount, asset_verdict, evidence)
            yield Finding(
                FEE, amount, "booked as listed, and not in the balance", (leg.name,), second, telling=bool(second)
            )


def dust_charge(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for the service charge of each dust conversion into the asset: asset/dribblet lists transferedAmount net
    of it, and the balance got the gross amount, or was charged once more. The figures of the row itself may say which
    (the status of a charge, by service_charges.sql); else only a statement can bear it out."""
    for moved in evidence.records_of(SERVICE_CHARGES, asset_verdict.line.asset):
        for amount, said, figures in (
            (moved.amount.copy_negate(), "not taken", SHORT),
            (moved.amount, "taken once more", GROSS),
        ):
            text, stated = (
                f"service charge of a dust conversion, {said}",
                lacks_line(amount.copy_negate(), asset_verdict, evidence),
            )
            second = stated or (_FIGURES[figures] if moved.first.status == figures else "")
            yield Finding(DUST, amount, text, moved.names, second, telling=bool(stated))


def duplicate(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """A finding where two records of one moment stand under two ids with the same legs, fees included, and the balance
    moved once. Fills and exchanges are left out: of those the other asset would have to be off as well. Equal payments
    of one second are made every day: one transaction hash in both records must bear it out, or a statement."""
    lacking = asset_verdict.open_variance.copy_negate()
    records = [moved for moved in _payments(asset_verdict.line.asset, evidence) if moved.amount == lacking]
    for one, other in combinations(records, 2):
        if _legs(one) == _legs(other) and _is_whole(one) and abs(one.first.at - other.first.at) <= _SAME_MOMENT:
            text = "two records of one moment and amount, and the balance moved once"
            second = _one_transaction(one, other) or lacks_line(lacking, asset_verdict, evidence)
            yield Finding(
                DUPLICATE, asset_verdict.open_variance, text, one.names + other.names, second, telling=bool(second)
            )


def _payments(asset: str, evidence: InvestigationInput) -> tuple[Record, ...]:
    """What moved one asset alone."""
    legs = (leg for leg in evidence.of(EQUAL_RECORDS, asset) if leg.source not in FILLS)
    return as_records(leg for leg in legs if not leg.subtype.endswith(_EXCHANGED))


def _one_transaction(one: Record, other: Record) -> str:
    same = one.first.txn_hash and one.first.txn_hash == other.first.txn_hash
    return "both name one transaction" if same else ""


def _is_whole(moved: Record) -> bool:
    return any(leg.leg != _FEE_LEG for leg in moved.legs)


def _legs(moved: Record) -> list[tuple[int, Decimal]]:
    return [(leg.leg, leg.amount) for leg in moved.legs]

"""What a liquidation took or gave that no row tells: the clearing of a debt by the insurance fund, and what the
exchange took over with the collateral."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.money import ZERO
from binrecon.domain.record_sets import RecordSet
from binrecon.domain.records import RecordLeg
from binrecon.reconciliation.investigation.typed_amounts import is_typed

CLEARED, TAKEN_OVER = "insurance_clear", "liquidation_takeover"
LIQUIDATIONS = RecordSet("liquidations", RecordLeg)
"""Rows that tell of a liquidation, in every asset."""
EMPTIED = "emptied"
"""Status of those rows where the wallet holds and owes nothing at all at the end of the day."""
_OF_FUTURES = ("INSURANCE_CLEAR", "LIQUIDATION_CLEAR")
_OF_MARGIN = ("REPAY_LIQUIDATION", "OTHER_LIQUIDATION", "LIQUIDATION_FEE")
_NAMED = 3
_ZERO = "a liquidation of the day, and a balance of exactly zero"
_EMPTY = "a takeover of the day, and a wallet that is empty after it"


def insurance_clear(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """A finding where the day's movements leave less than nothing and the balance is exactly zero: after a liquidation
    the fund sets it back."""
    told = [leg for leg in evidence.rows(LIQUIDATIONS) if leg.subtype in _OF_FUTURES]
    if told and _is_wiped(asset_verdict) and _expected(asset_verdict) < ZERO:
        text = "set back to zero after a liquidation, by what no row tells"
        yield _finding(CLEARED, asset_verdict, text, told, _ZERO)


def liquidation_takeover(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """A finding where rows of a takeover leave something of the asset and the wallet is empty: all collateral and all
    debt go to the exchange then."""
    told = [leg for leg in evidence.rows(LIQUIDATIONS) if leg.subtype in _OF_MARGIN and leg.status == EMPTIED]
    if told and _is_wiped(asset_verdict) and _expected(asset_verdict) > ZERO:
        text = "went to the exchange with the rest of the wallet, by what no row tells"
        yield _finding(
            TAKEN_OVER, asset_verdict, text, told, "a takeover of the day, and a wallet that is empty after it"
        )


def _finding(kind: str, asset_verdict: AssetVerdict, text: str, told: list[RecordLeg], second: str) -> Finding:
    """Round balances are emptied by hand as well: of such, a balance of zero says nothing."""
    names, amount = tuple(leg.name for leg in told[:_NAMED]), asset_verdict.open_variance
    return Finding(kind, amount, text, names, "" if is_typed(amount) else second)


def _is_wiped(asset_verdict: AssetVerdict) -> bool:
    return asset_verdict.line.actual == ZERO


def _expected(asset_verdict: AssetVerdict) -> Decimal:
    return ZERO if asset_verdict.expected is None else asset_verdict.expected

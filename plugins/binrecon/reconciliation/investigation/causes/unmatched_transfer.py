"""A transfer between own accounts that one of them tells and the other, whose lists are complete, does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from binrecon.domain import thresholds
from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import UNMATCHED_TRANSFERS
from binrecon.domain.records import RecordLeg

KIND = "transfer_without_other_end"
OWED = "owed"
"""The subtype of another account's leg that names this account."""
BALANCED, OFF = "balanced", "off"
"""The status of an unmatched leg: what the other account's own day says of the asset; empty while that day is not
known."""


def unmatched_transfer(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for legs of this account that the other account does not confirm, and for legs of others that name this
    account, which lists none. The other account's own day must be known and add up: then its balance agrees with its
    list, and this one's does not. What no list tells within OTHER_END_WAIT_DAYS is asked of the exchange."""
    asset = asset_verdict.line.asset
    if is_given_up(asset, evidence):
        return
    for leg in evidence.of(UNMATCHED_TRANSFERS, asset):
        second = "the other account's day is known, and adds up" if leg.status == BALANCED else ""
        yield _missing(leg, second) if leg.subtype == OWED else _unconfirmed(leg, second)


def is_given_up(asset: str, evidence: InvestigationInput) -> bool:
    """Whether the day by which the other end must be listed is known: its lists are read, and it is not."""
    return evidence.knows(asset, evidence.day + timedelta(days=thresholds.OTHER_END_WAIT_DAYS))


def _unconfirmed(leg: RecordLeg, second: str) -> Finding:
    text = "the other account is covered and does not list it, and it is not in the balance"
    return Finding(KIND, leg.amount.copy_negate(), text, (leg.name,), second)


def _missing(leg: RecordLeg, second: str) -> Finding:
    text = "the other account lists it and this one does not, and it is in the balance"
    return Finding(KIND, leg.amount, text, (leg.name,), second)

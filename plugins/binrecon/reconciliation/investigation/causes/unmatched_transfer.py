"""An own transfer that one of its two wallets or accounts tells and the other, whose lists are complete, does not.

Rests on decision 95.
"""

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
"""The subtype of a leg of another wallet or account that names this one."""
BALANCED, OFF = "balanced", "off"
"""The status of an unmatched leg: what the other side's own day says of the asset; empty while that day is not
known."""
ANOTHER_ACCOUNT = "the other account"
"""The other side where it is the same wallet of the account that the record names."""


def unmatched_transfer(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for legs of this wallet that the other side does not confirm, and for legs of others that name this one,
    which lists none. The other side's own day must be known and add up: then its balance agrees with its list, and this
    one's does not. What no list tells within OTHER_END_WAIT_DAYS is asked of the exchange."""
    asset = asset_verdict.line.asset
    if is_given_up(asset, evidence):
        return
    for leg in evidence.of(UNMATCHED_TRANSFERS, asset):
        yield _missing(leg) if leg.subtype == OWED else _unconfirmed(leg)


def is_given_up(asset: str, evidence: InvestigationInput) -> bool:
    """Whether the day by which the other end must be listed is known: its lists are read, and it is not."""
    return evidence.knows(asset, evidence.day + timedelta(days=thresholds.OTHER_END_WAIT_DAYS))


def _unconfirmed(leg: RecordLeg) -> Finding:
    text = f"{leg.party or ANOTHER_ACCOUNT} is covered and does not list it, and it is not in the balance"
    return Finding(KIND, leg.amount.copy_negate(), text, (leg.name,), _second(leg))


def _missing(leg: RecordLeg) -> Finding:
    side, here = (leg.party, "this wallet") if leg.party else (ANOTHER_ACCOUNT, "this one")
    text = f"{side} lists it and {here} does not, and it is in the balance"
    return Finding(KIND, leg.amount, text, (leg.name,), _second(leg))


def _second(leg: RecordLeg) -> str:
    if leg.status != BALANCED:
        return ""
    whose = f"the day of {leg.party}" if leg.party else f"{ANOTHER_ACCOUNT}'s day"
    return f"{whose} is known, and adds up"

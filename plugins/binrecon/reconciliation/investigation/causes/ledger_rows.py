"""Rows of a ledger of futures that did not move what they say: one that stands twice, and an exchange inside the wallet
that was listed and not made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import RecordSet
from binrecon.domain.records import RecordLeg
from binrecon.reconciliation.investigation.typed_amounts import is_told_by

TWICE, EXCHANGE = "listed_twice", "auto_exchange"
LISTED_TWICE = RecordSet("listed_twice", RecordLeg)
"""Rows of the ledger that stand once more in one answer, equal in everything."""
WALLET_EXCHANGES = RecordSet("wallet_exchanges", RecordLeg)
"""The rows of exchanges inside the wallet, by their number."""
_TWO_ROWS = "stands in its list once more, equal in everything, and moved once"
_ONE_NUMBER = "both rows bear one number, which a type of movement gives once"
_NOT_MADE = "an exchange inside the wallet, listed and not made"
_OTHER_LEG = "the other asset of the exchange is off by its leg"


def listed_twice(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for each copy of a row: the number of a movement is given once for its type, so that two rows that are
    equal in everything are more likely one. They count twice, since no document rules out two of a kind."""
    for copy in evidence.of(LISTED_TWICE, asset_verdict.line.asset):
        first = copy._replace(record=copy.record.rpartition(":")[0])
        yield Finding(TWICE, copy.amount.copy_negate(), _TWO_ROWS, (first.name, copy.name), _ONE_NUMBER)


def auto_exchange(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[Finding]:
    """Findings for exchanges of which every asset is off by exactly the opposite of its leg. One asset alone may be off
    by chance."""
    asset = asset_verdict.line.asset
    for legs in _exchanges(evidence):
        mine = [leg for leg in legs if leg.asset == asset]
        if len(mine) == 1 and len({leg.asset for leg in legs}) == len(legs) > 1:
            amount, names = mine[0].amount.copy_negate(), tuple(leg.name for leg in legs)
            both, telling = all(_is_off(leg, evidence) for leg in legs), is_told_by(leg.amount for leg in legs)
            second = _OTHER_LEG if both else ""
            yield Finding(EXCHANGE, amount, _NOT_MADE, names, second, two_sided=True, telling=telling)


def one_legged(evidence: InvestigationInput) -> Iterator[RecordLeg]:
    """Rows of exchanges whose other asset no row of their number tells."""
    for legs in _exchanges(evidence):
        if len({leg.asset for leg in legs}) == 1:
            yield legs[0]


def _exchanges(evidence: InvestigationInput) -> Iterator[tuple[RecordLeg, ...]]:
    """The legs of each, by their number."""
    for _, legs in groupby(evidence.rows(WALLET_EXCHANGES), key=attrgetter("party")):
        yield tuple(legs)


def _is_off(leg: RecordLeg, evidence: InvestigationInput) -> bool:
    other = evidence.off.get(leg.asset)
    return other is not None and other.open_variance == leg.amount.copy_negate()

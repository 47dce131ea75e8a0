"""Name a prevented match that may have moved balances: the one movement of SPOT that no list can be asked for by its
day.

Self-trade prevention with the mode TRANSFER moves quantity and notional between two accounts of one trade group,
without a trade and without a fee: the account whose order buys receives the base asset and gives price times quantity
of the quote (Binance's STP FAQ, scenario H). `myPreventedMatches` is asked by the id of an order, its rows name no
side, and an order that never filled stands in no list that is asked here. So where both accounts are ours this is a
hint; it books nothing.

Rests on decision 47.
"""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import OPPOSITE_ACCOUNTS


def prevented_matches(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    """A sentence per pair of which this account has gained one asset and lost the other, and another account of ours
    exactly the opposite."""
    for base, quote, _ in evidence.pairs_off.get(asset_verdict.line.asset, ()):
        if (evidence.off[base].open_variance < 0) is not (evidence.off[quote].open_variance < 0):
            for email in sorted(_opposite(base, evidence) & _opposite(quote, evidence)):
                yield (
                    f"{email} is off by the opposite in {base} and {quote}: orders of both accounts that met under "
                    "self-trade "
                    f"prevention with mode TRANSFER? Ask myPreventedMatches of {base}/{quote} by order id"
                )


def _opposite(asset: str, evidence: InvestigationInput) -> set[str]:
    """Accounts that are off by exactly the opposite in the asset."""
    return {other.email for other in evidence.of(OPPOSITE_ACCOUNTS, asset)}

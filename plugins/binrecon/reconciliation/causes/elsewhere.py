"""Amounts that appear on two assets: a convert another wallet paid and received, an asset that became another."""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues

CONVERT, SWAP = "convert_elsewhere", "swapped_asset"
TWO_SIDED = frozenset({CONVERT, SWAP})
"""Kinds that hold for one asset only if they hold for the other: both findings name the same records."""
EARN_SHARE = "LD"


def convert_elsewhere(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for converts whose legs both stand exactly opposite in the variances: convert/tradeFlow does not say which
    wallet paid, and another wallet than SPOT did."""
    for moved in clues.conversions.get(judgement.cell.asset, ()):
        text = "both of its legs are missing from the balances: another wallet paid and received"
        yield Finding(CONVERT, moved.amount.copy_negate(), text, _both_legs(moved.first.source, moved.first.record))


def _both_legs(source: str, record: str) -> tuple[str, ...]:
    return f"{source} {record} in", f"{source} {record} out"


def swapped_asset(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """A finding where the whole balance of one asset went and the same amount came on one other: renamed, or swapped one
    to one. A share of Simple Earn (LD and the asset's name) is no other asset but a product."""
    for other in clues.off_by.get(judgement.variance.copy_negate(), ()):
        if _is_share(judgement, other):
            continue
        gone, come = (judgement, other) if judgement.variance < 0 else (other, judgement)
        if gone.cell.actual == 0 and gone.expected == come.variance:
            text = f"the whole balance of {gone.cell.asset} went, and as much {come.cell.asset} came"
            yield Finding(SWAP, judgement.variance, text, (f"balance {gone.cell.asset}", f"balance {come.cell.asset}"))


def _is_share(one: Judgement, other: Judgement) -> bool:
    return one.cell.asset in (EARN_SHARE + other.cell.asset, other.cell.asset.removeprefix(EARN_SHARE))

"""Hold a wallet's second ledger against the lists that tell the same movements: an asset of which it says otherwise is
not proved, however well its balance adds up.

One of the two lacks what the other has then, and that the day adds up may be chance. Rests on decision 90.
"""

from __future__ import annotations

from collections.abc import Sequence

from binrecon.domain.day_facts import DayFacts, TwiceTold
from binrecon.domain.day_results import AssetVerdict, Investigation
from binrecon.domain.money import plain
from binrecon.domain.vocabulary import Verdict
from binrecon.domain.wallets import described

_DOUBT = "{} says otherwise of what moved it than the lists that tell the same"
_STEP = (
    "{} tells {} of what the other lists tell {}: hold its rows of the day against theirs, and clear the list that "
    "lacks one"
)


def held_against_ledger(judged: Sequence[AssetVerdict], facts: DayFacts) -> tuple[AssetVerdict, ...]:
    """The judgements, where the ledger says otherwise with that in their reason; what was proved is unproved then. Of
    what is unproved already it says nothing: the two differ while one of them has no answer."""
    ledger = described(facts.account_day.wallet).second_ledger
    return tuple(
        _otherwise(one, facts.twice_told[one.line.asset], ledger)
        if one.is_balance and one.line.asset in facts.twice_told
        else one
        for one in judged
    )


def _otherwise(one: AssetVerdict, said: TwiceTold, ledger: str) -> AssetVerdict:
    doubt = _DOUBT.format(ledger)
    if one.verdict is Verdict.PROVED:
        step = _STEP.format(ledger, plain(said.ledger), plain(said.lists))
        return one._replace(verdict=Verdict.UNPROVED, reason=doubt, findings=Investigation(next_steps=(step,)))
    return one._replace(reason=f"{one.reason}; {doubt}") if one.verdict is Verdict.OPEN else one

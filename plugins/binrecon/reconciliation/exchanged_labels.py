"""Tell a day on which two labels of the snapshots look exchanged: the balance does not roll forward, and the other
does.

Which of the two is the balance is never chosen by what fits: then every variance of that size would be proved away.
"""

from __future__ import annotations

from binrecon.domain.day_facts import BalanceLine, DayFacts
from binrecon.domain.money import ZERO
from binrecon.domain.vocabulary import Measure
from binrecon.domain.wallets import described
from binrecon.reconciliation.roll_forward import roll_forward


def exchanged_labels(facts: DayFacts) -> str:
    """The sentence that leaves the day unproved, empty where nothing looks exchanged. Call it inside
    `money.CONTEXT`."""
    lines = [line for line in facts.lines if line.measure is Measure.BALANCE]
    if not facts.labelled or not any(roll_forward(line)[1] for line in lines):
        return ""
    if any(roll_forward(line)[1] != ZERO for line in _under_the_other(facts, lines)):
        return ""
    label = described(facts.account_day.wallet).exchanged_label
    return (
        f"the labels of the snapshots look exchanged: {label} rolls forward for every asset, and the balance does not; "
        "a person has to decide which of them is the balance"
    )


def _under_the_other(facts: DayFacts, lines: list[BalanceLine]) -> list[BalanceLine]:
    """The same movements between the balances under the other label, of every asset that either names."""
    held = {one.asset: one for one in facts.labelled}
    moved = {line.asset: line for line in lines}
    nothing = BalanceLine("", ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
    return [
        moved.get(asset, nothing)._replace(
            asset=asset,
            opening=held[asset].opening if asset in held else ZERO,
            actual=held[asset].actual if asset in held else ZERO,
        )
        for asset in sorted({*held, *moved})
    ]

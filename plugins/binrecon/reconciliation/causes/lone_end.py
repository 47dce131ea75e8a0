"""A transfer between own accounts that one of them tells and the other, whose lists are complete, does not."""

from __future__ import annotations

from collections.abc import Iterator

from binrecon.cells import Finding, Judgement
from binrecon.clues import Clues, Movement

KIND = "transfer_without_other_end"


def lone_end(judgement: Judgement, clues: Clues) -> Iterator[Finding]:
    """Findings for legs of this account that the other account does not confirm, and for legs of others that name this
    account, which lists none."""
    for leg in clues.alone.get(judgement.cell.asset, ()):
        yield _unconfirmed(leg) if leg.effective else _missing(leg)


def _unconfirmed(leg: Movement) -> Finding:
    text = "the other account is covered and does not list it, and it is not in the balance"
    return Finding(KIND, leg.amount.copy_negate(), text, (leg.name,))


def _missing(leg: Movement) -> Finding:
    text = "the other account lists it and this one does not, and it is in the balance"
    return Finding(KIND, leg.amount, text, (leg.name,))
